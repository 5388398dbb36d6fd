using System.Globalization;

namespace KernelFlags.Definitions;

/// <summary>A reserved bit, and where it stands.</summary>
internal sealed record BoundReserved(ReservedBit Reserved, MappingReader At);

/// <summary>A table and the places of what it says.</summary>
internal sealed record BoundTable(
    FlagTable Table,
    MappingReader? Settings,
    List<BoundCase<int>> Widths,
    List<BoundFlag> Flags,
    List<BoundMask> Masks,
    List<BoundReserved> Reserved,
    List<BoundField> Fields,
    HashSet<string> DeclaredNames)
{
    public string Prefix => Table.Settings.Prefix;
}

/// <summary>Reads the files of one table's folder.</summary>
internal sealed class TableBinder
{
    private static readonly string[] Contracts = ["vma"];

    private readonly string _name;
    private readonly BindContext _context;
    private readonly List<DefinitionSections> _files;
    private readonly List<string> _traits = [.. Traits.All];
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    private TableBinder(string name, List<DefinitionSections> files, BindContext context)
    {
        _name = name;
        _files = files;
        _context = context;
    }

    /// <summary>Reads a table.</summary>
    /// <param name="name">The name of its folder.</param>
    /// <param name="files">The files in the folder, by name, of all layers.</param>
    /// <param name="context">The binding.</param>
    public static BoundTable Bind(string name, List<DefinitionSections> files, BindContext context) =>
        new TableBinder(name, files, context).Bind();

    private BoundTable Bind()
    {
        CheckName();
        var settingsAt = MappingReader.OpenLayered(_files.Select(f => f["table"]).OfType<Cursor>(), "table", Shape.Table, _context);
        var widths = CaseReader.Cases(settingsAt?["width"], Shape.ValueCase, _context, (value, _) => ReadWidth(value));
        var settings = ReadSettings(settingsAt, widths);
        var files = Ordered(settingsAt?["order"]);
        var isWords = IsWords();
        var flags = files.SelectMany(f => Entries(f, "flags", FlagBinder.Bind)).ToList();
        var words = files.SelectMany(f => Entries(f, "words", (at, _, context) => WordBinder.Bind(at, context))).ToList();
        flags = isWords ? words : flags;
        var masks = files.SelectMany(f => Entries(f, "masks", MaskBinder.Bind)).ToList();
        var fields = files.SelectMany(f => Entries(f, "fields", (at, _, context) => WordBinder.BindField(at, context))).ToList();
        var reserved = Topmost([.. files
            .SelectMany(f => Scalars.Items(f["reserved"], "reserved", _context))
            .Select(ReadReserved)
            .OfType<BoundReserved>()]);
        ReportEmpty(flags.Count);
        flags = Names.Unique(flags, f => f.Flag.Name, f => f.NameAt, isWords ? "word" : "flag", _context).FindAll(f => f.Bits.Count > 0);
        masks = Names.Unique(masks, m => m.Mask.Name, m => m.NameAt, "mask", _context);
        fields = Names.Unique(fields, f => f.Field.Name, f => f.NameAt, "field", _context);
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
            _context.Problems.Report(at.Key, ProblemRules.Contradiction, Shape.Table.What, "flags", "words");
        }

