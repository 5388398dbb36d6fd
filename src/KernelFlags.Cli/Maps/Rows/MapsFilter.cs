using System.Globalization;
using System.Text.RegularExpressions;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Definitions.Problems;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps.Rows;

/// <summary>
/// The words of <c>--filter</c>, which are those of the page's box: VMAs that have all of them are shown. A word with <c>-</c> before it is one
/// that they must not have.
/// </summary>
internal sealed partial class MapsFilter
{
    private const string Whole = "why=";
    private static readonly string[] Keys = ["kind", "perm", "flag", "why"];

    private static readonly (string Name, Func<string, bool> Holds)[] Accesses =
    [
        ("has no access", perm => perm.StartsWith("---", StringComparison.Ordinal)),
        ("writable and executable", perm => perm[1] == 'w' && perm[2] == 'x'),
        ("executable", perm => perm[2] == 'x'),
        ("writable, shared", perm => perm[1] == 'w' && perm[3] == 's'),
        ("writable", perm => perm[1] == 'w'),
        ("read only", _ => true),
    ];

    private readonly List<Func<MapsItem, bool>> _tests = [];

    private MapsFilter(string text) => Text = text;

    /// <summary>The words.</summary>
    public string Text { get; }

    /// <summary>Whether borders are asked for.</summary>
    public bool NeedsBorders { get; private set; }

    /// <summary>Whether flags, or sizes in memory, are asked for, which maps does not tell.</summary>
    public bool NeedsFields { get; private set; }

    /// <summary>Whether guard regions are asked for, which only the page tables of a process tell.</summary>
    public bool NeedsGuards { get; private set; }

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The words.</param>
    /// <param name="wrong">What is wrong with one of them, and what would be right; null where nothing is.</param>
    /// <returns>The filter; of no use where something is wrong.</returns>
    public static MapsFilter Read(string text, out string? wrong)
    {
        var filter = new MapsFilter(text);
        wrong = null;
        foreach (var word in Word().Matches(text).Select(match => match.Value.Replace("\"", "", StringComparison.Ordinal)).Where(word => word is not ("" or "-")))
        {
            var isNot = word[0] == '-' && !FourLetters().IsMatch(word);
            var test = filter.TestOf((isNot ? word[1..] : word).ToLowerInvariant(), out var problem);
            wrong ??= problem is null ? null : $"'{word}': {problem}";
            filter._tests.Add(isNot ? item => !test(item) : test);
        }

        wrong ??= filter._tests.Count == 0 ? "a word is expected, such as kind:anonymous or 'size>1m'" : null;
        return filter;
    }

    /// <summary>Whether a VMA has all that is asked for.</summary>
    public bool Passes(MapsItem item) => _tests.TrueForAll(test => test(item));

    private Func<MapsItem, bool> TestOf(string word, out string? wrong)
    {
        wrong = null;
        if (Comparison().Match(word) is { Success: true } comparison && (comparison.Groups[2].Value != "=" || MapsColumn.Of(comparison.Groups[1].Value)?.IsSize == true))
        {
            return Compare(comparison, out wrong);
        }

        if (word is "alone" or "why:alone" || word.StartsWith("change:", StringComparison.Ordinal))
        {
            wrong = "only the page of --html knows that, which has all VMAs, and those of another look, before it";
            return _ => false;
        }

        if (word.StartsWith(Whole, StringComparison.Ordinal))
        {
            NeedsBorders = NeedsFields = true;
            return item => item.Below is { } border && WordsOf(item, border).Equals(word[Whole.Length..], StringComparison.OrdinalIgnoreCase);
        }

        var (key, given) = word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (word[..colon], word[(colon + 1)..]) : ("", "");
        var value = given.Replace('_', ' ');
        switch (key)
        {
            case "kind":
                var kind = MappingKinds.Names.ToList().IndexOf(value);
                wrong = kind < 0 ? $"there is no such kind; there are {string.Join(", ", MappingKinds.Names.Select(name => name.Replace(' ', '_')))}" : null;
                return item => (int)item.Kind == kind;
            case "perm":
                var access = Array.FindIndex(Accesses, one => one.Name == value);
                wrong = access < 0 ? $"there is no such access; there are {string.Join(", ", Accesses.Select(one => one.Name.Replace(' ', '_')))}; four letters alone, such as r-xp, are one too" : null;
                return item => Array.FindIndex(Accesses, one => one.Holds(item.Entry.Perm)) == access;
            case "flag":
                NeedsFields = true;
                return item => item.Flags.Mnemonics.Contains(value, StringComparer.OrdinalIgnoreCase);
            case "why":
                NeedsBorders = NeedsFields = true;
                return item => item.Below is { } border && (border.Reasons.Any(reason => reason.KindName == value) || HasPart(WordsOf(item, border), given, value));
            default:
                wrong = NearestName.Of(key, Keys) is { } nearest ? $"there is no such key; did you mean {nearest}:{given}?" : null;
                break;
        }

        NeedsGuards |= word == "guard";
        return word switch
        {
            "guard" => item => item.Guards.Count > 0,
            "unknown" => item => item.Flags.Unknown.Count > 0,
            _ => item => HasWord(item, word),
        };
    }

