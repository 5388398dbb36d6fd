using KernelFlags.Definitions.Model;
using KernelFlags.Live.Trees.Patching.Texts;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching.Masks;

/// <summary>The masks of headers: which flags are in them, branch by branch.</summary>
/// <param name="goal">What the tree is to say.</param>
/// <param name="headers">The headers.</param>
/// <param name="counts">The bits that count on a kernel: all, or in a copy that is not made for every kernel fewer.</param>
internal sealed class MaskEditor(PatchGoal goal, HeaderSet headers, Func<PatchKernel, FlagBits> counts)
{
    /// <summary>No mask needs as many changes; one that asks for more is not understood.</summary>
    private const int MostChanges = 200;

    /// <summary>Takes the mentions of flags that are no longer there out of all masks.</summary>
    /// <param name="flags">The flags, without prefix.</param>
    public void Forget(IReadOnlyCollection<string> flags)
    {
        var names = flags.SelectMany(f => (string[])[goal.WordOf(f), goal.SetOf(f), goal.SetOf(f) + "_BIT"]).ToHashSet(StringComparer.Ordinal);
        while (Mentioning(names) is { } found)
        {
            var body = MaskBody.Parse(found.Macro.Body) ?? throw NotUnderstood(found.Macro, found.Header);
            Write(found.Header, found.Macro, body.Without(names.Contains));
            Collapse(found.Macro.Name, found.Header.File.Source.Path);
        }
    }

    /// <summary>Gives the masks the flags that they are to have.</summary>
    /// <param name="isWanted">Whether a mask is to be looked at, by its name in C.</param>
    /// <param name="needSet">Has a flag's set be there, which is empty where the flag has no bit; false where that can't be.</param>
    public void SetAll(Func<string, bool> isWanted, Func<FlagShape, bool> needSet)
    {
        for (var changes = 0; NextChange(isWanted) is { } change; changes++)
        {
            if (changes > MostChanges)
            {
                throw NotUnderstood(change.Macro, change.Header);
            }

            Apply(change, needSet);
        }
    }

    /// <summary>Refuses masks that are made of something that is not understood: whether they are right can't be told.</summary>
    public void Check()
    {
        foreach (var header in headers.Sources)
        {
            if (header.Macros.FirstOrDefault(m => IsMask(m.Name) && headers.Evaluations.Any(e => e.IsActive(m.Line) && e.NotUnderstood(m.Name) is not null)) is { } macro)
            {
                throw NotUnderstood(macro, header);
            }
        }
    }

    /// <summary>Whether a name is that of a mask which is more than the set of one flag.</summary>
    public bool IsMask(string name) => goal.MaskNames.Contains(name) && !goal.Flags.Any(f => goal.SetOf(f) == name);

    private (HeaderSource Header, FlagMacro Macro)? Mentioning(HashSet<string> names) => headers.Sources
        .SelectMany(h => h.Macros.Where(m => !names.Contains(m.Name) && m.Kind is not FlagMacroKind.Number && m.Mentions.Any(n => names.Contains(n.Name))).Select(m => ((HeaderSource, FlagMacro)?)(h, m)))
        .FirstOrDefault();

    /// <summary>The first branch of a mask that has too few flags or too many.</summary>
    private Change? NextChange(Func<string, bool> isWanted)
    {
        foreach (var header in headers.Sources)
        {
            foreach (var macro in header.Macros.Where(m => IsMask(m.Name) && isWanted(m.Name)))
            {
                var active = goal.Kernels.Zip(headers.Evaluations)
                    .Where(p => p.First.Masks.ContainsKey(macro.Name) && p.Second.Defined.GetValueOrDefault(macro.Name) == macro)
                    .Select(p => (Kernel: p.First, There: p.Second.ValueOf(macro.Name), Goal: p.First.Masks[macro.Name], Evaluation: p.Second))
                    .ToList();
                foreach (var (kernel, there, wanted, evaluation) in active.Where(a => a.There is not null))
                {
                    var (few, many) = (wanted & ~there!.Value & counts(kernel), there.Value & ~wanted & counts(kernel));
                    if (!few.IsEmpty || !many.IsEmpty)
                    {
                        return new Change(header, macro, [.. active.Select(a => a.Kernel)], kernel, evaluation, few, many);
                    }
                }
            }
        }

        return null;
    }

    private void Apply(Change change, Func<FlagShape, bool> needSet)
    {
        var body = MaskBody.Parse(change.Macro.Body) ?? throw NotUnderstood(change.Macro, change.Header);
        if (!change.Many.IsEmpty)
        {
            bool IsGone(string item) => ValueOf(change.Evaluation, item) is { } value && value.Single() is not null && !(value & change.Many).IsEmpty;
            if (body.Masks.Concat(body.Bits).FirstOrDefault(IsGone) is not { } gone)
            {
                throw new TreePatchException(
                    $"{change.Header.File.Source.Path}:{change.Macro.Line.First}: {change.Macro.Name} has flags that it is not to have by another mask; take them out by hand");
            }

            Write(change.Header, change.Macro, body.Without(item => item == gone));
            Collapse(change.Macro.Name, change.Header.File.Source.Path);
            return;
        }

        var shape = new FlagShape(goal, FlagOf(change));
        var name = shape.Flag.Name;
        var isWhole = change.Kernels.All(k => k.BitOf(name) is not null && k.Masks[change.Macro.Name].Has(k.BitOf(name)!.Value));
        var isWhereItIs = change.Kernels.All(k => k.BitOf(name) is not { } bit || k.Masks[change.Macro.Name].Has(bit));
        if (!body.IsSet && isWhereItIs && change.Kernels.All(k => k.Flags.GetValueOrDefault(name)?.CName is not null))
        {
            Write(change.Header, change.Macro, body.WithMask(goal.WordOf(name)));
        }
        else if (body.IsSet && isWhole)
        {
            Write(change.Header, change.Macro, body.WithBit(goal.SetOf(name) + "_BIT"));
        }
        else if (body.IsSet && isWhereItIs && (body.Masks.Count == 0 || CanJoinSets(change.Header)) && needSet(shape))
        {
            // The set may have been written just now, and the mask have moved.
            Write(Again(change).Header, Again(change).Macro, body.WithMask(goal.SetOf(name)));
        }
        else
        {
            Split(change, body.IsSet ? body.WithBit(goal.SetOf(name) + "_BIT") : body.WithMask(goal.WordOf(name)), shape);
        }
    }

