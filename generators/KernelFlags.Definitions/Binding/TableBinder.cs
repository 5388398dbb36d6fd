using System.Globalization;
using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Binding;

/// <summary>Reads the files of one table's folder.</summary>
internal sealed class TableBinder
{
    private static readonly string[] Contracts = ["vma"];

    private readonly string _name;
    private readonly List<DefinitionSections> _files;
    private readonly List<string> _traits = [.. Traits.All];
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    private TableBinder(string name, List<DefinitionSections> files)
    {
        _name = name;
        _files = files;
    }

    /// <summary>Reads a table.</summary>
    /// <param name="name">The name of its folder.</param>
    /// <param name="files">The files in the folder, by name, of all layers.</param>
    public static BoundTable Bind(string name, List<DefinitionSections> files) =>
        new TableBinder(name, files).Bind();

    private BoundTable Bind()
    {
        CheckName();
        var settingsAt = MappingReader.OpenLayered(_files.Select(f => f["table"]).OfType<Cursor>(), "table", Shape.Table);
        var widths = CaseReader.Cases(settingsAt?["width"], Shape.ValueCase, (value, _) => ReadWidth(value));
        var settings = ReadSettings(settingsAt, widths);
        var files = Ordered(settingsAt?["order"]);
        var isWords = IsWords();
        var flags = files.SelectMany(f => Entries(f, "flags", FlagBinder.Bind)).ToList();
        var words = files.SelectMany(f => Entries(f, "words", (at, _) => WordBinder.Bind(at))).ToList();
        flags = isWords ? words : flags;
        var masks = files.SelectMany(f => Entries(f, "masks", MaskBinder.Bind)).ToList();
        var fields = files.SelectMany(f => Entries(f, "fields", (at, _) => WordBinder.BindField(at))).ToList();
        var reserved = Topmost([.. files
            .SelectMany(f => Scalars.Items(f["reserved"], "reserved"))
            .Select(ReadReserved)
            .OfType<BoundReserved>()]);
        ReportEmpty(flags.Count);
        flags = Names.Unique(flags, f => f.Flag.Name, f => f.NameAt, isWords ? "word" : "flag").FindAll(f => f.Bits.Count > 0);
        masks = Names.Unique(masks, m => m.Mask.Name, m => m.NameAt, "mask");
        fields = Names.Unique(fields, f => f.Field.Name, f => f.NameAt, "field");
        var table = new FlagTable(
            _name,
            settings,
            flags.Select(f => f.Flag).ToEquatableArray(),
            masks.Select(m => m.Mask).ToEquatableArray(),
            reserved.Select(r => r.Reserved).ToEquatableArray())
        {
            IsWords = isWords,
            Fields = fields.Select(f => f.Field).ToEquatableArray(),
        };
        return new BoundTable(table, settingsAt, widths, flags, masks, reserved, fields, _declared);
    }

    /// <summary>Whether the table holds words. One of words and flags both would be neither.</summary>
    private bool IsWords()
    {
        var words = _files.Select(f => f["words"]).OfType<Cursor>().ToList();
        if (!_files.Exists(f => f["flags"] is not null))
        {
            return words.Count > 0;
        }

        foreach (var at in words)
        {
            at.Key.Report(ProblemRules.Contradiction, Shape.Table.What, "flags", "words");
        }

        return false;
    }

    private IEnumerable<T> Entries<T>(
        DefinitionSections file, string section, Func<Cursor, IReadOnlyList<string>, T?> bind)
        where T : class
    {
        foreach (var item in Scalars.Items(file[section], section))
        {
            foreach (var name in item.Entries().Where(e => e.Key == "name"))
            {
                _declared.Add(name.Value.Text ?? "");
            }

            if (bind(item, _traits) is { } bound)
            {
                yield return bound;
            }
        }
    }

    /// <summary>What a layer says of a reserved bit takes the place of all that those below it say of that bit.</summary>
    private static List<BoundReserved> Topmost(List<BoundReserved> reserved)
    {
        static int Layer(BoundReserved bit) => bit.At.At.File.Layer;
        return reserved.FindAll(bit => !reserved.Exists(other => other.Reserved.Bit == bit.Reserved.Bit && Layer(other) > Layer(bit)));
    }

