using KernelFlags.Definitions.Model;
using KernelFlags.Live.Trees.Patching.Texts;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>The words of a header, <c>VM_NAME</c>, and the sets beside them, <c>VMA_NAME</c>.</summary>
internal sealed class WordEditor(PatchGoal goal, HeaderSet headers)
{
    private const string Empty = "EMPTY_VMA_FLAGS";

    private HeaderSource Header => headers.Main;

    /// <summary>Whether the header has just the word of a flag that it is to have.</summary>
    public bool IsRight(string flag)
    {
        var word = goal.WordOf(flag);
        return goal.Kernels.Zip(headers.Evaluations).All(p =>
            p.First.Flags.GetValueOrDefault(flag) is { CName: not null } resolved
                ? p.Second.ValueOf(word) == resolved.Value
                : !p.Second.Defined.ContainsKey(word) || p.First.Masks.ContainsKey(word));
    }

    /// <summary>Whether the header has the set of a flag that it is to have.</summary>
    public bool IsSetRight(string flag)
    {
        var set = goal.SetOf(flag);
        return goal.Kernels.Zip(headers.Evaluations).All(p => p.First.Masks.TryGetValue(set, out var value)
            ? p.Second.ValueOf(set) == value
            : p.Second.ValueOf(set) is not { } there || there == FlagBitsOf(p.First, flag));
    }

    /// <summary>Whether the header defines the set of a flag in some branch.</summary>
    public bool HasSet(string flag) => Header.Macros.Any(m => m.Name == goal.SetOf(flag));

    /// <summary>Has the header define a flag's word, and its set where one is wanted.</summary>
    public void Set(FlagShape shape, bool withSet)
    {
        var isWordRight = IsRight(shape.Flag.Name) && Header.Macros.Any(m => m.Name == goal.WordOf(shape.Flag.Name));
        var isSetThere = HasSet(shape.Flag.Name) && IsSetRight(shape.Flag.Name);
        if (!isWordRight)
        {
            Remove(shape.Flag.Name, withSet: false);
        }

        withSet &= !isSetThere;
        if (withSet)
        {
            RemoveMacros(goal.SetOf(shape.Flag.Name));
        }

        if (isWordRight)
        {
            if (withSet)
            {
                InsertSet(shape, FamilySet(shape.Flag.Name));
            }

            return;
        }

        var anchorOfSet = withSet ? FamilySet(shape.Flag.Name) : null;
        if (shape.Words(headers.IsEnumerated) is { Count: > 0 } words)
        {
            Insert(shape, words, withSet && anchorOfSet is null);
        }

        if (anchorOfSet is not null)
        {
            InsertSet(shape, FamilySet(shape.Flag.Name));
        }
    }

    /// <summary>Takes a flag's word, the number of its bit and, if wanted, its set out of the header.</summary>
    public void Remove(string flag, bool withSet = true)
    {
        var word = goal.WordOf(flag);
        RemoveMacros([word, word + "_BIT", .. withSet ? [goal.SetOf(flag)] : Array.Empty<string>()]);
    }

    private static FlagBits FlagBitsOf(PatchKernel kernel, string flag) => kernel.BitOf(flag) is { } bit ? FlagBits.Of(bit) : default;

    private void RemoveMacros(params IReadOnlyCollection<string> names)
    {
        var lines = Header.Macros.Where(m => names.Contains(m.Name)).Select(m => m.Line).ToList();
        if (lines.Count > 0)
        {
            headers.Write(headers.Paths[0], LineRemoval.Of(Header.File, lines));
        }
    }

