using System.Text.RegularExpressions;

namespace KernelFlags.Native.Tests;

/// <summary>The Rust crate beside the library, as cargo builds it without a network.</summary>
public sealed partial class CrateTests(Library library)
{
    private const string Crate = "src/KernelFlags.Native/rust";
    private const string DebianCrates = "/usr/share/cargo/registry";

    private static readonly string[] FromDebian =
        ["--config", "source.crates-io.replace-with=\"debian\"", "--config", $"source.debian.directory=\"{DebianCrates}\""];

    public static TheoryData<string> FeatureSets => ["", "--no-default-features", "--features space"];

    [Theory]
    [MemberData(nameof(FeatureSets))]
    public void Crate_PassesItsTests(string features)
    {
        var (status, output) = Cargo("test", features);
        Assert.True(status == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
        Assert.DoesNotMatch(NothingRan(), output);
    }

    [Theory]
    [MemberData(nameof(FeatureSets))]
    public void Crate_IsDocumentedWithoutAWarning(string features)
    {
        var (status, output) = Cargo("doc", features, "--no-deps");
        Assert.True(status == 0 && !output.Contains("warning", StringComparison.Ordinal), output);
    }

    [Theory]
    [MemberData(nameof(FeatureSets))]
    public void Crate_IsPedanticallyClean(string features)
    {
        Assert.SkipUnless(InstalledProgram.Has("cargo-clippy"), "clippy is not installed: rustup component add clippy, or apt-get install rust-clippy");
        var (status, output) = Cargo("clippy", features, "--all-targets", "--", "-W", "clippy::pedantic", "-D", "warnings");
        Assert.True(status == 0, output);
    }

    [Fact]
    public void Examples_PrintWhatTheReadmeSays()
    {
        var readme = File.ReadAllText(Repository.Find(Crate + "/README.md"));
        var (status, output) = Cargo("build", "--features space", "--examples");
        Assert.True(status == 0, output);

        (status, output) = library.Run(Example("split"));
        Assert.Equal(0, status);
        Assert.Contains($"```text\n{output}```\n", readme, StringComparison.Ordinal);

        var command = DecodeCommand().Match(readme);
        (status, output) = library.Run("sh", "-c", $"{command.Groups[1].Value} | {Example("decode")}");
        Assert.Equal(1, status);
        Assert.Equal(command.Groups[2].Value, output);
    }

    /// <summary>What the page has in blocks of code is a program of somebody else's, with its dependency and its build script.</summary>
    [Fact]
    public void Consumer_FollowsTheReadme()
    {
        var readme = File.ReadAllText(Repository.Find(Crate + "/README.md"));
        Assert.Equal("kernelflags/" + Crate, Dependency().Match(readme).Groups[1].Value);
        var buildScript = RustBlocks().Matches(readme).Single(block => block.Groups[1].Value == ",no_run").Groups[2].Value;
        var main = RustBlocks().Matches(readme).Single(block => block.Groups[2].Value.Contains("fn main", StringComparison.Ordinal)).Groups[2].Value;

        var (status, output) = RunConsumer("consumer", main, buildScript, []);

        Assert.True(status == 0, output);
        Assert.Contains(" r--p  rd mr mw me sd\n    | flags differ that merging does not ignore: wr ac\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Example_OfTheReadme_PrintsWhatStandsBelowIt()
    {
        var example = ReadmeExample.In("rust");
        Assert.Equal((0, example.Output), RunConsumer("readme", example.Code, "", new() { ["LD_LIBRARY_PATH"] = library.Folder }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nowhere")]
    public void Build_WithoutTheLibrary_SaysWhatIsMissing(string folder)
    {
        var (status, output) = CargoIn(new() { ["KERNELFLAGS_LIB_DIR"] = folder }, "build", Crate, "--features", "space");
        Assert.NotEqual(0, status);
        Assert.Contains(
            $"the feature `space` links libkernelflags.so: set KERNELFLAGS_LIB_DIR to the full path of the folder that has it (it is \"{folder}\"); "
            + "`dotnet publish -c Release src/KernelFlags.Native -o FOLDER` makes it\n",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Serde_LosesNoBit()
    {
        Assert.SkipUnless(Directory.Exists(DebianCrates) && Directory.EnumerateDirectories(DebianCrates, "serde-1*").Any(), "serde is not installed: apt-get install librust-serde-dev");
        var (status, output) = CargoIn([], "test", Crate + "/serde", FromDebian);
        Assert.True(status == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
    }

    /// <summary>Each function of the header is declared with as many arguments, and each constant has its value.</summary>
    [Fact]
    public void Declarations_AreThoseOfTheHeader()
    {
        var header = File.ReadAllText(Repository.Find("src/KernelFlags.Native/kernelflags.h"));
        var rust = File.ReadAllText(Repository.Find(Crate + "/src/space/ffi.rs"));
        Assert.Equal(
            CFunction().Matches(header).Select(match => (match.Groups[1].Value, Arguments(match.Groups[2].Value))).Order(),
            RustFunction().Matches(rust).Select(match => (match.Groups[1].Value, Arguments(match.Groups[2].Value))).Order());
        Assert.All(
            RustConstant().Matches(rust),
            match => Assert.Matches($@"#define {match.Groups[1].Value}\s+(INT64_C\()?{match.Groups[2].Value}\b", header));
    }

    private static int Arguments(string list) => list is "" or "void" ? 0 : list.Count(c => c == ',') + 1;

    private static string Needed()
    {
        Assert.SkipUnless(InstalledProgram.Has("cargo"), "cargo is not installed: apt-get install cargo");
        return "cargo";
    }

    private (int Status, string Output) RunConsumer(string name, string main, string buildScript, Dictionary<string, string?> environment)
    {
        library.Need();
        var folder = Directory.CreateDirectory(Path.Combine(library.Folder, name, "src")).Parent!.FullName;
        File.WriteAllText(
            Path.Combine(folder, "Cargo.toml"),
            $"[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\nkernelflags = {{ path = \"{Repository.Find(Crate)}\", features = [\"space\"] }}\n");
        File.WriteAllText(Path.Combine(folder, "build.rs"), $"fn main() {{\n{buildScript}}}\n");
        File.WriteAllText(Path.Combine(folder, "src", "main.rs"), main);
        return library.RunIn(
            new(environment) { ["KERNELFLAGS_LIB_DIR"] = library.Folder, ["CARGO_TARGET_DIR"] = Path.Combine(folder, "target") },
            Needed(), "run", "-q", "--offline", "--manifest-path", Path.Combine(folder, "Cargo.toml"));
    }

    private string Example(string name) => Path.Combine(library.Folder, "cargo", "debug", "examples", name);

    private (int Status, string Output) Cargo(string command, string features, params IEnumerable<string> options)
    {
        Needed();
        var usesLibrary = features.Contains("space", StringComparison.Ordinal);
        if (usesLibrary)
        {
            library.Need();
        }

        return CargoIn(
            usesLibrary ? new() { ["KERNELFLAGS_LIB_DIR"] = library.Folder, ["LD_LIBRARY_PATH"] = library.Folder } : [],
            command,
            Crate,
            [.. features.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. options]);
    }

    private (int Status, string Output) CargoIn(Dictionary<string, string?> environment, string command, string crate, params IEnumerable<string> options) => library.RunIn(
        new(environment) { ["CARGO_TARGET_DIR"] = Path.Combine(library.Folder, "cargo"), ["CARGO_TERM_COLOR"] = "never", ["RUSTDOCFLAGS"] = "-D warnings" },
        Needed(),
        [command, "--offline", "--manifest-path", Repository.Find(crate + "/Cargo.toml"), .. options]);

    [GeneratedRegex(@"^[\w ]+?\W(?:\*)?(kf_\w+)\(([^)]*)\);", RegexOptions.Multiline)]
    private static partial Regex CFunction();

    [GeneratedRegex(@"pub fn (kf_\w+)\(([^)]*)\)")]
    private static partial Regex RustFunction();

    [GeneratedRegex(@"pub const (KF_\w+): \w+ = (-?\d+);")]
    private static partial Regex RustConstant();

    [GeneratedRegex(@"\$ (echo .*) \| cargo run -q --example decode\n((?:.*\n)*?)```")]
    private static partial Regex DecodeCommand();

    [GeneratedRegex(@"kernelflags = \{ path = ""([^""]+)"" \}")]
    private static partial Regex Dependency();

    [GeneratedRegex(@"```rust(,\w+)?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex RustBlocks();

    [GeneratedRegex(@"Running tests/\S+ .*\n\nrunning 0 tests")]
    private static partial Regex NothingRan();
}
