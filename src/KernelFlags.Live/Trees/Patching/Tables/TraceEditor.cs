using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Live.Trees.Patching.Tables;

/// <summary>The rows of the trace table, and the macros by which they come and go with options.</summary>
internal sealed class TraceEditor(TreeCopy copy, PatchGoal goal)
{
    private const int NameColumn = 40;
    private const int BraceColumn = 56;
    private const int ContinuationColumn = 72;

    /// <summary>The table as it was when it was last asked for, and its rows on each kernel.</summary>
    private TraceSource? _known;
    private (TraceSource Table, IReadOnlyList<List<(string Flag, string Name)>> Rows)? _rows;

    private TraceSource Table => _known?.File.Source.Text is { } text && text == copy.Read(TraceSource.Path)?.Text ? _known
        : copy.ReadC(TraceSource.Path) is { } file && TraceSource.Parse(file) is { } table ? _known = table
        : throw new TreePatchException($"{copy.Tree}: {TraceSource.Path} has no table of flags; nothing was changed");

    /// <summary>The flags and masks, by their names in C, that have rows.</summary>
    public IEnumerable<string> Names() => Table.Rows.Select(r => r.Flag).OfType<string>().Distinct();

    /// <summary>Whether the table has just the rows that it is to have for a flag or mask.</summary>
    /// <param name="word">Its name in C.</param>
    public bool IsRight(string word)
    {
        return goal.Kernels.Zip(Rows).All(k => Wanted(k.First).Where(e => e.CName == word).Select(e => e.Name)
            .SequenceEqual(k.Second.Where(r => r.Flag == word).Select(r => r.Name)));
    }

    /// <summary>Has the table print a flag as it is to be printed, where it is to stand.</summary>
    public void Set(FlagShape shape)
    {
        var word = goal.WordOf(shape.Flag.Name);
        var names = goal.Kernels.SelectMany(Wanted).Where(e => e.CName == word).Select(e => e.Name).Distinct().ToList();
        var rows = Table.Rows.Where(r => r.Flag == word).ToList();
        if (names is [var name] && rows is [var only] && IsRightIn(goal.Kernels, k => Wanted(k).Count(e => e.CName == word), k => TraceOrder.Of(Table, k).Count(r => r.Flag == word)))
        {
            copy.Write(TraceSource.Path, LineEdit.Replace(Table.File.Source, only.NameSpan, name));
            return;
        }

        Remove(word);
        if (names.Count > 1)
        {
            throw new TreePatchException($"{TraceSource.Path}: {word} has several names, which no row there has; nothing was changed");
        }

        if (names.Count == 1)
        {
            Insert(shape, word, names[0]);
        }
    }

    /// <summary>Takes a flag's row, and the macro that only it uses, out of the file.</summary>
    public void Remove(string word)
    {
        foreach (var row in Table.Rows.Where(r => r.Flag == word).Reverse().ToList())
        {
            var table = Table;
            var number = table.LineOf(row);
            copy.Write(TraceSource.Path, LineEdit.Remove(table.File.Source, new HashSet<int> { number }));
            if (row.Macro is { } macro && Table is var rest && rest.Rows.All(r => r.Macro != macro))
            {
                copy.Write(TraceSource.Path, LineRemoval.Of(rest.File, [.. rest.Macros.Where(m => m.Name == macro).Select(m => m.Line)]));
            }
        }

        new TraceEnd(copy).Mend();
    }

    /// <summary>Moves rows that stand in another order than the definitions have.</summary>
    /// <returns>The flags whose rows moved, by their names in C.</returns>
    public IReadOnlyList<string> MoveAll()
    {
        var moved = new List<string>();
        while (Misplaced() is { } word && moved.Count <= goal.Table.Flags.Count)
        {
            var flag = goal.Table.Flags.FirstOrDefault(f => goal.WordOf(f.Name) == word) ?? throw new TreePatchException(
                $"{TraceSource.Path}: the row of {word} stands in another place than the definitions have; move it by hand");
            moved.Add(word);
            var name = Table.Rows.First(r => r.Flag == word).Name!;
            Remove(word);
            Insert(new FlagShape(goal, flag), word, name);
        }

        return moved;
    }

    private IReadOnlyList<List<(string Flag, string Name)>> Rows
    {
        get
        {
            if (_rows?.Table != Table)
            {
                _rows = (Table, [.. goal.Kernels.Select(k => TraceOrder.Of(Table, k).ToList())]);
            }

            return _rows!.Value.Rows;
        }
    }