        return false;
    }

    private IEnumerable<T> Entries<T>(
        DefinitionSections file, string section, Func<Cursor, IReadOnlyList<string>, BindContext, T?> bind)
        where T : class
    {
        foreach (var item in Scalars.Items(file[section], section, _context))
        {
            foreach (var name in item.Entries().Where(e => e.Key == "name"))
            {
                _declared.Add(name.Value.Text ?? "");
            }

            if (bind(item, _traits, _context) is { } bound)
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
            Scalars.Identifier(at?["prefix"], "a prefix", _context) ?? prefix,
            Scalars.Identifier(at?["enumerator-prefix"], "a prefix", _context) ?? prefix,
            ReadContract(at?["contract"]),
            ConditionReader.Read(at?["smaps-when"], _context),
            own.ToEquatableArray(),
            Scalars.Sentence(at?["summary"], "summary", _context) ?? "")
        {
            Verified = at?["verified"] is { } verified ? KernelBinder.ReadCompared(verified, "verified", _context) : null,
        };
    }

    /// <summary>The folder's name becomes that of types and files.</summary>
    private void CheckName()
    {
        static bool IsLetter(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z');
        if (_name.Length == 0 || !IsLetter(_name[0]) || !_name.All(c => IsLetter(c) || c is (>= '0' and <= '9') or '_' or '-' or '.'))
        {
            _context.Problems.Report(
                _files[0].Root.Here,
                ProblemRules.BadName,
                _name,
                "the name of a table, which is that of its folder",
                "of letters, digits, '-', '_' and '.', and begin with a letter");
        }
    }

    private List<string> ReadTraits(Cursor? at)
    {
        var own = new List<string>();
        foreach (var item in Scalars.Items(at, "traits", _context))
        {
            if (Scalars.Label(item, "a trait", _context) is not { } name)
            {
                continue;
            }

            if (_traits.Contains(name) || own.Contains(name))
            {
                _context.Problems.Report(item, ProblemRules.DuplicateName, "trait", name, "");
            }
            else
            {
                own.Add(name);
            }
        }

        return own;
    }

    private string? ReadContract(Cursor? at)
    {
        if (Scalars.Label(at, "a contract", _context) is not { } contract || Contracts.Contains(contract))
        {
            return at?.Text;
        }

        _context.Problems.ReportName(at!.Here, ProblemRules.UnknownContract, contract, Contracts, contract);
        return null;
    }

    private Found<int>? ReadWidth(Cursor at)
    {
        if (Scalars.Number(at, "width", _context) is not { } width)
        {
            return null;
        }

        if (width is > 0 and <= FlagBits.MaxWidth)
        {
            return new Found<int>(width);
        }

        _context.Problems.Report(
            at, ProblemRules.BadWidth, Text(width) + " bits are no width", "it is from 1 to " + Text(FlagBits.MaxWidth));
        return null;
    }

    private BoundReserved? ReadReserved(Cursor at)
    {
        if (MappingReader.Open(at, Shape.Reserved, _context) is not { } entry)
        {
            return null;
        }

        var bit = Scalars.Number(entry["bit"], "bit", _context);
        var when = ConditionReader.ReadCase(entry, _context);
        var summary = Scalars.Sentence(entry["summary"], "summary", _context) ?? "";
        return bit is null ? null : new BoundReserved(new ReservedBit(bit.Value, when, summary), entry);
    }

    /// <summary>The files that the settings name, in that order, then the others by name.</summary>
    private List<DefinitionSections> Ordered(Cursor? order)
    {
        var left = _files.ToList();
        var ordered = new List<DefinitionSections>();
        foreach (var item in Scalars.Items(order, "order", _context))
        {
            if (item.Text is not { } name)
            {
                Scalars.ReportType(item, "a file", "a name", _context);
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
                _context.Problems.Report(item, ProblemRules.DuplicateName, "file", name, " in the order");
            }
            else
            {
                _context.Problems.ReportName(item.Here, ProblemRules.UnknownFile, name, left.Select(f => f.Name), name);
            }
        }

        ordered.AddRange(left);
        return ordered;
    }

    private void ReportEmpty(int flags)
    {
        if (flags > 0 || _declared.Count > 0 || !_context.IsComplete || _files.TrueForAll(f => f.Root.Node is Node.Invalid))
        {
            return;
        }

        var at = _files.Select(f => (f["flags"] ?? f["words"])?.Key).FirstOrDefault(p => p is not null) ?? _files[0].Root.Here;
        _context.Problems.Report(
            at, ProblemRules.Empty, "the table '" + _name + "' has no flags", "define one under 'flags' or 'words', or remove the table");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
