using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>What the header of the C library sees: the flags of one kernel, under names of its own.</summary>
internal static class NativeHeaderView
{
    private const string Prefix = "KF_";

    /// <summary>The view.</summary>
    public static ScriptObject Create(ResolvedTable table)
    {
        var symbols = new CSymbols(table);
        return new()
        {
            ["profile"] = table.Kernel.Profile,
            ["flags"] = CRows.Definitions([.. symbols.Words.Select(flag => new CSymbol(
                Prefix + Identifiers.C(flag.CName!), string.Format(CultureInfo.InvariantCulture, "UINT64_C(0x{0:x})", flag.Value.Low), flag.Summary))]),
        };
    }
}
