using System.Text.RegularExpressions;

namespace KernelFlags.Cli.Decode;

/// <summary>What a line tells of flags, before any kernel gives it a meaning.</summary>
internal sealed class PastedLine
{
    private const string Brackets = "()[]{}<>\"'";
    private const string NoFlags = "none";

    private readonly List<(string Text, NumberBase Base)> _numbers = [];
    private readonly List<string> _words = [];
    private readonly List<string> _around = [];

    /// <summary>The numbers, each the whole value.</summary>
    public IReadOnlyList<(string Text, NumberBase Base)> Numbers => _numbers;

    /// <summary>The names, and numbers among them, in order.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>What stands around the flags.</summary>
    public IReadOnlyList<string> Around => _around;

    /// <summary>Whether the names are written as traces have them, with <c>|</c> between.</summary>
    public bool IsTrace { get; private set; }

    /// <summary>Whether names are told, if only that there are none.</summary>
    public bool HasNames { get; private set; }

    /// <summary>Reads a line that is no other than flags or stands around some.</summary>
    /// <param name="line">The line, without what a log puts before it.</param>
    /// <param name="names">Tells names from other words.</param>
    /// <returns>What it tells; null for a text that is no flags.</returns>
    public static PastedLine? Read(string line, FlagNames names) => ReadKeys(line, names) ?? ReadForms(line) ?? ReadList(line, names);

    /// <summary>What stands beside a word for flags: <c>vm_flags=0x70</c>, <c>flags: 0x8100077(read|write)</c>, <c>VmFlags: rd wr</c>. Those of a VMA go before any.</summary>
    private static PastedLine? ReadKeys(string line, FlagNames names)
    {
        var found = new List<(int Start, int End, int Level, PastedLine Told)>();
        var end = 0;
        for (var key = PastedForms.Key.Match(line); key.Success; key = key.NextMatch())
        {
            if (key.Index >= end && ReadAfterKey(line, key, names) is { } read)
            {
                found.Add((OwnerStart(line, key.Index, end), read.End, key.Groups[1].Success ? 0 : key.Groups[2].Success ? 1 : 2, read.Told));
                end = read.End;
            }
        }

        if (found.Count == 0)
        {
            return null;
        }

        var level = found.Min(one => one.Level);
        var all = new PastedLine();
        end = 0;
        foreach (var one in found.Where(one => one.Level == level))
        {
            all.AddAround(line[end..one.Start]);
            all._numbers.AddRange(one.Told._numbers);
            all._words.AddRange(one.Told._words);
            all.IsTrace |= one.Told.IsTrace;
            all.HasNames |= one.Told.HasNames;
            end = one.End;
        }

        all.AddAround(line[end..]);
        return all;
    }

    private static (PastedLine Told, int End)? ReadAfterKey(string line, Match key, FlagNames names)
    {
        var told = new PastedLine();
        var end = key.Index + key.Length;
        var isSmaps = key.Value.StartsWith("vmflags", StringComparison.OrdinalIgnoreCase);
        if (PastedForms.Value.Match(line, end) is { Success: true } value && IsValue(value.Groups[1].Value))
        {
            told._numbers.Add((value.Groups[1].Value, key.Value.EndsWith(" = ", StringComparison.Ordinal) ? NumberBase.Decimal : NumberBase.Any));
            end += value.Length;
            var after = PastedForms.NamesAfterValue.Match(line, end);
            if (after.Success)
            {
                told.AddNames(after.Groups[1].Success ? after.Groups[1].Value : after.Groups[2].Value, isTrace: true);
            }

            return (told, end + after.Length);
        }

        if (isSmaps)
        {
            told.AddNames(line[end..], line.AsSpan(end).Contains('|'));
            return (told, line.Length);
        }

        var text = PastedForms.NamesAfterKey.Match(line, end);
        if (!text.Success || !(text.Value.Contains('|', StringComparison.Ordinal) || names.Find(text.Groups[1].Value, isTrace: true) is { IsEmpty: false }))
        {
            return null;
        }

        told.AddNames(text.Groups[1].Value, isTrace: true);
        return (told, end + text.Length);

        // Letters alone are a number only beside a word that has no other meaning than the flags of a VMA.
        bool IsValue(string word) => isSmaps
            ? NumberText.Is(word) && names.Find(word, isTrace: false) is not { IsEmpty: false }
            : NumberText.Is(word, key.Groups[3].Success ? NumberBase.Any : NumberBase.Hexadecimal) && names.Find(word, isTrace: true) is not { IsEmpty: false };
    }

