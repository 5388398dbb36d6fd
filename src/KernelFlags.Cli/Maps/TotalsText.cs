using System.Globalization;
using System.Text;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Maps;

/// <summary>The sums below a table.</summary>
internal static class TotalsText
{
    private static readonly (string Name, Func<KindTotals, ToldSum> Of, bool IsRare)[] Sums =
    [
        ("RSS", kind => kind.Rss, false), ("SWAP", kind => kind.Swap, false), ("LOCKED", kind => kind.Locked, false), ("HUGETLB", kind => kind.HugeTlb, true),
    ];

    /// <summary>Sums by kind, the number of VMAs against the limit, guards, and the flags that occur.</summary>
    /// <param name="totals">The sums over the VMAs that are asked for.</param>
    /// <param name="vmas">All that count towards the limit.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="isLive">Whether it is a process of this machine.</param>
    public static string Render(MapsTotals totals, int vmas, MapsKernel kernel, MapsRequest request, int limit, bool isLive, Style style)
    {
        var text = new StringBuilder(Kinds(totals).Render(header: style.Bold)).Append(Untold(totals));
        var share = vmas / (double)limit;
        var line = $"{Sizes.Of(vmas)} of {Sizes.Of(limit)} VMAs ({Sizes.Percent(vmas, limit)} of vm.max_map_count), {Sizes.Of(Math.Max(0, limit - vmas))} left";
        text.Append(share >= 1 ? style.Red(line) : share >= LimitText.Near ? style.Yellow(line) : line).Append('\n');
        text.Append(LimitText.Render(vmas, limit, isLive, style));
        if (totals.GuardRegions > 0)
        {
            text.Append(style.Green($"{Sizes.Of(totals.GuardRegions)} guard region{(totals.GuardRegions == 1 ? "" : "s")}, {Sizes.Of(totals.GuardBytes)}")).Append('\n');
        }

        if (totals.Unknown.Count > 0)
        {
            text.Append(style.Red($"unknown to {kernel.Table.Kernel.Kernel}: {VisibleText.Of(string.Join(' ', totals.Unknown.Order(StringComparer.Ordinal)))}")).Append('\n');
        }

        if (request.WithFlags)
        {
            text.Append(Flags(totals, kernel, request.WithMeanings, style));
        }

        return text.ToString();
    }

    /// <summary>A row a kind; sums that no VMA tells have no column.</summary>
    private static Columns Kinds(MapsTotals totals)
    {
        var all = totals.All();
        var shown = Sums.Where(sum => sum.Of(all) is { Total: { } total } && (total > 0 || !sum.IsRare)).ToList();
        var rows = new Columns();
        rows.Add(["KIND", "VMAS", "SIZE", .. shown.Select(sum => sum.Name)]);
        foreach (var kind in totals.Kinds.Append(all))
        {
            rows.Add([kind.Name, Sizes.Of(kind.Vmas), Sizes.Of(kind.Size), .. shown.Select(sum => sum.Of(kind).Total is { } total ? Sizes.Of(total) : "-")]);
        }

        return rows;
    }

    /// <summary>Which sums leave out VMAs that do not tell their part.</summary>
    private static string Untold(MapsTotals totals)
    {
        var all = totals.All();
        var parts = Sums.Where(sum => sum.Of(all).Vmas is > 0 and var vmas && vmas < all.Vmas)
            .Select(sum => $"{sum.Name} is of {Sizes.Of(sum.Of(all).Vmas)}").ToList();
        return parts.Count == 0 ? "" : $"not told by all of the {Sizes.Of(all.Vmas)} VMAs: {string.Join(", ", parts)}\n";
    }

    /// <summary>The flags that occur: their names on one line, or each with its meaning and what causes it.</summary>
    private static string Flags(MapsTotals totals, MapsKernel kernel, bool withMeanings, Style style)
    {
        var vmasWith = totals.VmasWith();
        var known = kernel.Table.Smaps.Where(mnemonic => mnemonic.Length > 0 && vmasWith.ContainsKey(mnemonic) && kernel.Remedies.Flag(mnemonic) is not null).Distinct(StringComparer.Ordinal);
        if (!withMeanings)
        {
            var names = string.Join(", ", known.Select(mnemonic => $"{mnemonic} {kernel.Remedies.Flag(mnemonic)!.Name}"));
            return names.Length == 0 ? "" : $"flags: {names}\n";
        }

        var rows = new Columns();
        rows.Add("FLAG", "VMAS", "NAME", "MEANING");
        foreach (var mnemonic in known)
        {
            var flag = kernel.Remedies.Flag(mnemonic)!;
            var cause = flag.Cause is null ? "" : $" By {flag.Cause}.";
            rows.Add(mnemonic, vmasWith[mnemonic].ToString(CultureInfo.InvariantCulture), flag.CName ?? flag.Name, flag.Summary + cause);
        }

        return rows.Render(header: style.Bold);
    }
}
