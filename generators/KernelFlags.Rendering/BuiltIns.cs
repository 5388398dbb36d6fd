using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>The functions that a template may call. There are few: what needs more belongs in a view.</summary>
internal static class BuiltIns
{
    private const int MaxWidth = 1000;

    /// <summary>Makes the object that a context starts from.</summary>
    /// <returns>A new object, since a template may assign to it.</returns>
    public static ScriptObject Create() => new()
    {
        ["json"] = DelegateCustomFunction.CreateFunc<object?, string>(Escape.JsonValue),
        ["upper"] = OfText(text => text.ToUpperInvariant()),
        ["lower"] = OfText(text => text.ToLowerInvariant()),
        ["pad"] = DelegateCustomFunction.CreateFunc<string?, int, string>(
            (text, width) => (text ?? string.Empty).PadRight(Math.Min(width, MaxWidth))),
        ["comment"] = OfText(Escape.Comment),
        ["c_string"] = OfText(Quote.C),
        ["xml"] = OfText(Escape.Xml),
    };

    /// <summary>A function of a text. What a flag does not have is an empty one.</summary>
    private static DelegateCustomFunction OfText(Func<string, string> function) =>
        DelegateCustomFunction.CreateFunc<string?, string>(text => function(text ?? string.Empty));
}
