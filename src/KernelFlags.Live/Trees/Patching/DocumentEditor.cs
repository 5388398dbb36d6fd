using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>The rows of the document that explains the mnemonics.</summary>
internal sealed class DocumentEditor(TreeCopy copy, PatchGoal goal)
{
    /// <summary>Whether the tree has the document.</summary>
    public bool Exists => copy.Read(ProcDocument.Path) is not null;

    private ProcDocument Document => copy.Read(ProcDocument.Path) is { } source && ProcDocument.Parse(source) is { Rows.Count: > 0 } document ? document
        : throw new TreePatchException($"{copy.Tree}: {ProcDocument.Path} has no table of mnemonics; nothing was changed");

    /// <summary>Has the document explain the mnemonics of some flags, and none that no flag has any more.</summary>
    /// <param name="isWanted">Whether a flag is looked at, by its name without prefix.</param>
    public void SetAll(Func<string, bool> isWanted)
    {
        var used = goal.Kernels.SelectMany(k => k.Flags.Values).Where(f => f.Smaps is { Length: > 0 }).Select(f => (f.Name, Mnemonic: f.Smaps!)).Distinct().ToList();
        foreach (var (name, mnemonic) in used.Where(u => isWanted(u.Name) && Document.Rows.All(r => r.Mnemonic != u.Mnemonic)))
        {
            Add(name, mnemonic, used);
        }
    }

    /// <summary>Takes rows of mnemonics away that no flag has.</summary>
    /// <param name="isWanted">Whether a mnemonic is looked at.</param>
    public void RemoveUnused(Func<string, bool> isWanted)
    {
        var used = goal.Kernels.SelectMany(k => k.Flags.Values).Select(f => f.Smaps).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var document = Document;
        var gone = document.Rows.Where(r => !used.Contains(r.Mnemonic) && isWanted(r.Mnemonic)).SelectMany(r => Lines(document, r)).ToHashSet();
        if (gone.Count > 0)
        {
            copy.Write(ProcDocument.Path, LineEdit.Remove(document.Source, gone));
        }
    }

    /// <summary>Gives a row other letters.</summary>
    public void Rename(string from, string to)
    {
        var document = Document;
        if (document.Rows.FirstOrDefault(r => r.Mnemonic == from) is { } row && document.Rows.All(r => r.Mnemonic != to))
        {
            copy.Write(ProcDocument.Path, LineEdit.Replace(document.Source, row.Span, to));
        }
    }

    /// <summary>The lines of a row, with those that go on with what it says.</summary>
    private static IEnumerable<int> Lines(ProcDocument document, DocumentRow row) =>
        Enumerable.Range(row.Line + 1, document.Bottom - row.Line).TakeWhile(n => n < document.Bottom && document.Rows.All(r => r.Line != n)).Prepend(row.Line);

    private void Add(string name, string mnemonic, List<(string Name, string Mnemonic)> used)
    {
        var document = Document;
        var family = used.Where(u => WordEditor.IsFamily(goal.WordOf(u.Name), goal.WordOf(name))).Select(u => u.Mnemonic).ToHashSet(StringComparer.Ordinal);
        var after = document.Rows.LastOrDefault(r => family.Contains(r.Mnemonic)) ?? document.Rows[document.Rows.Count - 1];
        var model = document.Source.Line(after.Line);
        var gap = model[(after.Indent.Length + after.Mnemonic.Length)..];
        gap = gap[..(gap.Length - gap.TrimStart().Length)];
        var text = Explained(goal.Table.Flags.First(f => f.Name == name).Summary);
        copy.Write(ProcDocument.Path, LineEdit.InsertAfter(document.Source, Lines(document, after).Max(), [$"{after.Indent}{mnemonic}{gap}{text}"]));
    }

    /// <summary>The first part of the meaning, as rows of the document are written: without a capital and a full stop.</summary>
    private static string Explained(string summary)
    {
        var text = summary.Split(';')[0].TrimEnd('.', ' ');
        return text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}
