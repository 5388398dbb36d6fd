using System.IO.Compression;
using System.Text.RegularExpressions;

namespace KernelFlags.Packages.Publishing;

/// <summary>The command in one file, with nothing beside it: it answers to the byte as the one that has the runtime and the definitions beside it.</summary>
public sealed partial class PublishedToolTests(Publication publication)
{
    private const string Native = "native";
    private const string SingleFile = "single-file";
    private const long MostBytes = 24_000_000;

    private static readonly string[] OfLibC = ["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"];

    /// <summary>Calls that need no other program and no kernel but the files that <see cref="Prepare"/> writes.</summary>
    public static TheoryData<string> Calls =>
    [
        "--help", "maps --nothing", "completion bash",
        "lint", "lint wrong --format json", "lint wrong --format sarif", "lint --overlay overlay --warnings-as-errors",
        "table --kernel 6.1 --arch sparc32", "table --kernel 7.2 --config-file config --arch riscv64 --format json", "table --table none",
        "decode rd wr mr mw me gu ac zz --format json", "decode --table map 0x22",
        "diff below above --format markdown", "merge off=0,0x73 off=1,0x873 --format json",
        "replay trace.jsonl.gz --compare vmas --no-snapshots --format json", "replay trace.jsonl.gz --overlay overlay",
        "maps saved.smaps --explain --format json", "maps saved.smaps --summary --details", "maps saved.smaps --html page.html", "maps nowhere",
        "audit tables --format json", "import --tree nowhere",
        "gen --target json --out generated --kernel 7.3 --arch arm64", "gen --template own.scriban --out generated",
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public void NativeFile_AnswersAsTheBuiltCommand(string call) => AnswersTheSame(Native, call);

    /// <summary>The same code; what may differ is where things come from.</summary>
    [Theory]
    [InlineData("lint")]
    [InlineData("maps saved.smaps --explain --html page.html")]
    [InlineData("gen --target json --out generated")]
    public void SingleFile_AnswersAsTheBuiltCommand(string call) => AnswersTheSame(SingleFile, call);

    [Theory]
    [InlineData("maps --all --top 3")]
    [InlineData("maps self --explain --format json")]
    [InlineData("merge rd_wr rd --kernel 7.3")]
    public void NativeFile_OfTheRunningMachine_EndsAsTheBuiltCommand(string call)
    {
        var arguments = call.Split(' ').Select(word => word.Replace('_', ' ')).ToArray();
        var folder = Prepare("live");
        var native = Run(folder, publication.File(Native), arguments);
        var built = Run(folder, "dotnet", [Publication.Built, .. arguments]);
        Assert.Equal((built.Status, built.Error), (native.Status, native.Error));
        Assert.NotEmpty(native.Output);
    }

    [Theory]
    [InlineData("fuzz --ops 300 --seed 7")]
    [InlineData("record --mix guard --seed 3 --ops 50")]
    public void NativeFile_DrivesTheRunningKernel_AsTheBuiltCommand(string call)
    {
        var folder = Prepare("running");
        var built = Run(folder, "dotnet", [Publication.Built, .. call.Split(' ')]);
        var native = Run(folder, publication.File(Native), call.Split(' '));
        Assert.Equal((built.Status, Timeless(built.Output), Timeless(built.Error)), (native.Status, Timeless(native.Output), Timeless(native.Error)));
    }

    [Theory]
    [InlineData("import --tree TREE")]
    public void NativeFile_ReadsAKernelTree_AsTheBuiltCommand(string call)
    {
        var tree = Path.Combine(
            Environment.GetEnvironmentVariable("KERNEL_TREES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "kernel-trees"), "7.2");
        Assert.SkipUnless(File.Exists(Path.Combine(tree, ".complete")), "needs the kernel tree 7.2: tests/KernelFlags.Headers/kernel-trees.sh 7.2");
        AnswersTheSame(Native, call.Replace("TREE", tree, StringComparison.Ordinal));
    }

    /// <summary>Traces of more kernels than a program has types for when it was compiled ahead of time: the built command makes more, the machine code says what it lacks.</summary>
    [Fact]
    public void Kernels_AreAsManyAsACallMeets_ButForMachineCode()
    {
        var folder = Prepare("kernels");
        using var trace = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, "trace.jsonl.gz")), CompressionMode.Decompress));
        var (header, before, call) = (trace.ReadLine()!, trace.ReadLine(), trace.ReadLine());
        string[] kernels = ["6.1", "6.12", "6.16", "6.18.44", "7.0", "7.3"];
        foreach (var kernel in kernels)
        {
            File.WriteAllText(Path.Combine(folder, kernel + ".jsonl"), $"{header.Replace("\"6.18.44\"", $"\"{kernel}\"", StringComparison.Ordinal)}\n{before}\n{call}\n");
        }

        string[] arguments = ["replay", "--no-snapshots", .. kernels.Select(kernel => kernel + ".jsonl")];
        Assert.EndsWith("6 passed, 0 failed\n", Run(folder, "dotnet", [Publication.Built, .. arguments]).Output, StringComparison.Ordinal);
        var (status, _, error) = Run(folder, publication.File(Native), arguments);
        Assert.Equal((2, "this program was compiled ahead of time, and has no more than 4 tables that are resolved at run time\n"), (status, error));
    }

    [Fact]
    public void NativeFile_IsSmall_NeedsLibCAlone_AndLiesAlone()
    {
        var file = publication.File(Native);
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(file)!));
        Assert.InRange(new FileInfo(file).Length, 0, MostBytes);
        var (status, output, _) = Run(Path.GetDirectoryName(file)!, "readelf", ["-d", file]);
        Assert.Equal(0, status);
        Assert.All(Needed().Matches(output), match => Assert.Contains(match.Groups[1].Value, OfLibC));
    }

    [Fact]
    public void Framework_RunsWhatIsPublishedWithoutAProfile_WithTheDefinitionsBesideIt()
    {
        var folder = Path.GetDirectoryName(publication.File(""))!;
        Assert.True(File.Exists(Path.Combine(folder, "definitions", "vma", "guard.yaml")));
        var (status, output, _) = Run(publication.NewFolder("framework"), "dotnet", [Path.Combine(folder, "kflags.dll"), "decode", "gu"]);
        Assert.Equal(0, status);
        Assert.Contains("VM_MAYBE_GUARD", output, StringComparison.Ordinal);
    }

    [Fact]
    public void SingleFile_LiesAlone()
    {
        var file = publication.File(SingleFile);
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(file)!));
    }

    /// <summary>Definitions that are named, those of a checkout, and those inside are told apart by what problems call them.</summary>
    [Fact]
    public void Definitions_AreThoseNamed_ElseOfTheCheckout_ElseThoseInside()
    {
        var folder = Prepare("sources");
        var file = publication.File(Native);
        Assert.Contains("above/vma/guard.yaml", Run(folder, file, ["lint", "--definitions", "above"]).Output, StringComparison.Ordinal);
        var checkout = publication.NewFolder("sources/checkout");
        Copy(Path.Combine(folder, "above"), Path.Combine(checkout, "definitions"));
        Assert.Contains("definitions/vma/guard.yaml", Run(checkout, file, ["lint"]).Output, StringComparison.Ordinal);
        Assert.StartsWith("kflags has no table 'none'; ", Run(folder, file, ["table", "--table", "none"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Tool_IsInstalledFromItsPackages_AsMachineCodeWhereThereIsSome()
    {
        var feed = publication.ToolFeed();
        var folder = publication.NewFolder("installed");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"<configuration><packageSources><clear /><add key=\"local\" value=\"{feed}\" /></packageSources></configuration>\n");
        Dictionary<string, string?> environment = new() { ["NUGET_PACKAGES"] = Path.Combine(folder, "cache"), ["DOTNET_CLI_HOME"] = folder };
        var (status, output) = Dotnet.Run(folder, environment, "tool", "install", "KernelFlags.Cli", "--tool-path", "tools", "--version", "*");
        Assert.True(status == 0, output);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, "tools"), "kflags.dll", SearchOption.AllDirectories));
        Assert.Contains("VM_MAYBE_GUARD", Run(folder, Path.Combine(folder, "tools", "kflags"), ["decode", "gu"]).Output, StringComparison.Ordinal);
        Assert.Contains(Directory.EnumerateFiles(feed), file => Path.GetFileName(file).StartsWith("KernelFlags.Cli.any.", StringComparison.Ordinal));
    }

    private void AnswersTheSame(string profile, string call)
    {
        var file = publication.File(profile);
        var name = profile + Math.Abs(StringComparer.Ordinal.GetHashCode(call));
        var (mine, theirs) = (Prepare(name + "/one"), Prepare(name + "/built"));
        var arguments = call.StartsWith("decode rd", StringComparison.Ordinal) ? Decoding(call) : call.Split(' ');
        var published = Run(mine, file, arguments);
        var built = Run(theirs, "dotnet", [Publication.Built, .. arguments]);
        Assert.Equal((built.Status, Shown(built.Output), Shown(built.Error)), (published.Status, published.Output, published.Error));
        Assert.Equal(Files(theirs), Files(mine));
    }

    private static string[] Decoding(string call) => call.EndsWith(" --format json", StringComparison.Ordinal)
        ? ["decode", call["decode ".Length..^" --format json".Length], "--format", "json"]
        : ["decode", call["decode ".Length..]];

    /// <summary>What the built command calls the definitions beside it is their folder.</summary>
    private static string Shown(string text) => text.Replace(Path.Combine(Path.GetDirectoryName(Publication.Built)!, "definitions"), "kflags", StringComparison.Ordinal);

    private static string Timeless(string text) => Time().Replace(text, "TIME");

    private static (int Status, string Output, string Error) Run(string folder, string program, IEnumerable<string> arguments) =>
        InstalledProgram.Run(folder, new Dictionary<string, string?> { ["NO_COLOR"] = "1", ["CI"] = null }, program, arguments);

    /// <summary>A folder outside of every checkout with what the calls read.</summary>
    private string Prepare(string name)
    {
        var folder = publication.NewFolder(name);
        var definitions = Repository.Find("definitions");
        Copy(definitions, Path.Combine(folder, "below"));
        Copy(definitions, Path.Combine(folder, "above"));
        Edit(Path.Combine(folder, "above", "vma", "guard.yaml"), "[sticky, atomic-writable, copy-on-fork]", "[atomic-writable, copy-on-fork]");
        Copy(definitions, Path.Combine(folder, "wrong"));
        Edit(Path.Combine(folder, "wrong", "vma", "guard.yaml"), "trace: maybe_guard", "trase: maybe_guard");
        Write(folder, "overlay/vma/ours.yaml", "flags:\n- name: PINNED_BY_US\n  bit: 50\n  when: 64BIT\n  smaps: zz\n  trace: pinned_by_us\n  summary: Our driver holds its pages.\n");
        Write(folder, "config", "CONFIG_64BIT=y\nCONFIG_MMU=y\n# CONFIG_SWAP is not set\n");
        Write(folder, "own.scriban", "{{ for flag in flags }}{{ flag.name }} {{ end }}\n");
        Copy(Repository.Find("tests/KernelFlags.Cli.Tests/Audit/Tables"), Path.Combine(folder, "tables"));
        File.Copy(Repository.Find("tests/KernelFlags.Conformance/traces/guard-3.jsonl.gz"), Path.Combine(folder, "trace.jsonl.gz"), overwrite: true);
        using var saved = new GZipStream(File.OpenRead(Repository.Find("tests/KernelFlags.Cli.Tests/Maps/Examples/redis.smaps.gz")), CompressionMode.Decompress);
        using var smaps = File.Create(Path.Combine(folder, "saved.smaps"));
        saved.CopyTo(smaps);
        return folder;
    }

    private static Dictionary<string, string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static void Write(string folder, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
        File.WriteAllText(Path.Combine(folder, path), text);
    }

    private static void Edit(string file, string before, string after)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(before, after, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\d+([.,]\d+)? ?(ms|s|/s)\b|pid \d+|0x[0-9a-f]{8,}|[0-9a-f]{8,}-[0-9a-f]{8,}")]
    private static partial Regex Time();

    [GeneratedRegex(@"\(NEEDED\).*\[(.+)\]")]
    private static partial Regex Needed();
}
