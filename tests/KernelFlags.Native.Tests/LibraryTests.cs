using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelFlags.Native.Tests;

/// <summary>The library as it is published, and what programs in C and C++ find.</summary>
public sealed partial class LibraryTests(Library library)
{
    private const long MostBytes = 5_000_000;
    private const long MostVirtual = 5L << 20;

    private static readonly string[] OfLibC = ["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"];

    [Fact]
    public void Library_IsSmall_NeedsLibCAlone_AndHasNoOtherNamesThanItsOwn()
    {
        library.Need();
        Assert.InRange(new FileInfo(library.Path).Length, 0, MostBytes);
        Assert.All(Needed().Matches(library.Run("readelf", "-d", library.Path).Output), match => Assert.Contains(match.Groups[1].Value, OfLibC));
        var names = library.Run("nm", "-D", "--defined-only", library.Path).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1]).ToList();
        Assert.Equal(Prototypes().Order(StringComparer.Ordinal), names.Where(name => name.StartsWith("kf_", StringComparison.Ordinal)).Select(name => name.Split('@')[0]).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(name == "KERNELFLAGS_1" || name.EndsWith("@@KERNELFLAGS_1", StringComparison.Ordinal), name));
    }

    [Fact]
    public void Header_BesideTheLibrary_IsTheOneThatTestsHold()
    {
        library.Need();
        Assert.Equal(File.ReadAllText(Repository.Find("src/KernelFlags.Native/kernelflags.h")), File.ReadAllText(Path.Combine(library.Folder, "kernelflags.h")));
    }

    [Theory]
    [InlineData("samples/native/c/split.c", "c")]
    [InlineData("samples/native/cpp/stack.cpp", "cpp")]
    public void Sample_PrintsWhatItsReadmeSays(string source, string name)
    {
        var (status, output) = library.Run(library.Build(source));
        Assert.Equal(0, status);
        Assert.Contains($"```text\n{output}```\n", File.ReadAllText(Repository.Find($"samples/native/{name}/README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Example_OfTheReadme_PrintsWhatStandsBelowIt()
    {
        library.Need();
        var example = ReadmeExample.In("c");
        var source = Path.Combine(library.Folder, "first.c");
        File.WriteAllText(source, example.Code);
        Assert.Equal((0, example.Output), library.Run(library.Build(source)));
    }

    [Fact]
    public void Host_KeepsItsSignals_ItsThreadsAndItsChildren()
    {
        var (status, output) = library.Run(library.Build("tests/KernelFlags.Native.Tests/Programs/host.c"));
        Assert.Equal((0, "the host keeps what it had\n"), (status, output));
    }

    [Fact]
    public void Host_HasLittleAddressSpaceTaken()
    {
        var (status, output) = library.Run(library.Build("tests/KernelFlags.Native.Tests/Programs/speed.c"));
        Assert.Equal(0, status);
        Assert.InRange(long.Parse(VmSize().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), 0, MostVirtual);
    }

    [Fact]
    public void Threads_MakeTenMillionCalls()
    {
        var (status, output) = library.Run(library.Build("tests/KernelFlags.Native.Tests/Programs/threads.c"), "10000000");
        Assert.Equal((0, "10000000 calls\n"), (status, output));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fuzzer_FindsNoArgumentThatCrashes(int seed)
    {
        var (status, output) = library.Run(library.Build("tests/KernelFlags.Native.Tests/Programs/fuzz.c"), $"{seed}", "200000");
        Assert.Equal((0, "200000 calls, many refused\n"), (status, output));
    }

    /// <summary>What the runtime keeps of its own is suppressed: it is referred to from where the sanitizer does not look, and does not grow with calls.</summary>
    [Theory]
    [InlineData("fuzz.c", "4 20000")]
    [InlineData("threads.c", "200000")]
    public void Program_UnderAddressSanitizer_HasNoReport(string program, string arguments)
    {
        var built = library.Build("tests/KernelFlags.Native.Tests/Programs/" + program, "-fsanitize=address,undefined");
        var suppressions = Path.Combine(library.Folder, "leaks");
        File.WriteAllText(suppressions, "leak:libkernelflags.so\n");
        var (status, output) = library.RunIn(new() { ["LSAN_OPTIONS"] = $"print_suppressions=0:suppressions={suppressions}" }, built, arguments.Split(' '));
        Assert.True(status == 0 && !output.Contains("Sanitizer", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Program_UnderValgrind_HasNoReport()
    {
        Assert.SkipUnless(InstalledProgram.Has("valgrind"), "install valgrind");
        var (status, output) = library.Run("valgrind", "--error-exitcode=9", "-q", library.Build("tests/KernelFlags.Native.Tests/Programs/fuzz.c"), "5", "500");
        Assert.True(status == 0 && output.EndsWith("500 calls, many refused\n", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Image_OfAProcess_HasItsVmas()
    {
        var (status, output) = library.Run(library.Build("tests/KernelFlags.Native.Tests/Programs/image.c"));
        Assert.Equal((0, "the same\n"), (status, output));
    }

    /// <summary>The functions that the header declares.</summary>
    private static IEnumerable<string> Prototypes() => Function().Matches(File.ReadAllText(Repository.Find("src/KernelFlags.Native/kernelflags.h"))).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\w[\w *]*?\b(kf_\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Function();

    [GeneratedRegex(@"\(NEEDED\).*\[(.+)\]")]
    private static partial Regex Needed();

    [GeneratedRegex(@"VmSize:\s+(\d+) kB")]
    private static partial Regex VmSize();
}
