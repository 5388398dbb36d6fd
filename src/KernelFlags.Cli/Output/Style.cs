namespace KernelFlags.Cli.Output;

/// <summary>Colours of a terminal (ECMA-48), written only where colours are wanted.</summary>
/// <param name="IsOn">Whether they are.</param>
internal readonly record struct Style(bool IsOn)
{
    public string Red(string text) => Wrap("31", text);

    public string Green(string text) => Wrap("32", text);

    public string Yellow(string text) => Wrap("33", text);

    public string Bold(string text) => Wrap("1", text);

    public string Dim(string text) => Wrap("2", text);

    private string Wrap(string code, string text) => IsOn ? $"\e[{code}m{text}\e[0m" : text;
}
