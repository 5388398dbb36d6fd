using System.Globalization;
using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>An enumeration of words: a member a word.</summary>
/// <param name="Origin">What the file says of itself, a line each.</param>
internal sealed record WordEnumeration(string Namespace, string Name, IReadOnlyList<string> Origin)
{
    /// <summary>Renders the enumeration.</summary>
    /// <param name="table">A table of words, for the kernel whose numbers the members have.</param>
    /// <param name="names">Members that are called otherwise than their word, by its name in C; null for none.</param>
    /// <returns>A C# source with LF endings.</returns>
    public string Render(ResolvedTable table, string remarks, IReadOnlyDictionary<string, string>? names = null)
    {
        var isFlags = table.Flags.Any(word => word.Bit is not null);
        var members = Members(table, isFlags, names ?? new Dictionary<string, string>()).ToList();
        var isLong = members.Any(member => member.Value.Low > uint.MaxValue);
        return TemplateRenderer.Render("words/enumeration.cs.scriban", new()
        {
            ["origin"] = Rows.Of(Origin),
            ["namespace"] = Namespace,
            ["summary"] = Escape.Xml(table.Summary),
            ["remarks"] = Escape.Xml(remarks),
            ["attributes"] = Rows.Of(isFlags ? ["[global::System.Flags]"] : Array.Empty<string>()),
            ["name"] = Name,
            ["base"] = isLong ? " : long" : string.Empty,
            ["members"] = Rows.Of(members.Select((member, i) => (member, i)), entry => new ScriptObject
            {
                ["gap"] = entry.i == 0 ? string.Empty : "\n",
                ["name"] = entry.member.Name,
                ["value"] = Literal(entry.member.Value, isFlags, isLong),
                ["summary"] = entry.member.Summary,
            }),
        });
    }

    /// <summary>A number as a literal of <c>int</c>, or of <c>long</c>.</summary>
    public static string Literal(FlagBits value, bool isHexadecimal, bool isLong)
    {
        var text = isHexadecimal && !value.IsEmpty ? value.ToString() : value.Low.ToString(CultureInfo.InvariantCulture);
        return (isLong ? value.Low > long.MaxValue : value.Low > int.MaxValue) ? $"unchecked(({(isLong ? "long" : "int")}){text})" : text;
    }

    private static IEnumerable<(string Name, FlagBits Value, string Summary)> Members(
        ResolvedTable table, bool isFlags, IReadOnlyDictionary<string, string> names)
    {
        // A second name of none of the flags would only be in the way.
        const string None = "NONE";
        var words = table.Flags.Where(word => !word.IsAboutField && !(isFlags && word.Field is null && word.Number is { IsEmpty: true } && word.Name != None)).ToList();
        if (isFlags && !words.Exists(word => word.Name == None))
        {
            yield return (CSharpNames.ToMember(None), default, "None of them.");
        }

        foreach (var word in words.OrderBy(word => word.Value.Low))
        {
            yield return (names.TryGetValue(word.CName!, out var name) ? name : CSharpNames.ToMember(word.Name), word.Value, Summary(word.Summary, word.CName!));
        }

        foreach (var field in table.Fields)
        {
            yield return (CSharpNames.ToMember(field.Name) + "Mask", field.Bits, field.Shift == 0
                ? Summary("The bits of the field " + field.Name, table.Prefix + field.Name)
                : "The bits of the field " + Escape.Xml(field.Name) + ", in their place.");
        }
    }

    private static string Summary(string summary, string name) => $"{Escape.Xml(summary.TrimEnd('.'))} (<c>{Escape.Xml(name)}</c>).";
}