    private (HeaderSource Header, FlagMacro Macro) Again(Change change)
    {
        var index = change.Header.Macros.Where(m => m.Name == change.Macro.Name).ToList().IndexOf(change.Macro);
        var header = headers.Sources.First(s => s.File.Source.Path == change.Header.File.Source.Path);
        return (header, header.Macros.Where(m => m.Name == change.Macro.Name).ElementAt(index));
    }

    /// <summary>Whether sets can be joined in a header: a copy may lack what the header has for it.</summary>
    private bool CanJoinSets(HeaderSource header) =>
        header.File.Source.Path != headers.Paths[0] || header.File.Source.Text.Contains("define mk_vma_flags_from_masks(", StringComparison.Ordinal);

    private FlagBits? ValueOf(HeaderEvaluation evaluation, string item) => evaluation.ValueOf(item)
        ?? (item.StartsWith(goal.Table.Settings.EnumeratorPrefix, StringComparison.Ordinal) && item.EndsWith("_BIT", StringComparison.Ordinal)
            && evaluation.NumberOf(item[goal.Table.Settings.EnumeratorPrefix.Length..^4]) is { } bit ? FlagBits.Of(bit) : null);

    /// <summary>The flag that a mask lacks: of several on its bit one that the mask names, or that has the trait.</summary>
    private Flag FlagOf(Change change)
    {
        var bit = change.Few.Bits().First();
        var here = goal.Present.Where(f => change.Kernel.BitOf(f.Name) == bit).ToList();
        var mask = goal.Table.Masks.First(m => m.CNames.Any(c => c.Value == change.Macro.Name));
        return here.Find(f => mask.Members.Any(m => m.Value == f.Name) || (mask.Trait is not null && change.Kernel.Flags[f.Name].Traits.Contains(mask.Trait)))
            ?? here.Find(f => change.Kernel.Flags[f.Name].AliasOf is null)
            ?? throw NotUnderstood(change.Macro, change.Header);
    }

    /// <summary>Two definitions in place of one: with the flag where it is, and as it was.</summary>
    private void Split(Change change, MaskBody with, FlagShape shape)
    {
        var source = change.Header.File.Source;
        var lines = Guard.Block(
        [
            (shape.Where, MaskLayout.Of(source, change.Macro, with)),
            (null, source.Text[change.Macro.Line.Place.Start..change.Macro.Line.Place.End].Split('\n')),
        ]);
        headers.Write(source.Path, LineEdit.Replace(source, new Span(change.Macro.Line.Place.Start, change.Macro.Line.Place.End), string.Join('\n', lines)));
    }

    /// <summary>One definition in place of two that have become the same.</summary>
    private void Collapse(string name, string path)
    {
        var header = headers.Sources.First(s => s.File.Source.Path == path);
        foreach (var conditional in header.File.Conditionals.Where(c => c is { End: not null, Branches: [_, { Expression: null }] }))
        {
            var inside = header.File.Lines.Skip(conditional.Branches[0].Opening.Index + 1).TakeWhile(l => l != conditional.End)
                .Where(l => l != conditional.Branches[1].Opening && !string.IsNullOrWhiteSpace(l.Code)).ToList();
            var macros = header.Macros.Where(m => inside.Contains(m.Line)).ToList();
            if (inside.Count == 2 && macros.Count == 2 && macros.TrueForAll(m => m.Name == name && m.Body == macros[0].Body))
            {
                var text = header.File.Source.Text[macros[0].Line.Place.Start..macros[0].Line.Place.End];
                headers.Write(path, LineEdit.Replace(
                    header.File.Source, new Span(conditional.Branches[0].Opening.Place.Start, conditional.End!.Place.End), text));
                return;
            }
        }
    }

    private void Write(HeaderSource header, FlagMacro macro, MaskBody body)
    {
        var lines = MaskLayout.Of(header.File.Source, macro, body);
        headers.Write(header.File.Source.Path, LineEdit.Replace(
            header.File.Source, new Span(macro.Line.Place.Start, macro.Line.Place.End), string.Join('\n', lines)));
    }

    private static TreePatchException NotUnderstood(FlagMacro macro, HeaderSource header) =>
        new($"{header.File.Source.Path}:{macro.Line.First}: {macro.Name} is '{macro.Body}', which is no list of flags that can be changed; nothing was changed");

    private sealed record Change(
        HeaderSource Header, FlagMacro Macro, IReadOnlyList<PatchKernel> Kernels, PatchKernel Kernel, HeaderEvaluation Evaluation, FlagBits Few, FlagBits Many);
}
