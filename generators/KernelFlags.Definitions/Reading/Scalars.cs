using System.Globalization;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Reading;

/// <summary>Reads single values. Each answers null for what is wrong, and reports it.</summary>
internal static class Scalars
{
    /// <summary>Begins a text that a tool could not write, and a human has to.</summary>
    private const string ToBeWritten = "TODO";

    /// <summary>
    /// The most items of a list. A table has no more than 128 bits, and what no kernel has must not take minutes to be refused.
    /// </summary>
    private const int MaxItems = 4096;

    private const string NameLetters = "letters, digits and '_'";

    public static void ReportType(Cursor at, string what, string expected)
    {
        // What the parser could not read was reported by it.
        if (at.Node is not Node.Invalid)
        {
            at.Report(ProblemRules.WrongType, what, expected, Described(at.Node));
        }
    }

    /// <summary>A text of one or more words on one line.</summary>
    public static string? Sentence(Cursor? at, string what)
    {
        if (at is null)
        {
            return null;
        }

        if (at.Text is not { } text || text.Trim().Length == 0)
        {
            ReportType(at, "'" + what + "'", "a text");
            return null;
        }

        if (text.TrimStart().StartsWith(ToBeWritten, StringComparison.Ordinal))
        {
            at.Report(ProblemRules.Unwritten, what);
        }

        return string.Join(" ", text.Split([' ', '\t', '\r', '\n', '\u0085', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A word of letters, digits and underscores.</summary>
    public static string? Name(Cursor? at, string what) =>
        Word(at, what, NameLetters, IsNamePart);

    /// <summary>A word as a C identifier, which does not begin with a digit.</summary>
    public static string? Identifier(Cursor? at, string what)
    {
        var name = Name(at, what);
        if (name is null || !char.IsDigit(name[0]))
        {
            return name;
        }

        at!.Report(ProblemRules.BadName, name, what, NameLetters + ", and not begin with a digit");
        return null;
    }

    /// <summary>A word of letters, digits, dashes, underscores and dots.</summary>
    public static string? Label(Cursor? at, string what) =>
        Word(at, what, "letters, digits, '-', '_' and '.'", c => IsNamePart(c) || c is '-' or '.');

    /// <summary>A whole number.</summary>
    public static int? Number(Cursor? at, string what)
    {
        if (at is null)
        {
            return null;
        }

        if (at.Node is Node.Scalar { IsPlain: true } scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        ReportType(at, "'" + what + "'", "a number");
        return null;
    }

    /// <summary>A number that is not negative, decimal or hexadecimal with <c>0x</c>.</summary>
    public static FlagBits? Value(Cursor? at, string what)
    {
        if (at is null)
        {
            return null;
        }

        if (at.Node is Node.Scalar { IsPlain: true } scalar && FlagBits.TryParse(scalar.Text, out var value))
        {
            return value;
        }

        ReportType(at, "'" + what + "'", "a number, decimal or with 0x");
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>; false where it is not there.</summary>
    public static bool Flag(Cursor? at, string what)
    {
        if (at is null or { Node: Node.Scalar { IsPlain: true, Text: "false" } })
        {
            return false;
        }

        if (at.Node is Node.Scalar { IsPlain: true, Text: "true" })
        {
            return true;
        }

        ReportType(at, "'" + what + "'", "true or false");
        return false;
    }

    /// <summary>A kernel version.</summary>
    public static KernelVersion? Version(Cursor? at, string what)
    {
        if (at is null)
        {
            return null;
        }

        if (at.Text is not { } text)
        {
            ReportType(at, "'" + what + "'", "a kernel version, as \"6.19\"");
            return null;
        }

        if (KernelVersion.TryParse(text, out var version))
        {
            return version;
        }

        at.Report(ProblemRules.BadVersion, text);
        return null;
    }

    /// <summary>The items of a list; nothing where it is not there.</summary>
    public static IEnumerable<Cursor> Items(Cursor? at, string what, int max = MaxItems)
    {
        if (at is null)
        {
            return [];
        }

        if (at.Node is Node.Sequence sequence)
        {
            if (sequence.Items.Count > max)
            {
                at.Key.Report(ProblemRules.TooLarge, string.Format(CultureInfo.InvariantCulture, "{0} items", max));
            }

            return at.Children().Take(max);
        }

        ReportType(at, "'" + what + "'", "a list");
        return [];
    }

    private static string? Word(Cursor? at, string what, string letters, Func<char, bool> isPart)
    {
        if (at is null)
        {
            return null;
        }

        if (at.Text is not { Length: > 0 } text)
        {
            ReportType(at, what, "a name");
            return null;
        }

        if (text.All(isPart))
        {
            return text;
        }

        at.Report(ProblemRules.BadName, text, what, "of " + letters);
        return null;
    }

    private static bool IsNamePart(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_';

    private static string Described(Node node) => node switch
    {
        Node.Sequence => "a list",
        Node.Mapping => "a mapping",
        Node.Scalar { IsPlain: true, Text: "" or "~" or "null" } => "nothing",
        Node.Scalar { Text: "" } => "an empty text",
        Node.Scalar { IsPlain: true } scalar when scalar.Text is "true" or "false" => "'" + scalar.Text + "'",
        Node.Scalar { IsPlain: true } scalar => "'" + scalar.Text + "'",
        Node.Scalar scalar => "the text '" + scalar.Text + "'",
        _ => "that",
    };
}
