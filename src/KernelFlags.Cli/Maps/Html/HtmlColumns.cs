using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Live.Maps;
using KernelFlags.Vma;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>What the page is given of each VMA: numbers by column, in pages of 4096 bytes, and each text once.</summary>
/// <param name="summary">Knows what borders look like.</param>
internal sealed class HtmlColumns(BorderSummary summary) : IMapsSink
{
    private const ulong PageSize = 4096;

    private readonly Dictionary<(Live.Borders.Border Border, BorderPattern Pattern), int> _reasons = [];
    private ulong _end;

    /// <summary>Pages between the VMA before and this one.</summary>
    public List<ulong> Gap { get; } = [];

    /// <summary>Pages.</summary>
    public List<ulong> Length { get; } = [];

    /// <summary>The offset in the file, in pages.</summary>
    public List<ulong> Offset { get; } = [];

    /// <summary>What is in memory, in kB; null where nothing tells.</summary>
    public List<ulong?> Rss { get; } = [];

    /// <summary>The number of the kind.</summary>
    public List<ulong> Kind { get; } = [];

    /// <summary>The reason for which it and the VMA before are two; -1 where they do not touch.</summary>
    public List<int> Why { get; } = [];

    /// <summary>The four letters.</summary>
    public NumberedTexts Perms { get; } = new();

    /// <summary>Lines of flags.</summary>
    public NumberedTexts Sets { get; } = new();

    /// <summary>Paths.</summary>
    public NumberedTexts Paths { get; } = new();

    /// <summary>Guard regions of the VMAs that have some.</summary>
    public List<(int Vma, ulong Start, List<AddressRange> Guards)> Guards { get; } = [];

    /// <summary>The reasons, by number.</summary>
    public IEnumerable<(Live.Borders.Border Border, BorderPattern Pattern)> Reasons => _reasons.OrderBy(entry => entry.Value).Select(entry => entry.Key);

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        var entry = item.Entry;
        if (item.Guards.Count > 0)
        {
            Guards.Add((Length.Count, entry.Start, [.. item.Guards]));
        }

        Gap.Add((entry.Start - _end) / PageSize);
        Length.Add(entry.Length / PageSize);
        Offset.Add(entry.Offset / PageSize);
        Rss.Add(entry.InMemory / 1024);
        Kind.Add((ulong)item.Kind);
        Perms.Add(entry.Perm);
        Sets.Add(entry.VmFlags ?? "");
        Paths.Add(entry.Backing.Path);
        Why.Add(item.Below is { } border ? ReasonOf((border, summary.Pattern(border, previous, entry))) : -1);
        _end = entry.End;
    }

    private int ReasonOf((Live.Borders.Border Border, BorderPattern Pattern) reason)
    {
        if (!_reasons.TryGetValue(reason, out var number))
        {
            number = _reasons.Count;
            _reasons.Add(reason, number);
        }

        return number;
    }
}

/// <summary>A column of texts, each told once.</summary>
internal sealed class NumberedTexts
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The number of each row's text.</summary>
    public List<int> Column { get; } = [];

    /// <summary>The texts, by number.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Adds a row.</summary>
    /// <param name="text">Its text.</param>
    public void Add(string text)
    {
        if (!_numbers.TryGetValue(text, out var number))
        {
            number = Texts.Count;
            Texts.Add(text);
            _numbers.Add(text, number);
        }

        Column.Add(number);
    }
}
