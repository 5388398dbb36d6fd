namespace KernelFlags.Cli.Tests.Kernels;

/// <summary>
/// Each command with each option that names definitions or a kernel: the answer is another one for what was named, or the call is refused.
/// Nothing is ignored.
/// </summary>
public sealed class OptionMatrixTests
{
    private static readonly string[] Options = ["--definitions", "--overlay", "--table", "--profile", "--kernel", "--arch", "--config", "--config-file"];

    /// <summary>What each command does without any of the options; a folder's own definitions are those that depend on everything.</summary>
    private static readonly Dictionary<string, string[]> Calls = new(StringComparer.Ordinal)
    {
        ["lint"] = ["lint"],
        ["gen"] = ["gen", "--target", "json", "--target", "c-header", "--out", "out", "--check"],
        ["table"] = ["table", "--format", "json"],
        ["decode"] = ["decode", "rd wr gu", "--format", "json"],
        ["replay"] = ["replay", NamedDefinitions.Trace],
        ["maps"] = ["maps", "all.smaps", "--explain", "--format", "json"],
        ["strace"] = ["replay", "--strace", "guard.log"],
        ["diff"] = ["diff", NamedDefinitions.Dependent, "other", "--exit-zero"],
        ["audit"] = ["audit", Repository.Find("tests/KernelFlags.Cli.Tests/Audit/Tables/whole.c")],
        ["record"] = ["record", "--mix", "anon", "--ops", "1", "--dir", "no/such/folder"],
    };

    /// <summary>The options that a command takes; all others it refuses.</summary>
    private static readonly Dictionary<string, string[]> Takes = new(StringComparer.Ordinal)
    {
        ["lint"] = ["--definitions", "--overlay"],
        ["gen"] = Options,
        ["table"] = Options,
        ["decode"] = Options,
        ["replay"] = [.. Options.Where(option => option != "--table")],
        ["maps"] = [.. Options.Where(option => option != "--table")],
        ["strace"] = [.. Options.Where(option => option != "--table")],
        ["diff"] = ["--overlay", "--table"],
        ["audit"] = Options,
        ["record"] = [],
    };

    public static TheoryData<string, string> Matrix
    {
        get
        {
            var matrix = new TheoryData<string, string>();
            foreach (var command in Calls.Keys)
            {
                foreach (var option in Options)
                {
                    matrix.Add(command, option);
                }
            }

            return matrix;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Option_ChangesTheAnswer_OrIsRefused(string command, string option)
    {
        using var folder = NamedDefinitions.Create();
        var plain = await RunAsync(folder, command);
        Assert.Equal(command == "record", plain.ExitCode == 2);
        var named = await RunAsync(folder, command, option, ValueOf(option));
        if (!Takes[command].Contains(option))
        {
            Assert.Equal((2, ""), (named.ExitCode, named.Output));
            Assert.Equal(
                (command, option) is ("diff", "--definitions")
                    ? "definitions and other name both sides; leave --definitions out"
                    : $"Unrecognized command or argument '{option}'.",
                named.ErrorLines[0]);
        }
        else if (option == "--table")
        {
            Assert.Equal((2, ""), (named.ExitCode, named.Output));
        }
        else
        {
            Assert.NotEqual(2, named.ExitCode);
            Assert.NotEqual(plain.Output + plain.ExitCode, named.Output + named.ExitCode);
        }
    }

    private static Task<Call> RunAsync(ScratchFolder folder, string command, params string[] options) =>
        Kflags.RunInAsync(folder.Path, "", [.. Calls[command], .. options]);

    private static string ValueOf(string option) => option switch
    {
        "--definitions" => NamedDefinitions.Changed,
        "--overlay" => NamedDefinitions.Overlay,
        "--table" => "none-of-this-name",
        "--profile" => "linux-6.1-x86_64",
        "--kernel" => "6.1",
        "--arch" => "arm64",
        "--config" => "USERFAULTFD",
        _ => "without-ksm.config",
    };
}
