using System.Diagnostics;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Tests.Manual;

/// <summary>The shells complete what the command takes. Each is asked as a terminal asks it.</summary>
public sealed class CompletionTests
{
    public static TheoryData<string, string> Words => new()
    {
        { "kflags ma", "man maps" },
        { "kflags maps --fo", "--format" },
        { "kflags maps --format j", "json jsonl" },
        { "kflags table --arch ppc", "ppc32 ppc64" },
        { "kflags gen --target c-", "c-header c-mmflags c-smaps c-testing" },
        { "kflags replay --compare ", "all vmas" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Bash_Completes(string line, string expected)
    {
        var script = await ScriptAsync("bash");
        var words = string.Join(' ', line.Split(' ').Select(word => $"'{word}'"));
        var output = Run("bash", script + $"\nCOMP_WORDS=({words}) COMP_CWORD={line.Split(' ').Length - 1}\n_kflags 2> /dev/null\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n");
        Assert.Equal(expected.Split(' '), Sorted(output));
    }

    [Fact]
    public async Task Bash_CompletesAValueBehindAnEqualsSign()
    {
        var output = Run("bash", await ScriptAsync("bash") + "\nCOMP_WORDS=(kflags maps --format = o) COMP_CWORD=4\n_kflags\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
        Assert.Equal("openmetrics\n", output);
    }

    [Fact]
    public async Task Bash_OffersEveryOptionOfEveryCommand()
    {
        var script = await ScriptAsync("bash");
        foreach (var command in KflagsCommandLine.CreateRoot().Subcommands)
        {
            var output = Run("bash", script + $"\nCOMP_WORDS=(kflags {command.Name} --) COMP_CWORD=2\n_kflags\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n");
            Assert.Equal(
                command.Options.Where(option => !option.Hidden).Select(option => option.Name).Concat(["--help", "--no-color"]).Distinct().Order(StringComparer.Ordinal),
                Sorted(output));
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Fish_Completes(string line, string expected)
    {
        var output = Run("fish", await ScriptAsync("fish") + $"\ncomplete -C '{line}'\n");
        Assert.Equal(expected.Split(' '), Sorted(output).Select(found => found.Split('\t')[0]));
    }

    /// <summary>zsh completes only at a prompt: one is opened on a terminal of its own, and read until the last of the words comes.</summary>
    [Theory]
    [MemberData(nameof(Words))]
    public async Task Zsh_Completes(string line, string expected)
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["kflags.zsh"], await ScriptAsync("zsh"), TestContext.Current.CancellationToken);
        var output = Run("zsh", $$"""
            zmodload zsh/zpty
            zpty z 'TERM=dumb zsh -f -i'
            zpty -w z "PROMPT=; autoload -U compinit; compinit -D -u; source {{folder["kflags.zsh"]}}; bindkey '^I' list-choices; stty -echo; print RE''ADY"
            zpty -r -m z read '*READY*'
            zpty -w -n z $'{{line}}\t'
            zpty -r -m z read '*{{expected.Split(' ')[^1]}}*'
            print -r -- "$read"
            """);
        Assert.All(expected.Split(' '), word => Assert.Matches($@"(^|\s){word}(\s|=|$)", output));
        Assert.DoesNotMatch(@"(^|\s)(lint|--sort|text|arm64|rust)(\s|$)", output);
    }

    [Fact]
    public async Task OtherShell_IsRefused() =>
        Assert.Equal("Argument 'tcsh' not recognized. Must be one of: 'bash' 'zsh' 'fish'", (await Kflags.RunAsync("completion", "tcsh")).Refusal());

    private static async Task<string> ScriptAsync(string shell)
    {
        Assert.SkipUnless(BoundedProgram.Find(shell) is not null, $"needs {shell} (Debian: apt install {shell})");
        return (await Kflags.RunAsync("completion", shell)).Result();
    }

    private static string[] Sorted(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static string Run(string shell, string script)
    {
        var start = new ProcessStartInfo(shell) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill(entireProcessTree: true);
        }

        return output.GetAwaiter().GetResult();
    }
}