    private void Insert(FlagShape shape, IReadOnlyList<(Condition? When, string Body)> words, bool withSet)
    {
        var name = goal.WordOf(shape.Flag.Name);
        if (!withSet && words.Count <= 2 && words[0].When is { } when && when != Condition.Always && GroupOf(when, words.Count) is { } group)
        {
            InsertInto(group, words.Select(w => (name, w.Body)));
            return;
        }

        var anchor = shape.IsEverywhere ? UnguardedAnchor(shape) : GuardedAnchor(shape);
        var column = ColumnAt(anchor.Line);
        var style = DefineAt(anchor.Line);
        var lines = Guard.Block([.. words.Select(w => (w.When, (IReadOnlyList<string>)[
            Define(style, name, w.Body, column),
            .. withSet ? [Define(style, goal.SetOf(shape.Flag.Name), SetBody(shape, w.Body), column)] : Array.Empty<string>()]))]);
        Write(anchor, shape.IsEverywhere ? [.. lines] : [.. lines], isBlock: !shape.IsEverywhere);
    }

    private static string SetBody(FlagShape shape, string word) => word == "VM_NONE" ? Empty : $"mk_vma_flags(VMA_{shape.Flag.Name}_BIT)";

    private void InsertSet(FlagShape shape, FlagMacro? anchor)
    {
        if (anchor is null && BlockOf(shape.Flag.Name) is { } own)
        {
            InsertInto(own, [(goal.SetOf(shape.Flag.Name), SetBody(shape, "")), (goal.SetOf(shape.Flag.Name), Empty)]);
            return;
        }

        anchor ??= Header.Macros.LastOrDefault(m => m.Name == goal.WordOf(shape.Flag.Name))
            ?? throw new TreePatchException($"{headers.Paths[0]}: no place for {goal.SetOf(shape.Flag.Name)}; nothing was changed");
        var column = ColumnAt(anchor.Line);
        (Condition? When, string Body)[] branches = shape.IsEverywhere
            ? [(Condition.Always, SetBody(shape, ""))]
            : [(shape.Where, SetBody(shape, "")), (null, Empty)];
        var lines = Guard.Block([.. branches.Select(b => (b.When, (IReadOnlyList<string>)[Define(DefineAt(anchor.Line), goal.SetOf(shape.Flag.Name), b.Body, column)]))]);
        Write(anchor, [.. lines], isBlock: !shape.IsEverywhere);
    }

    /// <summary>The conditional around a flag's word, where it has the word in one branch and says that it is empty in the other.</summary>
    private Conditional? BlockOf(string flag)
    {
        var words = Header.Macros.Where(m => m.Name == goal.WordOf(flag)).ToList();
        return words is [{ Kind: FlagMacroKind.Bit, Line.Guards: [var first] }, { Kind: FlagMacroKind.Empty, Line.Guards: [var second] }]
            && first.Conditional == second.Conditional && second.Expression is null ? first.Conditional : null;
    }

    /// <summary>The set of a flag of the same family, where sets stand apart from words.</summary>
    private FlagMacro? FamilySet(string flag) => Header.Macros.LastOrDefault(m =>
        IsFamily(m.Name, goal.SetOf(flag)) && m.Kind is FlagMacroKind.Mask && m.Mentions is [{ } only] && only.Name == m.Name + "_BIT"
        && !Header.Macros.Any(w => w.Name == goal.WordOf(m.Name[4..]) && w.Line.Guards.SequenceEqual(m.Line.Guards) && w.Line.Guards.Count > 0));

    /// <summary>Whether two names share what stands before their second part: <c>VM_UFFD_MINOR</c> and <c>VM_UFFD_WP</c>.</summary>
    internal static bool IsFamily(string name, string other) => name != other && FamilyOf(name) is { } family && family == FamilyOf(other);

    private static string? FamilyOf(string name) => name.Split('_') is [var prefix, var first, _, ..] ? $"{prefix}_{first}" : null;

    /// <summary>Where flags with the same condition stand together, one conditional around them all.</summary>
    private Conditional? GroupOf(Condition when, int branches) => Header.File.Conditionals.LastOrDefault(c =>
        c.Outer is null && c.End is not null && c.Branches.Count == branches && c.Branches[0].Expression == Guard.Text(when)
        && WordsIn(c, 0) is { Count: > 1 } first && first.TrueForAll(m => m.Kind == FlagMacroKind.Bit)
        && (branches == 1 || (c.Branches[1].Expression is null && WordsIn(c, 1).TrueForAll(m => m.Kind == FlagMacroKind.Empty))));

