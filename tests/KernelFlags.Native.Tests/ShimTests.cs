using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace KernelFlags.Native.Tests;

/// <summary>The shim, preloaded into programs that know nothing of it: what the engine made of their calls is what the kernel has.</summary>
public sealed partial class ShimTests(Library library)
{
    private const string Collecting = """
        import java.util.*;

        public class Collecting {
            public static void main(String[] arguments) throws Exception {
                var threads = new ArrayList<Thread>();
                for (int i = 0; i < 4; i++) {
                    var thread = new Thread(() -> {
                        var kept = new ArrayList<byte[]>();
                        for (int j = 0; j < 2000; j++) {
                            kept.add(new byte[10000]);
                            if (kept.size() > 200) kept.subList(0, 100).clear();
                        }
                    });
                    thread.start();
                    threads.add(thread);
                }
                for (var thread : threads) thread.join();
                System.gc();
            }
        }
        """;

    private const string Allocating = """
        import json, mmap, random, threading
        x = [bytes(random.randrange(100, 200000)) for _ in range(2000)]
        del x[::2]
        json.loads(json.dumps({i: str(i) * 10 for i in range(50000)}))
        m = mmap.mmap(-1, 1 << 20); m[0:5] = b'hello'; m.madvise(mmap.MADV_DONTNEED); m.close()
        f = open('/etc/passwd', 'rb'); m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
        t = [threading.Thread(target=lambda: [bytearray(100000) for _ in range(100)]) for _ in range(4)]
        [a.start() for a in t]; [a.join() for a in t]
        """;

    /// <summary>Serves a benchmark until it is told to end.</summary>
    private const string Serving = """
        cd "$(mktemp -d)"
        timeout -s KILL 120 env LD_PRELOAD=$SHIM redis-server --port 0 --unixsocket ./s --save '' > said 2>&1 &
        for i in $(seq 200); do [ -S s ] && break; sleep 0.1; done
        timeout -s KILL 90 redis-benchmark -s ./s -q -n 20000 -r 100000 -d 4000 -t set,lpush,sadd > /dev/null 2>&1
        redis-cli -s ./s flushall
        redis-cli -s ./s shutdown nosave
        wait $!
        status=$?
        cat said
        rm -r "$PWD"
        exit $status
        """;

    [Fact]
    public void Shim_ThatMirrorsPython_FindsNoDifference() => FindsNoDifference("/usr/bin/python3", "python3", "-c", Allocating);

    [Fact]
    public void Shim_ThatMirrorsAJvm_FindsNoDifference()
    {
        var source = Path.Combine(library.Folder, "Collecting.java");
        File.WriteAllText(source, Collecting);
        FindsNoDifference("java", "openjdk-17-jre-headless", "-Xmx128m", source);
    }

    [Fact]
    public void Shim_ThatMirrorsRedis_FindsNoDifference()
    {
        Assert.SkipUnless(InstalledProgram.Has("redis-server"), "the shim is preloaded into redis-server: install redis-server");
        var (status, output) = library.RunIn(new() { ["SHIM"] = BuildShim() }, "bash", "-c", Serving);
        HasNoDifference(status, output);
    }

    private void FindsNoDifference(string program, string installed, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(program) || InstalledProgram.Has(program), $"the shim is preloaded into {program}: install {installed}");
        var (status, output) = library.RunIn(new() { ["LD_PRELOAD"] = BuildShim() }, program, arguments);
        HasNoDifference(status, output);
    }

    private static void HasNoDifference(int status, string output)
    {
        Assert.SkipWhen(output.Contains("is not described", StringComparison.Ordinal), "the running kernel is not described");
        Assert.True(status == 0 && Mirrored().IsMatch(output), output);
    }

    private string BuildShim()
    {
        library.Need();
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.OSVersion.Version >= new Version(5, 11), "the shim needs x86-64 and Linux 5.11");
        var shim = Path.Combine(library.Folder, $"mirror-{Guid.NewGuid():N}.so");
        string[] arguments =
        [
            "-std=c11", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-D_GNU_SOURCE", "-shared", "-fPIC", "-pthread", "-I", library.Folder,
            Repository.Find("samples/native/shim/mirror.c"), Repository.Find("samples/native/shim/trap.c"), "-o", shim, "-L", library.Folder, "-lkernelflags", $"-Wl,-rpath,{library.Folder}",
        ];
        var built = library.Run("gcc", arguments);
        Assert.True(built.Status == 0, built.Output);
        return shim;
    }

    [GeneratedRegex(@"^[1-9]\d+ calls, [1-9]\d+ VMAs, 0 differences", RegexOptions.Multiline)]
    private static partial Regex Mirrored();
}
