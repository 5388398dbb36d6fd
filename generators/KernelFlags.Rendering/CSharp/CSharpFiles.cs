using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>The files of C# that a table becomes: one concern a file, so that one edit changes few of them.</summary>
public static class CSharpFiles
{
    /// <summary>The files of a table.</summary>
    /// <param name="type">The type that it becomes.</param>
    /// <param name="capabilities">What the kernel does, for a table of VMAs; null where nobody asks.</param>
    /// <returns>The files, in a fixed order.</returns>
    public static EquatableArray<CSharpFile> Of(ResolvedTable table, CSharpType type, EquatableArray<string>? capabilities = null) =>
        Enumerate(table, type, capabilities).ToEquatableArray();

    private static IEnumerable<CSharpFile> Enumerate(ResolvedTable table, CSharpType type, EquatableArray<string>? capabilities)
    {
        var members = new CSharpMembers(table, type);
        var isVma = table.Contract == VmaContract.Name;

        yield return File(type.Name, table.Width > 64 ? "value128" : "value64", ValueView.Create(table, isVma));
        yield return File(type.Name + ".Flags", "flags", FlagsView.Create(table, members));
        yield return File(type.Name + ".Masks", "masks", MasksView.Create(table, members));
        yield return File(type.Name + ".Merge", "merge", MergeView.Create(table, members));
        if (isVma)
        {
            yield return File(type.Name + ".Contract", "contract", ContractView.Create(table, members));
        }

        yield return File(type.Name + ".Smaps", "smaps", TextViews.Smaps(table));
        yield return File(type.Name + ".Trace", "trace", TextViews.Trace(table, members));
        yield return File(type.Name + ".Info", "info", TextViews.Info(table));
        yield return File(type.Name + ".Text", "text", new ScriptObject());
        yield return File(type.BitName, "bit", BitView.Create(table, members));
        if (isVma && capabilities is { } names)
        {
            yield return File(type.Name + ".Capabilities", "capabilities", TextViews.Capabilities(names));
        }

        CSharpFile File(string name, string template, ScriptObject view)
        {
            view["type"] = type.Name;
            view["bit_type"] = type.BitName;
            view["accessibility"] = type.Accessibility;
            view["origin"] = $"The flags of table '{table.Name}' on {table.Kernel.Profile}.";
            return new CSharpFile(type, name + ".g.cs", template, view);
        }
    }
}