    private List<FlagMacro> WordsIn(Conditional conditional, int branch) =>
        [.. Header.Macros.Where(m => m.Line.Guards.Count == 1 && m.Line.Guards[0] == conditional.Branches[branch])];

    private void InsertInto(Conditional group, IEnumerable<(string Name, string Body)> branches)
    {
        var source = Header.File.Source;
        var text = branches.Select((b, i) => (b.Name, b.Body, Anchor: WordsIn(group, i)[^1].Line)).Reverse()
            .Aggregate(source, (current, b) => new SourceText(current.Path, LineEdit.InsertAfter(
                current, b.Anchor.Last, [Define(DefineAt(b.Anchor), b.Name, b.Body, ColumnAt(b.Anchor))])));
        headers.Write(source.Path, text.Text);
    }

    private FlagMacro UnguardedAnchor(FlagShape shape)
    {
        var words = Words().ToList();
        var number = shape.Number;
        var numbered = words.Select(m => (Macro: m, Number: headers.NumberOf(m.Name[goal.Table.Settings.Prefix.Length..]))).Where(m => m.Number is not null).ToList();
        return (number is null
                ? words.LastOrDefault(m => m.Name == goal.WordOf(shape.Alias ?? "")) ?? words.LastOrDefault()
                : numbered.Where(m => m.Number < number).MaxBy(m => m.Number).Macro ?? Header.Macros.FirstOrDefault(m => m.Name == "VM_NONE"))
            ?? throw new TreePatchException($"{headers.Paths[0]}: no place for {goal.WordOf(shape.Flag.Name)}; nothing was changed");
    }

    private FlagMacro GuardedAnchor(FlagShape shape)
    {
        var guarded = Words().Where(m => m.Line.Guards.Count > 0).ToList();
        var name = goal.WordOf(shape.Flag.Name);
        return guarded.LastOrDefault(m => IsFamily(m.Name, name)) ?? guarded.LastOrDefault() ?? UnguardedAnchor(shape);
    }

    private IEnumerable<FlagMacro> Words() => Header.Macros.Where(m =>
        m.Kind == FlagMacroKind.Bit && m.Name.StartsWith(goal.Table.Settings.Prefix, StringComparison.Ordinal));

    private void Write(FlagMacro anchor, IReadOnlyList<string> lines, bool isBlock)
    {
        var isApart = isBlock && anchor.Line.Guards.Count > 0 && Block.IsApart(Header.File, anchor.Line);
        headers.Write(headers.Paths[0], LineEdit.InsertAfter(Header.File.Source, Block.LastLine(anchor.Line), isApart ? ["", .. lines] : lines));
    }

    private static string Define(string style, string name, string body, int column) => LineEdit.TabTo($"{style} {name}", column) + body;

    /// <summary>How the lines around a place are written: <c>#define</c>, or <c># define</c> within conditionals.</summary>
    private static string DefineAt(CLine line) => line.Code[..(line.Code.IndexOf("define", StringComparison.Ordinal) + "define".Length)];

    /// <summary>The column that values have around a place: the further of those above and below.</summary>
    private int ColumnAt(CLine anchor)
    {
        var after = Block.LastLine(anchor);
        var above = Header.Macros.LastOrDefault(m => m.Line.Last <= after && ColumnOf(m) is not null);
        var below = Header.Macros.FirstOrDefault(m => m.Line.First > after && ColumnOf(m) is not null);
        return Math.Max(ColumnOf(above) ?? 0, below is not null && below.Line.First - after < 12 ? ColumnOf(below) ?? 0 : 0) is var column and > 0 ? column : 24;
    }

    private int? ColumnOf(FlagMacro? macro)
    {
        if (macro is null)
        {
            return null;
        }

        var before = Header.File.Source.Text[macro.Line.Place.Start..macro.BodySpan.Start];
        return before.EndsWith('\t') ? LineEdit.WidthOf(before) : null;
    }
}
