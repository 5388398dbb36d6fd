using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KernelFlags.Headers;

/// <summary>UAPI headers of one kernel and architecture, which gcc evaluates as that architecture's compiler would.</summary>
/// <param name="Version">The kernel's version.</param>
/// <param name="Folders">The folders that hold <c>asm/</c> and <c>linux/</c>, the first before the others.</param>
internal sealed partial record UapiHeaders(KernelVersion Version, string Arch, IReadOnlyList<string> Folders)
{
    /// <summary>What the compilers of architectures define, as far as UAPI headers ask for it, and the folder of the architecture in a kernel tree.</summary>
    private static readonly Dictionary<string, (string Folder, string[] Defines)> Architectures = new(StringComparer.Ordinal)
    {
        ["x86_64"] = ("x86", ["__x86_64__"]),
        ["i386"] = ("x86", ["__i386__"]),
        ["arm64"] = ("arm64", ["__aarch64__"]),
        ["arm"] = ("arm", ["__arm__"]),
        ["riscv64"] = ("riscv", ["__riscv", "__riscv_xlen=64"]),
        ["riscv32"] = ("riscv", ["__riscv", "__riscv_xlen=32"]),
        ["ppc64"] = ("powerpc", ["__powerpc__", "__powerpc64__"]),
        ["ppc32"] = ("powerpc", ["__powerpc__"]),
        ["s390"] = ("s390", ["__s390__", "__s390x__"]),
        ["sparc64"] = ("sparc", ["__sparc__", "__arch64__"]),
        ["sparc32"] = ("sparc", ["__sparc__"]),
        ["parisc"] = ("parisc", ["__hppa__"]),
        ["parisc64"] = ("parisc", ["__hppa__", "__LP64__"]),
        ["mips64"] = ("mips", ["__mips__", "_MIPS_SIM=3"]),
        ["loongarch64"] = ("loongarch", ["__loongarch__"]),
        ["ia64"] = ("ia64", ["__ia64__"]),
    };

    /// <summary>The folders of Debian's packages, by triplet, and the architecture of each.</summary>
    private static readonly (string Triplet, string Arch)[] Triplets =
    [
        ("x86_64-linux-gnu", "x86_64"), ("i386-linux-gnu", "i386"), ("i686-linux-gnu", "i386"), ("aarch64-linux-gnu", "arm64"), ("arm-linux-gnueabihf", "arm"),
        ("riscv64-linux-gnu", "riscv64"), ("powerpc64le-linux-gnu", "ppc64"), ("powerpc64-linux-gnu", "ppc64"), ("powerpc-linux-gnu", "ppc32"),
        ("s390x-linux-gnu", "s390"), ("sparc64-linux-gnu", "sparc64"), ("hppa-linux-gnu", "parisc"), ("mips64el-linux-gnuabi64", "mips64"),
        ("mips64-linux-gnuabi64", "mips64"), ("loongarch64-linux-gnu", "loongarch64"), ("ia64-linux-gnu", "ia64"),
    ];

    private const string Stubs = "stubs";

    /// <summary>The headers of every architecture that a kernel tree has. What is made for a build and for no source stands in a folder.</summary>
    public static IEnumerable<UapiHeaders> OfTree(string tree, KernelVersion version, string scratch)
    {
        var generic = Path.Combine(tree, "include", "uapi");
        Write(Path.Combine(scratch, Stubs, "linux", "compiler.h"), "");
        Write(Path.Combine(scratch, Stubs, "linux", "compiler_types.h"), "");
        foreach (var arch in KernelSelector.Architectures(Repository.Model, version))
        {
            var own = Path.Combine(tree, "arch", Architectures[arch].Folder, "include", "uapi");
            var wrappers = Path.Combine(scratch, arch);
            foreach (var name in Directory.EnumerateFiles(Path.Combine(generic, "asm-generic"), "*.h").Select(path => Path.GetFileName(path)))
            {
                Write(Path.Combine(wrappers, "asm", name), $"#include <asm-generic/{name}>\n");
            }

            yield return new(version, arch, [Path.Combine(scratch, Stubs), own, generic, wrappers]);
        }
    }

    /// <summary>The headers that Debian's packages of them have installed here.</summary>
    public static IEnumerable<UapiHeaders> Installed()
    {
        foreach (var (triplet, arch) in Triplets)
        {
            string[][] places = [[$"/usr/include/{triplet}", "/usr/include"], [$"/usr/{triplet}/include"], [$"/usr/lib/linux/uapi/{Architectures[arch].Folder}", "/usr/include"]];
            if (places.FirstOrDefault(folders => folders.Any(HasArchitecture) && folders.Any(HasVersion)) is { } found)
            {
                yield return new(VersionOf(found.First(HasVersion)), arch, found);
            }
        }
    }

    /// <summary>Evaluates the words of system calls.</summary>
    /// <param name="prefixes">What their names begin with.</param>
    /// <returns>Each name that the headers define, and its number.</returns>
    public SortedDictionary<string, ulong> Evaluate(IReadOnlyCollection<string> prefixes)
    {
        const string Include = "#include <linux/mman.h>\n#include <linux/userfaultfd.h>\n";
        using var folder = new ScratchFolder();
        string[] arguments = ["-undef", "-w", .. Architectures[Arch].Defines.Select(define => "-D" + define), .. Folders.SelectMany(f => new[] { "-I", f })];
        Write(Path.Combine(folder.Path, "names.c"), Include);
        var defined = CCompiler.Compile(folder.Path, [.. arguments, "-E", "-dM", "names.c"]);
        var names = DefinedName().Matches(defined).Select(match => match.Groups[1].Value).Where(name => prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal))).ToList();
        Write(Path.Combine(folder.Path, "values.c"), Include + string.Concat(names.Select((name, i) =>
            string.Create(CultureInfo.InvariantCulture, $"asm(\"word {i} %0\" : : \"i\" ((unsigned long long)({name})));\n")).Prepend("void words(void) {\n").Append("}\n")));
        // An immediate operand comes out as text, and nothing has to be run.
        var evaluated = CCompiler.Compile(folder.Path, [.. arguments, "-O1", "-S", "-o", "-", "values.c"]);
        var result = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        foreach (Match match in Word().Matches(evaluated))
        {
            result[names[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)]] = unchecked((ulong)long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        }

        return result;
    }

    public override string ToString() => $"{Version} {Arch}";

    private static bool HasArchitecture(string folder) => File.Exists(Path.Combine(folder, "asm", "mman.h"));

    private static bool HasVersion(string folder) => File.Exists(Path.Combine(folder, "linux", "version.h"));

    /// <summary>The version that a package says it was made from: a number of three bytes.</summary>
    private static KernelVersion VersionOf(string folder)
    {
        var code = int.Parse(
            VersionCode().Match(File.ReadAllText(Path.Combine(folder, "linux", "version.h"))).Groups[1].Value, CultureInfo.InvariantCulture);
        return new KernelVersion(code >> 16, (code >> 8) & 0xff, code & 0xff);
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, Encoding.ASCII);
    }

    [GeneratedRegex("^#define (\\w+) ", RegexOptions.Multiline)]
    private static partial Regex DefinedName();

    [GeneratedRegex("word (\\d+) [#$]?(-?\\d+)")]
    private static partial Regex Word();

    [GeneratedRegex("LINUX_VERSION_CODE (\\d+)")]
    private static partial Regex VersionCode();
}
