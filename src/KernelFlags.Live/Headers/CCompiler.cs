using System.ComponentModel;
using System.Globalization;
using KernelFlags.Live.Processes;

namespace KernelFlags.Live.Headers;

/// <summary>The C compiler of this machine. What it is given may be hostile: it compiles, and nothing that comes out is run.</summary>
public static class CCompiler
{
    private const string Command = "gcc";

    /// <summary>A line of megabytes may have as many errors, each of which takes as long as the line.</summary>
    private static readonly string[] Always = ["-fno-diagnostics-show-caret", "-fmax-errors=20", "-nostdinc"];

    /// <summary>Whether there is one.</summary>
    public static bool IsInstalled => BoundedProgram.Find(Command) is not null;

    /// <summary>Calls the compiler, which may take so much time, memory and output and no more.</summary>
    /// <param name="folder">The folder that it works in.</param>
    /// <param name="arguments">What it is told.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="HeaderException">There is no compiler, it refuses, or takes too much; the message is its first error.</exception>
    public static string Compile(string folder, params IEnumerable<string> arguments)
    {
        var result = Run(folder, arguments);
        return result.ExitCode == 0 ? result.Output : throw Refusal(result);
    }

    /// <summary>Calls the compiler in the same way, to hear what it refuses.</summary>
    /// <param name="folder">The folder that it works in.</param>
    /// <param name="arguments">What it is told.</param>
    /// <exception cref="HeaderException">There is no compiler.</exception>
    internal static ProgramResult Run(string folder, params IEnumerable<string> arguments)
    {
        const string Missing = Command + " is missing or can't be started; install it (Debian: apt-get install gcc libc6-dev)";
        try
        {
            var path = BoundedProgram.Find(Command) ?? throw new HeaderException(Missing);
            return BoundedProgram.Run(path, folder, [.. Always, .. arguments]);
        }
        catch (Win32Exception e)
        {
            throw new HeaderException(Missing, e);
        }
    }

    /// <summary>A refusal, as its first error has it.</summary>
    internal static HeaderException Refusal(ProgramResult result) => new(FirstError(result));

    /// <summary>The first line that says what is wrong; what precedes it says only where.</summary>
    private static string FirstError(ProgramResult result)
    {
        var lines = result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.Select(l => l.Split("error: ")).FirstOrDefault(l => l.Length > 1)?[^1]
            ?? lines.FirstOrDefault()
            ?? string.Create(CultureInfo.InvariantCulture, $"ended with status {result.ExitCode}");
        return $"{Command}: {line}";
    }
}
