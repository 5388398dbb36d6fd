namespace KernelFlags.Rendering.CSharp;

/// <summary>Documentation comments.</summary>
internal static class DocComment
{
    private const int MaxLine = 110;

    /// <summary>The lines of a comment.</summary>
    /// <param name="remarks">The remarks, as XML; null for none.</param>
    /// <returns>The lines, with <c>///</c>.</returns>
    public static IEnumerable<string> Lines(string summary, string? remarks = null) =>
        Element("summary", Escape.Xml(summary)).Concat(remarks is null ? [] : Element("remarks", remarks));

    /// <summary>A name of code.</summary>
    /// <returns>The XML.</returns>
    public static string Code(string text) => "<c>" + Escape.Xml(text) + "</c>";

    private static IEnumerable<string> Element(string name, string xml)
    {
        if (xml.Length <= MaxLine)
        {
            return [$"/// <{name}>{xml}</{name}>"];
        }

        return [$"/// <{name}>", .. LineEndings.Wrap(xml, MaxLine).Select(line => "/// " + line), $"/// </{name}>"];
    }
}
