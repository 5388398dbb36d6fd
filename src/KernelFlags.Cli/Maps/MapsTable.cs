using System.Globalization;
using System.Text;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Borders;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps;

/// <summary>
/// The table of an address space, a row a VMA. Its columns have fixed widths: a row is written as it comes and nothing is kept.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="style">The colours: red for memory that is writable and executable, or a mnemonic that nobody knows; yellow for borders.</param>
/// <param name="hasFields">Whether flags and sizes were read.</param>
internal sealed class MapsTable(TextWriter writer, Style style, bool hasFields) : IMapsSink
{
    private const int FlagsWidth = -29;

    private readonly StringBuilder _row = new();
    private bool _hasHeader;
    private Border? _lastBorder;
    private string _lastBorderRow = "";

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        _row.Clear();
        if (!_hasHeader)
        {
            AddHeader();
        }

        if (item.Below is { } border)
        {
            _row.Append("  ").Append(BorderRow(border)).Append('\n');
        }

        var entry = item.Entry;
        _row.Append(CultureInfo.InvariantCulture, $"{entry.Start:x12}-{entry.End:x12}  ").Append(Perm(entry.Perm)).Append(' ');
        AddSize(entry.Length);
        if (hasFields)
        {
            AddSize(entry.Rss);
            AddFlags(item, entry.VmFlags ?? "");
        }

        _row.Append("  ").Append(Lines.IsPlain(entry.Backing.Path) ? entry.Backing.Path : Lines.Flatten(entry.Backing.Path));
        EndLine();
        foreach (var guard in item.Guards)
        {
            _row.Append(CultureInfo.InvariantCulture, $"  {style.Green("guard")} {guard.Start:x12}-{guard.End:x12} ");
            AddSize(guard.Length);
            EndLine();
        }

        foreach (var chunk in _row.GetChunks())
        {
            writer.Write(chunk.Span);
        }
    }

    /// <summary>Most borders are like one before.</summary>
    private string BorderRow(Border border)
    {
        if (border != _lastBorder)
        {
            (_lastBorder, _lastBorderRow) = (border, style.Yellow(BorderWords.Row(border)));
        }

        return _lastBorderRow;
    }

    private void AddHeader()
    {
        _hasHeader = true;
        var header = string.Create(CultureInfo.InvariantCulture, $"{"ADDRESS",-25}  PERM {"SIZE",9}");
        header += hasFields ? string.Create(CultureInfo.InvariantCulture, $" {"RSS",9}  {"FLAGS",FlagsWidth}") : "";
        _row.Append(style.Bold(header + "  BACKING")).Append('\n');
    }

    private void AddFlags(in MapsItem item, string line)
    {
        if (item.Flags.Unknown.Count == 0)
        {
            _row.Append(CultureInfo.InvariantCulture, $"  {line,FlagsWidth}");
            return;
        }

        var unknown = item.Flags.Unknown;
        var words = item.Flags.Mnemonics.Select(word => unknown.Contains(word) ? style.Red(word + "?") : word);
        var width = line.Length + unknown.Count;
        _row.Append("  ").AppendJoin(' ', words).Append(' ', Math.Max(0, -FlagsWidth - width));
    }

    private void AddSize(ulong bytes)
    {
        var (value, unit) = Sizes.Split(bytes);
        _row.Append(CultureInfo.InvariantCulture, $" {value,6:0.#} {unit,-2}");
    }

    private void EndLine()
    {
        while (_row.Length > 0 && _row[^1] == ' ')
        {
            _row.Length--;
        }

        _row.Append('\n');
    }

    private string Perm(string perm) => !style.IsOn ? perm
        : perm[1] == 'w' && perm[2] == 'x' ? style.Red(perm)
        : perm.StartsWith("---", StringComparison.Ordinal) ? style.Dim(perm)
        : perm[2] == 'x' ? style.Green(perm)
        : perm;
}
