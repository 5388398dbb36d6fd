using System.Globalization;
using System.Runtime.CompilerServices;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Live.Borders;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps;

/// <summary>
/// The table of an address space, a row a VMA. Its columns have fixed widths: a row is written as it comes and nothing is kept.
/// </summary>
/// <param name="rows">Where to.</param>
/// <param name="style">The colours: red for memory that is writable and executable, or a mnemonic that nobody knows; yellow for borders.</param>
/// <param name="source">Where the VMAs come from: what it does not tell has no column.</param>
/// <param name="kernel">Whose flags they are.</param>
internal sealed class MapsTable(RowBuffer rows, Style style, MapsSource source, MapsKernel kernel) : IMapsSink
{
    private const int FlagsWidth = 29;
    private const int MaxTails = 8;
    private const int SizeWidth = 6;
    private const string Untold = "-";

    private readonly Tail[] _tails = [.. Enumerable.Range(0, MaxTails).Select(_ => new Tail())];
    private int _oldestTail;
    private bool _hasHeader;
    private bool _hasRss;
    private bool _hasFlags;
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
        (_hasHeader, _hasRss, _hasFlags) = (true, source.TellsRss, source.TellsFlags);
        rows.Text(style.Bold("ADDRESS                    PERM      SIZE" + (_hasRss ? "       RSS" : "") + (_hasFlags ? "  FLAGS                        " : "") + "  BACKING"));
        rows.EndLine();
    }

    /// <summary>What follows the addresses. Most VMAs of a process with many have that of one of those before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string TailOf(in MapsItem item)
    {
        foreach (var known in _tails)
        {
            if (known.IsOf(item.Entry))
            {
                return known.Text;
            }
        }

        var tail = _tails[_oldestTail];
        _oldestTail = (_oldestTail + 1) % MaxTails;
        tail.Set(item.Entry, MakeTail(item));
        return tail.Text;
    }

    private string MakeTail(in MapsItem item)
    {
        var entry = item.Entry;
        var path = VisibleText.Of(entry.Backing.Path);
        return $"  {Perm(entry.Perm)} {Size(entry.Length)}{(_hasRss ? Size(entry.Rss) : "")}{(_hasFlags ? "  " + Flags(item.Flags, entry.VmFlags ?? Untold) : "")}  {path}".TrimEnd(' ');
    }

    /// <summary>Most borders are like the one before.</summary>
    private string BorderRow(Border border)
    {
        if (border != _lastBorder)
        {
            (_lastBorder, _lastBorderRow) = (border, "  " + style.Yellow(BorderWords.Row(border)));
        }

        return _lastBorderRow;
    }

    private string Flags(SmapsFlags flags, string line)
    {
        var shown = flags.Unknown.Count == 0 ? line : string.Join(' ', flags.Mnemonics.Select(word => flags.Unknown.Contains(word) ? style.Red(VisibleText.Of(word) + "?") : word));
        return shown + new string(' ', Math.Max(0, FlagsWidth - line.Length - flags.Unknown.Count));
    }

    private static string Size(ulong? size)
    {
        if (size is not { } bytes)
        {
            return $" {Untold.PadLeft(SizeWidth)}   ";
        }

        var (value, unit) = Sizes.Split(bytes);
        return $" {value.ToString("0.#", CultureInfo.InvariantCulture).PadLeft(SizeWidth)} {unit.PadRight(2)}";
    }

    private string Perm(string perm) => perm[1] == 'w' && perm[2] == 'x' ? style.Red(perm)
        : perm.StartsWith("---", StringComparison.Ordinal) ? style.Dim(perm)
        : perm[2] == 'x' ? style.Green(perm)
        : perm;

    /// <summary>What follows the addresses of a VMA, and what it was made of.</summary>
    private sealed class Tail
    {
        private string? _perm;
        private string? _flags;
        private MapsBacking? _backing;
        private ulong _length;
        private ulong? _rss;

        public string Text { get; private set; } = "";

        public bool IsOf(in MapsEntry entry) =>
            _length == entry.Length && _rss == entry.Rss
            && _flags == entry.VmFlags && _perm == entry.Perm && _backing == entry.Backing;

        public void Set(in MapsEntry entry, string text) =>
            (_length, _rss, _flags, _perm, _backing, Text) = (entry.Length, entry.Rss, entry.VmFlags, entry.Perm, entry.Backing, text);
    }
}