    private static string WordsOf(in MapsItem item, Border border) => BorderWords.All(border) + BorderGroup.SuffixOf(item.Pattern);

    private static bool HasPart(string words, string given, string value) =>
        words.Contains(given, StringComparison.OrdinalIgnoreCase) || words.Contains(value, StringComparison.OrdinalIgnoreCase);

    /// <summary>A word without a key is looked for wherever it may stand.</summary>
    private static bool HasWord(in MapsItem item, string word)
    {
        var entry = item.Entry;
        return entry.Backing.Path.Contains(word, StringComparison.OrdinalIgnoreCase)
            || MappingKinds.Names[(int)item.Kind].Contains(word, StringComparison.Ordinal)
            || item.Flags.Mnemonics.Contains(word, StringComparer.OrdinalIgnoreCase)
            || entry.Perm == word
            || (AddressOf(word) is { } address && address >= entry.Start && address < entry.End);
    }

    private static ulong? AddressOf(string word) =>
        Address().Match(word) is { Success: true } match ? ulong.Parse(match.Groups[1].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : null;

    private Func<MapsItem, bool> Compare(Match comparison, out string? wrong)
    {
        const double Kilobyte = 1024;
        wrong = null;
        var column = MapsColumn.Of(comparison.Groups[1].Value);
        if (column?.Size is not { } size)
        {
            wrong = $"{comparison.Groups[1].Value} is no size; sizes are {string.Join(", ", MapsColumn.All.Where(one => one.IsSize).Select(one => one.Name))}";
            return _ => false;
        }

        if (Amount().Match(comparison.Groups[3].Value) is not { Success: true } amount)
        {
            wrong = "a number is expected, which k, m, g or t may follow";
            return _ => false;
        }

        NeedsFields |= column != MapsColumn.Length;
        var unit = amount.Groups[2].Length == 0 ? 0 : 1 + "kmgt".IndexOf(amount.Groups[2].Value, StringComparison.Ordinal);
        var limit = double.Parse(amount.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * Math.Pow(Kilobyte, unit);
        return comparison.Groups[2].Value switch
        {
            ">" => item => size(item.Entry) > limit,
            "<" => item => size(item.Entry) < limit,
            ">=" => item => size(item.Entry) >= limit,
            "<=" => item => size(item.Entry) <= limit,
            _ => item => size(item.Entry) == limit,
        };
    }

    /// <summary>A word; blanks between quotation marks are a part of it.</summary>
    [GeneratedRegex("(?:[^\\s\"]|\"[^\"]*\"?)+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("^[-r][-w][-x][-ps]$", RegexOptions.CultureInvariant)]
    private static partial Regex FourLetters();

    [GeneratedRegex("^([a-z]+)(>=|<=|[<>=])(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)([kmgt]?)b?$", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    [GeneratedRegex("^(?:0x)?([0-9a-f]{4,16})$", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