    private TableSettings ReadSettings(MappingReader? at, List<BoundCase<int>> widths)
    {
        var prefix = _name.ToUpperInvariant().Replace('-', '_').Replace('.', '_') + "_";
        var own = ReadTraits(at?["traits"]);
        _traits.AddRange(own);
        return new TableSettings(
            widths.Count == 0 ? EquatableArray.Of(new Case<int>(64, Condition.Always)) : CaseReader.Model(widths),
            Scalars.Identifier(at?["prefix"], "a prefix") ?? prefix,
            Scalars.Identifier(at?["enumerator-prefix"], "a prefix") ?? prefix,
            ReadContract(at?["contract"]),
            ConditionReader.Read(at?["smaps-when"]),
            own.ToEquatableArray(),
            Scalars.Sentence(at?["summary"], "summary") ?? "")
        {
            Verified = at?["verified"] is { } verified ? KernelBinder.ReadCompared(verified, "verified") : null,
        };
    }

    /// <summary>The folder's name becomes that of types and files.</summary>
    private void CheckName()
    {
        static bool IsLetter(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z');
        if (_name.Length == 0 || !IsLetter(_name[0]) || !_name.All(c => IsLetter(c) || c is (>= '0' and <= '9') or '_' or '-' or '.'))
        {
            _files[0].Root.Here.Report(ProblemRules.BadName,
                _name,
                "the name of a table, which is that of its folder",
                "of letters, digits, '-', '_' and '.', and begin with a letter");
        }
    }

    private List<string> ReadTraits(Cursor? at)
    {
        var own = new List<string>();
        foreach (var item in Scalars.Items(at, "traits"))
        {
            if (Scalars.Label(item, "a trait") is not { } name)
            {
                continue;
            }

            if (_traits.Contains(name) || own.Contains(name))
            {
                item.Report(ProblemRules.DuplicateName, "trait", name, "");
            }
            else
            {
                own.Add(name);
            }
        }

        return own;
    }

    private static string? ReadContract(Cursor? at)
    {
        if (Scalars.Label(at, "a contract") is not { } contract || Contracts.Contains(contract))
        {
            return at?.Text;
        }

        at!.ReportName(ProblemRules.UnknownContract, contract, Contracts, contract);
        return null;
    }

    private static Found<int>? ReadWidth(Cursor at)
    {
        if (Scalars.Number(at, "width") is not { } width)
        {
            return null;
        }

        if (width is > 0 and <= FlagBits.MaxWidth)
        {
            return new Found<int>(width);
        }

        at.Report(ProblemRules.BadWidth, Text(width) + " bits are no width", "it is from 1 to " + Text(FlagBits.MaxWidth));
        return null;
    }

    private BoundReserved? ReadReserved(Cursor at)
    {
        if (MappingReader.Open(at, Shape.Reserved) is not { } entry)
        {
            return null;
        }

        var bit = Scalars.Number(entry["bit"], "bit");
        var when = ConditionReader.ReadCase(entry);
        var summary = Scalars.Sentence(entry["summary"], "summary") ?? "";
        return bit is null ? null : new BoundReserved(new ReservedBit(bit.Value, when, summary), entry);
    }

    /// <summary>The files that the settings name, in that order, then the others by name.</summary>
    private List<DefinitionSections> Ordered(Cursor? order)
    {
        var left = _files.ToList();
        var ordered = new List<DefinitionSections>();
        foreach (var item in Scalars.Items(order, "order"))
        {
            if (item.Text is not { } name)
            {
                Scalars.ReportType(item, "a file", "a name");
                continue;
            }

            var named = left.FindAll(f => f.Name == name);
            if (named.Count > 0)
            {
                left.RemoveAll(named.Contains);
                ordered.AddRange(named);
            }
            else if (ordered.Exists(f => f.Name == name))
            {
                item.Report(ProblemRules.DuplicateName, "file", name, " in the order");
            }
            else
            {
                item.ReportName(ProblemRules.UnknownFile, name, left.Select(f => f.Name), name);
            }
        }

        ordered.AddRange(left);
        return ordered;
    }

    private void ReportEmpty(int flags)
    {
        if (flags > 0 || _declared.Count > 0 || !_files[0].Root.Context.IsComplete || _files.TrueForAll(f => f.Root.Node is Node.Invalid))
        {
            return;
        }

        var at = _files.Select(f => (f["flags"] ?? f["words"])?.Key).FirstOrDefault(p => p is not null) ?? _files[0].Root.Here;
        at.Report(ProblemRules.Empty, "the table '" + _name + "' has no flags", "define one under 'flags' or 'words', or remove the table");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
