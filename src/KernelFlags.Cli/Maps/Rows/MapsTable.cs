using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Live.Borders;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Rows;

/// <summary>
/// The table of an address space, a row a VMA. Its columns have fixed widths: a row is written as it comes and nothing is kept.
/// </summary>
/// <param name="rows">Where to.</param>
/// <param name="style">The colours: red for memory that is writable and executable, or a mnemonic that nobody knows; yellow for borders.</param>
/// <param name="source">Where the VMAs come from: what it does not tell has no column.</param>
/// <param name="kernel">Whose flags they are.</param>
/// <param name="choice">Which columns there are, and whether rows are neighbours.</param>
internal sealed class MapsTable(RowBuffer rows, Style style, MapsSource source, MapsKernel kernel, MapsChoice choice) : IMapsSink
{
    private const int MaxTails = 8;
    private const int SizeWidth = 6;
    private const int UnitWidth = 2;
    private const string Gap = "  ";
    private const string Untold = "-";

    private readonly Tail[] _tails = [.. Enumerable.Range(0, MaxTails).Select(_ => new Tail())];
    private int _oldestTail;
    private bool _hasHeader;
    private IReadOnlyList<MapsColumn> _columns = [];
    private Border? _lastBorder;
    private string _lastBorderRow = "";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in MapsItem item, in MapsEntry previous)
    {
        if (!_hasHeader)
        {
            WriteHeader();
        }

        if (item.Below is { } border)
        {
            rows.Text(BorderRow(border));
            rows.EndLine();
        }

        rows.Range(item.Entry.Start, item.Entry.End);
        rows.Text(TailOf(item));
        rows.EndLine();
        if (item.Facts is { } facts && kernel.RawFlags.Hidden(facts.Flags) is { Count: > 0 } hidden)
        {
            rows.Text($"  {style.Yellow("flags")} that smaps hides: {string.Join(' ', hidden)}");
            rows.EndLine();
        }

        for (var i = 0; i < item.Guards.Count; i++)
        {
            rows.Text("  " + style.Green("guard") + " ");
            rows.Range(item.Guards[i].Start, item.Guards[i].End);
            rows.Text(" " + Size(item.Guards[i].Length));
            rows.EndLine();
        }
    }

    private void WriteHeader()
    {
        _hasHeader = true;
        _columns = choice.Columns
            ?? [MapsColumn.Perm, MapsColumn.Length, .. source.TellsRss ? [MapsColumn.Rss] : Array.Empty<MapsColumn>(), .. source.TellsFlags ? [MapsColumn.Flags] : Array.Empty<MapsColumn>(), MapsColumn.Backing];
        rows.Text(style.Bold(("ADDRESS".PadRight("000000000000-000000000000".Length) + string.Concat(_columns.Select((column, i) => GapBefore(i) + Title(column)))).TrimEnd()));
        rows.EndLine();
    }

    private static string Title(MapsColumn column) => column.IsSize ? column.Title.PadLeft(SizeWidth + 1 + UnitWidth) : column.Title.PadRight(column.Width);

    /// <summary>Sizes have blanks of their own before them.</summary>
    private string GapBefore(int column) => column > 0 && _columns[column].IsSize && _columns[column - 1].IsSize ? Gap[1..] : Gap;

    /// <summary>What follows the addresses. Most VMAs of a process with many have that of one of those before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string TailOf(in MapsItem item)
    {
        foreach (var known in _tails)
        {
            if (choice.Columns is null ? known.IsOf(item.Entry) : known.IsWhollyOf(item))
            {
                return known.Text;
            }
        }

        var tail = _tails[_oldestTail];
        _oldestTail = (_oldestTail + 1) % MaxTails;
        tail.Set(item, MakeTail(item));
        return tail.Text;
    }

    private string MakeTail(in MapsItem item)
    {
        var text = new StringBuilder();
        for (var i = 0; i < _columns.Count; i++)
        {
            var column = _columns[i];
            text.Append(GapBefore(i)).Append(column.Size is { } size ? Size(size(item.Entry)) : Text(column, item));
        }

        return text.ToString().TrimEnd(' ');
    }

    private string Text(MapsColumn column, in MapsItem item)
    {
        var text = column.Text!(item);
        var shown = column == MapsColumn.Perm ? Perm(text) : column == MapsColumn.Flags ? Flags(item.Flags, text) : text;
        return shown + new string(' ', Math.Max(0, column.Width - text.Length - (column == MapsColumn.Flags ? item.Flags.Unknown.Count : 0)));
    }

    /// <summary>Most borders are like the one before.</summary>
    private string BorderRow(Border border)
    {
        if (border != _lastBorder)
        {
            (_lastBorder, _lastBorderRow) = (border, "  " + style.Yellow(choice.AreNeighbours ? BorderWords.Row(border) : BorderWords.RowOfUpper(border)));
        }

        return _lastBorderRow;
    }

    private string Flags(SmapsFlags flags, string line) =>
        flags.Unknown.Count == 0 ? line : string.Join(' ', flags.Mnemonics.Select(word => flags.Unknown.Contains(word) ? style.Red(VisibleText.Of(word) + "?") : word));

    private static string Size(ulong? size)
    {
        if (size is not { } bytes)
        {
            return Untold.PadLeft(SizeWidth) + new string(' ', 1 + UnitWidth);
        }

        var (value, unit) = Sizes.Split(bytes);
        return $"{value.ToString("0.#", CultureInfo.InvariantCulture).PadLeft(SizeWidth)} {unit.PadRight(UnitWidth)}";
    }

    private string Perm(string perm) => perm[1] == 'w' && perm[2] == 'x' ? style.Red(perm)
        : perm.StartsWith("---", StringComparison.Ordinal) ? style.Dim(perm)
        : perm[2] == 'x' ? style.Green(perm)
        : perm;

    /// <summary>What follows the addresses of a VMA, and what it was made of.</summary>
    private sealed class Tail
    {
        private MapsEntry _entry;
        private MappingKind _kind;

        public string Text { get; private set; } = "";

        public bool IsOf(in MapsEntry entry) =>
            _entry.Length == entry.Length && _entry.Rss == entry.Rss && _entry.VmFlags == entry.VmFlags && _entry.Perm == entry.Perm && _entry.Backing == entry.Backing;

        /// <summary>Whether it also is that of all that can be asked for.</summary>
        public bool IsWhollyOf(in MapsItem item) =>
            _kind == item.Kind && IsOf(item.Entry) && _entry.Offset == item.Entry.Offset && _entry.Pss == item.Entry.Pss && _entry.Dirty == item.Entry.Dirty && _entry.Anonymous == item.Entry.Anonymous
            && _entry.Locked == item.Entry.Locked && _entry.Swap == item.Entry.Swap && _entry.Huge == item.Entry.Huge && _entry.HugeTlb == item.Entry.HugeTlb;

        public void Set(in MapsItem item, string text) => (_entry, _kind, Text) = (item.Entry, item.Kind, text);
    }
}
