using System.Buffers;
using KernelFlags.Live.Audit.Kernels;
using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>Tells the many sources that can have no table from those that are worth reading, by words that a table can't be without.</summary>
internal sealed class Screen
{
    private readonly SearchValues<string> _flags;
    private readonly HashSet<string> _mnemonics;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public Screen(FlagFacts facts)
    {
        _flags = SearchValues.Create([.. facts.Keys.Where(key => !BitTables.IsCommon(key))], StringComparison.OrdinalIgnoreCase);
        _mnemonics = facts.Mnemonics.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _bySpan = _mnemonics.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether a source may have a table.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>False where it has none.</returns>
    public bool MayHaveTable(string text) =>
        text.Replace("_", "", StringComparison.Ordinal).AsSpan().ContainsAny(_flags) || MayHaveMnemonics(text);

    private bool MayHaveMnemonics(string text)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            {
                end++;
            }

            if (end - start == 2 && _bySpan.TryGetValue(text.AsSpan(start, 2), out var mnemonic))
            {
                found.Add(mnemonic);
            }

            start = end;
        }

        return found.Count >= MnemonicTables.FewestWhereToldOf
            && (SourceText.Speaks(text) || found.Count(mnemonic => !CommonCodes.Contains(mnemonic)) >= MnemonicTables.FewestTelling);
    }
}