    /// <summary>Where the expression starts that a word for flags is the end of: <c>vma->vm_flags</c>.</summary>
    private static int OwnerStart(string line, int index, int from)
    {
        if (index == from || line[index - 1] is not ('.' or '>'))
        {
            return index;
        }

        while (index > from && (char.IsAsciiLetterOrDigit(line[index - 1]) || line[index - 1] is '_' or '.' or '$' or '*' or '>' or '-' or '[' or ']'))
        {
            index--;
        }

        return index;
    }

    private static PastedLine? ReadForms(string line)
    {
        foreach (var (form, numberBase) in PastedForms.Others)
        {
            var match = form.Match(line);
            var number = match.Groups[1];
            if (!match.Success || !NumberText.Is(number.Value, numberBase))
            {
                continue;
            }

            var told = new PastedLine();
            told._numbers.Add((number.Value, numberBase));
            var names = match.Groups[2];
            if (names.Success)
            {
                told.AddNames(names.Value, isTrace: true);
            }

            told.AddAround(PastedForms.MarkBefore.Replace(line[..number.Index], ""));
            var after = names.Success ? line[(match.Index + match.Length)..] : line[(number.Index + number.Length)..];
            told.AddAround(after.StartsWith("]: ", StringComparison.Ordinal) ? after[3..] : after);
            return told;
        }

        return null;
    }

    /// <summary>Numbers, mnemonics, trace text and names in C.</summary>
    private static PastedLine? ReadList(string line, FlagNames names)
    {
        var told = new PastedLine();
        List<string> bare = [];
        var unknown = new List<string>();
        var groups = line.Replace(" |", "|", StringComparison.Ordinal).Replace("| ", "|", StringComparison.Ordinal).Split([' ', ',', ';'])
            .Select(group => group.Trim([.. Brackets])).Where(group => group.Length > 0).ToList();
        foreach (var group in groups)
        {
            if (group.Contains('|', StringComparison.Ordinal))
            {
                told.AddNames(group, isTrace: true);
            }
            else if (group.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && NumberText.Is(group))
            {
                told._numbers.Add((group, NumberBase.Any));
            }
            else if (char.IsAsciiDigit(group[0]) && NumberText.Is(group))
            {
                bare.Add(group);
            }
            else if (group == NoFlags || names.Find(group, isTrace: false) is { IsEmpty: false })
            {
                told.AddNames(group, isTrace: false);
            }
            else if (NumberText.Is(group))
            {
                bare.Add(group);
            }
            else
            {
                told.AddNames(group, isTrace: false);
                unknown.Add(group);
            }
        }

        if (unknown.Count == 0)
        {
            told._numbers.AddRange(bare.Select(text => (text, NumberBase.Any)));
            return told;
        }

        // Beside words that nobody knows a number without 0x may be anything.
        unknown.AddRange(bare);
        told._words.AddRange(bare);
        return groups.Count >= 3 && unknown.Count > groups.Count - unknown.Count && unknown.Exists(word => word.Length != 2) ? null : told;
    }

    private void AddNames(string names, bool isTrace)
    {
        HasNames = true;
        IsTrace |= isTrace;
        _words.AddRange(names.Split([' ', ',', '|'], StringSplitOptions.RemoveEmptyEntries).Where(word => word != NoFlags));
    }

    private void AddAround(string text)
    {
        var around = PastedForms.GdbMark.Replace(text, "").Trim(' ', ',', ';');
        if (around.Any(c => !char.IsAscii(c) || char.IsAsciiLetterOrDigit(c) || char.IsControl(c)))
        {
            _around.Add(around);
        }
    }
}
