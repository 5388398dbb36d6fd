using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KernelFlags.Live.Processes;

/// <summary>What a program said.</summary>
/// <param name="ExitCode">Its exit status; null where it was ended because it took more than it may.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
public sealed record ProgramResult(int? ExitCode, string Output, string Errors);

/// <summary>
/// Runs a program on input that may be made to harm: time, memory, files and output of it and of those that it starts are bounded, and none
/// of them outlives the call or this process.
/// </summary>
public static class BoundedProgram
{
    private const string Shell = "/bin/sh";

    /// <summary>In the units of ulimit: seconds of a processor, KiB of addresses, blocks of 512 bytes. One that can't be set is lower already.</summary>
    private const string Limits = "ulimit -t 60; ulimit -v 4194304; ulimit -f 131072; exec \"$0\" \"$@\"";

    private const int MaxOutput = 128 << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    /// <summary>Where a program is, of the folders that PATH names from the root: what lies in the folder that is worked in is none.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its path; null when it is not installed.</returns>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts a program that is ended with this process.</summary>
    /// <param name="start">The program, by its path.</param>
    /// <returns>The program; disposing of it ends it, with those that it started.</returns>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public static Leftover<Process> Start(ProcessStartInfo start) => Leftovers.Make(() => Process.Start(start)!, process =>
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    });

    /// <summary>Runs a program to its end, or until it takes too much. Its messages are in English.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="folder">The folder that it works in.</param>
    /// <param name="arguments">What it is told.</param>
    /// <returns>What it said.</returns>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public static ProgramResult Run(string path, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Shell, ["-c", Limits, path, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using var program = Start(start);
        var process = program.Value;
        process.StandardInput.Close();
        using var late = new CancellationTokenSource(MaxTime);
#pragma warning disable CA2025 // Where not both are waited for, the program is killed, which ends its output.
        var errors = ReadAsync(process.StandardError, late);
        var output = ReadAsync(process.StandardOutput, late);
#pragma warning restore CA2025
        try
        {
            Task.WaitAll([errors, output], late.Token);
            process.WaitForExitAsync(late.Token).GetAwaiter().GetResult();
            return new ProgramResult(process.ExitCode, output.Result, errors.Result);
        }
        catch (Exception exception) when (exception is OperationCanceledException or AggregateException { InnerException: OperationCanceledException })
        {
            return new ProgramResult(
                null, "", string.Create(CultureInfo.InvariantCulture, $"it takes more than {MaxTime.TotalMinutes} minutes, or writes more than {MaxOutput >> 20} MiB"));
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationTokenSource late)
    {
        var text = new StringBuilder();
        var buffer = new char[16 << 10];
        while (await reader.ReadAsync(buffer, late.Token).ConfigureAwait(false) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > MaxOutput)
            {
                await late.CancelAsync().ConfigureAwait(false);
            }
        }

        return text.ToString();
    }
}
