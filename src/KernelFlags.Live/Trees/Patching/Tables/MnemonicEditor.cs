using KernelFlags.Definitions.Model;
using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Live.Trees.Patching.Tables;

/// <summary>The rows of the table of mnemonics.</summary>
internal sealed class MnemonicEditor(TreeCopy copy, PatchGoal goal)
{
    /// <summary>Where the letters stand, as in the rows that are there.</summary>
    private const int Column = 40;

    /// <summary>The table as it was when it was last asked for.</summary>
    private MnemonicSource? _known;

    private MnemonicSource Table => _known?.File.Source.Text is { } text && text == copy.Read(MnemonicSource.Path)?.Text ? _known
        : copy.ReadC(MnemonicSource.Path) is { } file && MnemonicSource.Parse(file) is { } table ? _known = table
        : throw new TreePatchException($"{copy.Tree}: {MnemonicSource.Path} has no table of mnemonics; nothing was changed");

    /// <summary>The kernels that have mnemonics.</summary>
    private IEnumerable<PatchKernel> Kernels => goal.Kernels.Where(k => !k.Table.Smaps.IsEmpty);

    /// <summary>Whether the table has just the rows that it is to have for a flag.</summary>
    public bool IsRight(string flag) => Actual(flag).All(a => a.There == Wanted(a.Kernel, flag));

    /// <summary>The flags, without prefix, that have a row.</summary>
    public IEnumerable<string> Flags() => Table.Rows.Select(r => r.Flag).Where(f => f.StartsWith(goal.Table.Settings.Prefix, StringComparison.Ordinal))
        .Select(f => f[goal.Table.Settings.Prefix.Length..]).Distinct();

    /// <summary>Has the table show a flag as it is to be shown.</summary>
    public void Set(FlagShape shape)
    {
        var flag = shape.Flag.Name;
        var branches = shape.Reached(shape.Flag.Smaps).Select(s => (When: new Guard(goal).Plain(shape.Where.And(s.When)), s.Value))
            .Where(b => b.When != Condition.Never && Kernels.Any(k => new Guard(goal).Holds(b.When, k))).ToList();
        var rows = Rows(flag);
        if (branches is [{ Value: { } text }] && rows.Count == 1 && Actual(flag).All(a => a.There is null == Wanted(a.Kernel, flag) is null))
        {
            copy.Write(MnemonicSource.Path, LineEdit.Replace(Table.File.Source, rows[0].Text, text));
            return;
        }

        Remove(flag);
        if (branches.Count > 0)
        {
            Insert(shape, [.. branches.Select(b => ((Condition?)(IsOnAll(b.When) ? Condition.Always : b.When), (IReadOnlyList<string>)[Row(flag, b.Value)]))]);
        }
    }

    /// <summary>Takes the rows of a flag out of the table.</summary>
    public void Remove(string flag)
    {
        if (Rows(flag) is { Count: > 0 } rows)
        {
            copy.Write(MnemonicSource.Path, LineRemoval.Of(Table.File, [.. rows.Select(r => r.Line)]));
        }
    }

    private static string? Wanted(PatchKernel kernel, string flag) => kernel.Flags.GetValueOrDefault(flag)?.Smaps;

    private bool IsOnAll(Condition condition) => Kernels.All(k => new Guard(goal).Holds(condition, k));

    private List<MnemonicRow> Rows(string flag) => [.. Table.Rows.Where(r => r.Flag == goal.WordOf(flag))];

    /// <summary>What the table prints for a flag on each kernel; null where it has no row.</summary>
    private IEnumerable<(PatchKernel Kernel, string? There)> Actual(string flag)
    {
        var rows = Rows(flag);
        return rows.Count == 0 ? Kernels.Select(k => (k, (string?)null)) : Kernels.Select(kernel =>
            (kernel, rows.LastOrDefault(r => r.Guards.All(g => g.Holds(kernel.Macro) == true))?.Mnemonic));
    }

    private string Row(string flag, string text) => LineEdit.PadTo($"\t\t[ilog2({goal.WordOf(flag)})]", Column) + $"= \"{text}\",";

    private void Insert(FlagShape shape, IReadOnlyList<(Condition? When, IReadOnlyList<string> Lines)> branches)
    {
        var table = Table;
        var rows = table.Rows.Where(r => r.Flag != goal.WordOf(shape.Flag.Name)).ToList();
        var isGuarded = branches is not [{ When: Condition.All { Terms.Count: 0 } }];
        var anchor = isGuarded ? rows.FindLast(r => r.Guards.Count > 0 && WordEditor.IsFamily(r.Flag, goal.WordOf(shape.Flag.Name))) ?? rows.LastOrDefault()
            : rows.Where(r => NumberOf(r.Flag) < shape.Number).MaxBy(r => NumberOf(r.Flag));

        // The row of an alias stands behind that of the flag whose place it takes.
        var alias = shape.Alias is { } name ? rows.FindLast(r => r.Flag == goal.WordOf(name)) : null;
        anchor = alias is not null && (anchor is null || anchor.Line.Index < alias.Line.Index) ? alias : anchor;
        if (anchor is { Guards: [var guard] } && branches is [{ When: { } when }] && guard.Conditional.Branches.Count == 1 && guard.Expression == Guard.Text(when))
        {
            copy.Write(MnemonicSource.Path, LineEdit.InsertAfter(table.File.Source, anchor.Line.Last, branches[0].Lines));
            return;
        }

        var after = anchor is not null ? Block.LastLine(anchor.Line, anchor.Guards) : (rows.Count > 0 ? Block.FirstLine(rows[0].Line, rows[0].Guards) : table.End.First) - 1;
        copy.Write(MnemonicSource.Path, LineEdit.InsertAfter(table.File.Source, after, Guard.Block(branches)));
    }

    private int? NumberOf(string word) => goal.Table.Flags.FirstOrDefault(f => goal.WordOf(f.Name) == word) is { } flag
        ? new FlagShape(goal, flag) is { Alias: null } shape ? shape.Number : null : null;
}
