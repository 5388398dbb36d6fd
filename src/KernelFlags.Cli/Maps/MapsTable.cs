using System.Runtime.CompilerServices;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Borders;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps;

/// <summary>
/// The table of an address space, a row a VMA. Its columns have fixed widths: a row is written as it comes and nothing is kept.
/// </summary>
/// <param name="rows">Where to.</param>
/// <param name="style">The colours: red for memory that is writable and executable, or a mnemonic that nobody knows; yellow for borders.</param>
/// <param name="hasFields">Whether flags and sizes were read.</param>
internal sealed class MapsTable(RowBuffer rows, Style style, bool hasFields) : IMapsSink
{
    private const int FlagsWidth = 29;

    private readonly Dictionary<string, string> _perms = new(StringComparer.Ordinal);
    private bool _hasHeader;
    private Border? _lastBorder;
    private string _lastBorderRow = "";
    private string? _lastPath;
    private string _lastShownPath = "";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in MapsItem item, in MapsEntry previous)
    {
        if (!_hasHeader)
        {
            _hasHeader = true;
            rows.Text(style.Bold("ADDRESS                    PERM      SIZE" + (hasFields ? "       RSS  FLAGS                          " : "  ") + "BACKING"));
            rows.EndLine();
        }

        if (item.Below is { } border)
        {
            rows.Text(BorderRow(border));
            rows.EndLine();
        }

        var entry = item.Entry;
        rows.Address(entry.Start);
        rows.Text("-");
        rows.Address(entry.End);
        rows.Text("  ");
        rows.Text(style.IsOn ? Perm(entry.Perm) : entry.Perm);
        rows.Text(" ");
        AddSize(entry.Length);
        if (hasFields)
        {
            AddSize(entry.Rss);
            rows.Text("  ");
            if (item.Flags.Unknown.Count == 0)
            {
                rows.Text(entry.VmFlags ?? "", FlagsWidth);
            }
            else
            {
                AddFlags(item.Flags, entry.VmFlags ?? "");
            }
        }

        rows.Text("  ");
        rows.Text(Path(entry.Backing.Path));
        rows.EndLine();
        foreach (var guard in item.Guards)
        {
            rows.Text("  " + style.Green("guard") + " ");
            rows.Address(guard.Start);
            rows.Text("-");
            rows.Address(guard.End);
            rows.Text(" ");
            AddSize(guard.Length);
            rows.EndLine();
        }
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

    private string Path(string path)
    {
        if (!ReferenceEquals(path, _lastPath))
        {
            (_lastPath, _lastShownPath) = (path, Lines.IsPlain(path) ? path : Lines.Flatten(path));
        }

        return _lastShownPath;
    }

    private void AddFlags(SmapsFlags flags, string line)
    {
        rows.Text(string.Join(' ', flags.Mnemonics.Select(word => flags.Unknown.Contains(word) ? style.Red(word + "?") : word)));
        rows.Blank(FlagsWidth - line.Length - flags.Unknown.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddSize(ulong bytes)
    {
        var (value, unit) = Sizes.Split(bytes);
        rows.Text(" ");
        if (value < 10 && unit.Length > 1 && value != Math.Floor(value))
        {
            rows.Number((ulong)value, 4);
            rows.Text(".");
            rows.Number((ulong)Math.Round(value * 10) % 10, 1);
        }
        else
        {
            rows.Number((ulong)value, 6);
        }

        rows.Text(" ");
        rows.Text(unit, 2);
    }

    private string Perm(string perm)
    {
        if (!_perms.TryGetValue(perm, out var shown))
        {
            shown = perm[1] == 'w' && perm[2] == 'x' ? style.Red(perm)
                : perm.StartsWith("---", StringComparison.Ordinal) ? style.Dim(perm)
                : perm[2] == 'x' ? style.Green(perm)
                : perm;
            _perms.Add(perm, shown);
        }

        return shown;
    }
}
