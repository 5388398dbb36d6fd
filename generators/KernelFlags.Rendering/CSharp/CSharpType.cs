namespace KernelFlags.Rendering.CSharp;

/// <summary>The type that a table becomes.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Containers">The types that it is nested in, outermost first, as keyword and name: <c>class Linux72</c>.</param>
/// <param name="Accessibility">How far it can be seen: <c>public</c>.</param>
/// <param name="Name">Its name: <c>VmaFlags</c>.</param>
public sealed record CSharpType(string Namespace, EquatableArray<string> Containers, string Accessibility, string Name)
{
    private const string Suffix = "Flags";

    /// <summary>The type of its bits' numbers: <c>VmaBit</c>.</summary>
    public string BitName =>
        (Name.Length > Suffix.Length && Name.EndsWith(Suffix, StringComparison.Ordinal) ? Name.Substring(0, Name.Length - Suffix.Length) : Name) + "Bit";

    /// <summary>The enumeration of a table of words.</summary>
    /// <returns>A public type.</returns>
    public static CSharpType OfWords(string table) => Of(table) with { Name = CSharpNames.ToMember(table) + "Word" };

    /// <summary>The type of a table for which nobody has declared one.</summary>
    /// <returns>A public type.</returns>
    public static CSharpType Of(string table) => new("KernelFlags.Generated", default, "public", CSharpNames.ToMember(table) + Suffix);
}
