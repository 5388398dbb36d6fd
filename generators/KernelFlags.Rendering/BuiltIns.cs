using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>The functions that a template may call. There are few: what needs more belongs in a view.</summary>
internal static class BuiltIns
{
    /// <summary>Makes the object that a context starts from.</summary>
    /// <returns>A new object, since a template may assign to it.</returns>
    public static ScriptObject Create() => new()
    {
        ["json"] = DelegateCustomFunction.CreateFunc<object?, string>(Escape.JsonValue),
        ["upper"] = DelegateCustomFunction.CreateFunc<string, string>(text => text.ToUpperInvariant()),
        ["lower"] = DelegateCustomFunction.CreateFunc<string, string>(text => text.ToLowerInvariant()),
        ["pad"] = DelegateCustomFunction.CreateFunc<string, int, string>((text, width) => text.PadRight(width)),
        ["xml"] = DelegateCustomFunction.CreateFunc<string, string>(Escape.Xml),
    };
}
