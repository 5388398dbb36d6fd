using System.Globalization;
using System.Text;
using KernelFlags.Definitions.Model;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Output;

/// <summary>A resolved table as a person reads it.</summary>
internal static class TableText
{
    public static string Render(ResolvedTable table, Style style)
    {
        var kernel = table.Kernel;
        var text = new StringBuilder()
            .Append(style.Bold($"{table.Name} on Linux {kernel.Kernel.ToFullString()}, {kernel.Arch}"))
            .Append(CultureInfo.InvariantCulture, $": {table.Width} bits; ")
            .Append(EvidenceWords.Of(kernel))
            .Append('\n')
            .Append("options: ")
            .Append(kernel.Config.IsEmpty ? "none" : string.Join(' ', kernel.Config))
            .Append("\n\n")
            .Append((table.IsWords ? Words(table) : Flags(table)).Render(header: style.Bold));
        if (!table.Masks.IsEmpty)
        {
            text.Append('\n').Append(Masks(table).Render(header: style.Bold));
        }

        return text.ToString();
    }

    private static Columns Flags(ResolvedTable table)
    {
        var rows = new Columns();
        rows.Add("BIT", "FLAG", "SMAPS", "TRACE", "TRAITS", "MEANING");
        foreach (var flag in table.Flags.OrderBy(flag => flag.Bit ?? int.MaxValue))
        {
            rows.Add(
                flag.Bit?.ToString(CultureInfo.InvariantCulture) ?? "-",
                flag.CName ?? flag.Enumerator ?? flag.Name,
                flag.Smaps is "" ? "hidden" : flag.Smaps ?? "-",
                flag.Trace ?? "-",
                flag.Traits.IsEmpty ? "-" : string.Join(',', flag.Traits),
                Meaning(table, flag));
        }

        return rows;
    }

    private static Columns Words(ResolvedTable table)
    {
        var rows = new Columns();
        rows.Add("VALUE", "NUMBER", "WORD", "MEANING");
        foreach (var word in table.Flags)
        {
            rows.Add(word.Value.ToString(), Targets.NumberOf(table, word), word.CName!, (word.AliasOf is { } alias ? $"As {table.Prefix}{alias}: " : "") + word.Summary);
        }

        return rows;
    }

    private static string Meaning(ResolvedTable table, ResolvedFlag flag)
    {
        var shared = flag.AliasOf is { } alias ? $"As {table.Prefix}{alias}: " : "";
        var absent = flag.Bit is not null ? "" : flag.EnumeratedBit is { } bit ? FormattableString.Invariant($"(0 here, enumerated as {bit}) ") : "(0 here) ";
        return absent + shared + flag.Summary;
    }

    private static Columns Masks(ResolvedTable table)
    {
        var rows = new Columns();
        rows.Add("MASK", "VALUE", "FLAGS");
        foreach (var mask in table.Masks)
        {
            rows.Add(
                mask.CNames.IsEmpty ? mask.Name : string.Join(' ', mask.CNames),
                mask.Value.ToString(),
                mask.Members.IsEmpty ? "-" : string.Join(' ', mask.Members));
        }

        return rows;
    }
}
