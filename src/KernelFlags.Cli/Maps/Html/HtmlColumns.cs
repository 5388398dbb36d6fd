using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Changes;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Live.Borders;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>What the page is given of each VMA: numbers by column, addresses in pages of 4096 bytes, and each text once.</summary>
/// <param name="summary">Has been given each VMA before this, and knows what its border looks like.</param>
/// <param name="kernel">Whose flags they are.</param>
internal sealed class HtmlColumns(BorderSummary summary, MapsKernel kernel) : IMapsSink
{
    /// <summary>What addresses are counted in.</summary>
    public const ulong PageSize = 4096;

    private readonly Dictionary<(Border Border, BorderPattern Pattern), int> _reasons = [];
    private readonly NumberColumn _gap = new();
    private readonly NumberColumn _length = new();
    private readonly NumberColumn _offset = new();
    private readonly NumberColumn _kind = new();
    private readonly NumberColumn _why = new();
    private readonly NumberColumn _change = new();
    private ulong _end;

    /// <summary>Sizes in kB, by the name of their field in smaps.</summary>
    private readonly (string Field, Func<MapsEntry, ulong?> Of, NumberColumn Column)[] _sizes =
    [
        ("Rss", entry => entry.Rss, new()),
        ("Anonymous", entry => entry.Anonymous, new()),
        ("Swap", entry => entry.Swap, new()),
        ("Locked", entry => entry.Locked, new()),
        ("Private_Hugetlb", entry => entry.HugeTlb, new()),
    ];

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The four letters.</summary>
    public NumberedColumn<string> Perms { get; } = new();

    /// <summary>Lines of flags; an empty one where they are not told.</summary>
    public NumberedColumn<string> Sets { get; } = new();

    /// <summary>What smaps hides of the flags.</summary>
    public NumberedColumn<string> Hidden { get; } = new();

    /// <summary>What stands behind them.</summary>
    public NumberedColumn<MapsBacking> Files { get; } = new();

    /// <summary>What was otherwise before.</summary>
    public NumberedColumn<string> Before { get; } = new();

    /// <summary>Guard regions of the VMAs that have some.</summary>
    public List<(int Vma, ulong Start, List<AddressRange> Guards)> Guards { get; } = [];

    /// <summary>The reasons, by number.</summary>
    public IEnumerable<(Border Border, BorderPattern Pattern)> Reasons => _reasons.OrderBy(entry => entry.Value).Select(entry => entry.Key);

    /// <summary>The columns of numbers.</summary>
    public IEnumerable<(string Name, NumberColumn Column)> Numbers =>
    [
        ("gap", _gap), ("length", _length), ("offset", _offset), ("kind", _kind), ("why", _why), ("change", _change),
        ("perm", Perms.Column), ("set", Sets.Column), ("hiddenSet", Hidden.Column), ("file", Files.Column), ("before", Before.Column),
    ];

    /// <summary>The columns of sizes.</summary>
    public IEnumerable<(string Field, NumberColumn Column)> Sizes => _sizes.Select(size => (size.Field, size.Column));

    public void Add(in MapsItem item, in MapsEntry previous) => Add(item, difference: null);

    /// <summary>Adds a VMA that is there.</summary>
    /// <param name="difference">In what it differs from before; null where it does not, or nothing is compared.</param>
    public void Add(in MapsItem item, VmaDifference? difference)
    {
        if (item.Guards.Count > 0)
        {
            Guards.Add((Count, item.Entry.Start, [.. item.Guards]));
        }

        AddRow(item.Entry, item.Kind, difference);
        _why.Add(item.Below is { } border ? ReasonOf((border, summary.LastPattern)) : -1);
        Hidden.Add(item.Facts is { } facts ? string.Join(' ', kernel.RawFlags.Hidden(facts.Flags)) : "");
    }

    /// <summary>Adds a VMA that was there.</summary>
    public void AddGone(VmaDifference difference)
    {
        AddRow(difference.Before!.Value, MappingKinds.Of(difference.Before.Value), difference);
        _why.Add(-1);
        Hidden.Add("");
    }

    private void AddRow(in MapsEntry entry, MappingKind kind, VmaDifference? difference)
    {
        _gap.Add((long)(entry.Start / PageSize) - (long)(_end / PageSize));
        _length.Add(entry.Length / PageSize);
        _offset.Add(entry.Offset / PageSize);
        _kind.Add((long)kind);
        _change.Add(difference is null ? null : (long)difference.Change);
        foreach (var (_, of, column) in _sizes)
        {
            column.Add(of(entry) / 1024);
        }

        Perms.Add(entry.Perm);
        Sets.Add(entry.VmFlags ?? "");
        Files.Add(entry.Backing);
        Before.Add(difference?.Change == VmaChange.Changed ? ChangeText.Of(difference) : "");
        _end = entry.End;
        Count++;
    }

    private int ReasonOf((Border Border, BorderPattern Pattern) reason)
    {
        if (!_reasons.TryGetValue(reason, out var number))
        {
            number = _reasons.Count;
            _reasons.Add(reason, number);
        }

        return number;
    }
}