    private static bool IsRightIn(IEnumerable<PatchKernel> kernels, Func<PatchKernel, int> wanted, Func<PatchKernel, int> there) => kernels.All(k => wanted(k) == there(k));

    private static IEnumerable<TraceEntry> Wanted(PatchKernel kernel) => kernel.Table.Trace;

    private string? Misplaced()
    {
        foreach (var (kernel, rows) in goal.Kernels.Zip(Rows))
        {
            var (wanted, there) = (Wanted(kernel).Select(e => e.CName).ToList(), rows.ConvertAll(r => r.Flag));
            if (wanted.Count == there.Count && wanted.Zip(there).FirstOrDefault(p => p.First != p.Second) is { First: { } first, Second: { } second })
            {
                // Of two that stand the wrong way round the one that is further from its place moves.
                return there.IndexOf(first) - wanted.IndexOf(first) >= wanted.IndexOf(second) - there.IndexOf(second) ? first : second;
            }
        }

        return null;
    }

    private void Insert(FlagShape shape, string word, string name)
    {
        var guard = new Guard(goal);
        bool IsThere(PatchKernel kernel) => Wanted(kernel).Any(e => e.CName == word);
        var where = goal.Kernels.All(IsThere) ? Condition.Always : shape.Reached(shape.Flag.Trace).Aggregate(
            Condition.Never, (all, c) => new Condition.Any(EquatableArray.Of(all, shape.Where.And(c.When)))) is var any ? guard.Plain(any) : any;
        if (!goal.Kernels.All(k => guard.Holds(where, k) == IsThere(k)))
        {
            throw new TreePatchException($"{TraceSource.Path}: where {word} has a row can't be said by options alone; nothing was changed");
        }

        var after = Predecessor(word);
        if (where == Condition.Always)
        {
            InsertRow(after, Ended(LineEdit.TabTo(LineEdit.TabTo($"\t{{{word},", NameColumn) + $"\"{name}\"", BraceColumn) + "},"));
        }
        else
        {
            var family = Table.Rows.LastOrDefault(r => r.Flag is not null && r.Macro is not null && WordEditor.IsFamily(r.Flag, word));
            var macro = family?.Macro == "IF_HAVE_" + family?.Flag?[goal.Table.Settings.Prefix.Length..] ? $"IF_HAVE_{shape.Flag.Name}" : $"IF_HAVE_{word}";
            InsertMacro(macro, where, family?.Macro);
            after = Predecessor(word);
            var row = LineEdit.TabTo($"{macro}({word},", NameColumn) + $"\"{name}\"";
            InsertRow(after, Ended((family is null ? row : LineEdit.TabTo(row, BraceColumn)) + ")"));
        }

        new TraceEnd(copy).Mend();
    }

    private static string Ended(string row) => LineEdit.TabTo(row, ContinuationColumn) + "\\";

    /// <summary>The row that one is to follow; null for the first place.</summary>
    private TraceRow? Predecessor(string word)
    {
        var wanted = goal.Kernels.Select(k => Wanted(k).Select(e => e.CName).ToList()).Where(l => l.Contains(word)).MaxBy(l => l.Count)!;
        var table = Table;
        return wanted.Take(wanted.IndexOf(word)).Reverse()
            .Select(name => table.Rows.FirstOrDefault(r => r.Flag == name || table.Macros.Any(m => m.Name == r.Macro && m.Flag == name)))
            .FirstOrDefault(r => r is not null);
    }

    private void InsertRow(TraceRow? after, string line)
    {
        var table = Table;
        copy.Write(TraceSource.Path, LineEdit.InsertAfter(table.File.Source, after is null ? table.Table.First : table.LineOf(after), [line]));
    }

    private void InsertMacro(string name, Condition where, string? family)
    {
        var table = Table;
        var used = table.Rows.Select(r => r.Macro).ToHashSet();
        var guarded = table.Macros.Where(m => m.Line.Guards.Count > 0 && m.Parameters is not null).ToList();
        var anchor = guarded.FindLast(m => m.Name == family) ?? guarded.FindLast(m => used.Contains(m.Name))
            ?? throw new TreePatchException($"{TraceSource.Path}: no macro that takes a row away without its option, beside which {name} could stand; nothing was changed");
        var define = anchor.Line.Code[..(anchor.Line.Code.IndexOf("define", StringComparison.Ordinal) + "define".Length)];
        var lines = Guard.Block([(where, [$"{define} {name}(flag, name) {{flag, name}},"]), (null, [$"{define} {name}(flag, name)"])]);
        copy.Write(TraceSource.Path, LineEdit.InsertAfter(table.File.Source, Block.LastLine(anchor.Line), lines.Prepend("")));
    }
}
