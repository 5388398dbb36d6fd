namespace KernelFlags.Cli.Tests;

/// <summary>What a call of <c>kflags</c> gave.</summary>
internal sealed record Call(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one line that a call that can't be used prints, and nothing else.</summary>
    public string Refusal()
    {
        Assert.Equal(2, ExitCode);
        Assert.Empty(Output);
        return Assert.Single(ErrorLines);
    }

    /// <summary>The result of a call that was done and printed nothing but it.</summary>
    public string Result()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, ExitCode);
        return Output;
    }
}

/// <summary>Runs <c>kflags</c> in this process.</summary>
internal static class Kflags
{
    /// <summary>Runs a call from the root of the repository.</summary>
    public static Task<Call> RunAsync(params string[] args) => RunInAsync(Repository.Root, "", args);

    /// <summary>Runs a call from a folder, with something to read on standard input.</summary>
    public static async Task<Call> RunInAsync(string folder, string input, params string[] args)
    {
        using var reader = new StringReader(input);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await KflagsCommandLine.RunAsync(args, new Terminal(reader, output, error) { CurrentFolder = folder });
        return new Call(exitCode, output.ToString(), error.ToString());
    }
}
