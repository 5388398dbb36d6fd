namespace KernelFlags.Cli.Output;

/// <summary>Words of a command that a message gives to be run.</summary>
internal static class ShellWord
{
    private const string Plain = "-_./:=,+@%";

    /// <summary>A word as a shell reads it back.</summary>
    /// <returns>The same where nothing in it means something to a shell, else in quotes.</returns>
    public static string Of(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
        ? word
        : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
