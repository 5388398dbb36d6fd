namespace KernelFlags.Cli.Output;

/// <summary>Colours of a terminal (ECMA-48), written only where colours are wanted.</summary>
/// <param name="IsOn">Whether they are.</param>
internal readonly record struct Style(bool IsOn)
{
    private const string Start = "\e[";
    private const string Reset = "0";

    private static readonly string[] Codes = [.. new[] { "31", "32", "33", "1", "2", Reset }.Select(Code)];

    public string Red(string text) => Wrap("31", text);

    public string Green(string text) => Wrap("32", text);

    public string Yellow(string text) => Wrap("33", text);

    public string Bold(string text) => Wrap("1", text);

    public string Dim(string text) => Wrap("2", text);

    /// <summary>The length of the code that a text starts with, of those that are written here.</summary>
    /// <returns>The length; 0 for no such code, more than the text's for the start of one.</returns>
    public static int LengthOfCode(ReadOnlySpan<char> text)
    {
        foreach (var code in Codes)
        {
            if (text.StartsWith(code, StringComparison.Ordinal) || (text.Length < code.Length && code.AsSpan().StartsWith(text, StringComparison.Ordinal)))
            {
                return code.Length;
            }
        }

        return 0;
    }

    private static string Code(string number) => $"{Start}{number}m";

    private string Wrap(string number, string text) => IsOn ? Code(number) + text + Code(Reset) : text;
}
