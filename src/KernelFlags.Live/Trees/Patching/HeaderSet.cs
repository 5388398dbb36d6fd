using System.Text.RegularExpressions;
using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>Headers that define flags together, as they are while they are edited, and what they say on each kernel.</summary>
internal sealed partial class HeaderSet
{
    private readonly TreeCopy _copy;
    private readonly PatchGoal _goal;
    private IReadOnlyList<HeaderSource>? _sources;
    private IReadOnlyList<HeaderEvaluation>? _evaluations;

    public HeaderSet(TreeCopy copy, PatchGoal goal, params IReadOnlyList<string> paths) => (_copy, _goal, Paths) = (copy, goal, paths);

    /// <summary>Their paths, each after those that it builds on; what a tree lacks is left out.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The headers.</summary>
    public IReadOnlyList<HeaderSource> Sources => _sources ??= [.. Paths.Select(_copy.ReadHeader).OfType<HeaderSource>()];

    /// <summary>The header that defines the flags.</summary>
    public HeaderSource Main => Sources.Count > 0 && Sources[0].File.Source.Path == Paths[0] ? Sources[0]
        : throw new TreePatchException($"{_copy.Tree}: no {Paths[0]}; this is not a kernel tree, or not a whole one");

    /// <summary>Whether the header enumerates bits.</summary>
    public bool IsEnumerated => Main.Bits.Count > 0;

    /// <summary>Whether the headers have sets beside words.</summary>
    public bool HasSets => Sources.Any(s => s.Macros.Any(m => m.Body.Contains("mk_vma_flags", StringComparison.Ordinal)));

    /// <summary>What they say on each kernel, in the order of the goal's.</summary>
    public IReadOnlyList<HeaderEvaluation> Evaluations => _evaluations ??= Evaluate();

    /// <summary>The number of a flag's bit, as the main header writes it.</summary>
    /// <returns>The number; null for an alias, or for no flag.</returns>
    public int? NumberOf(string flag)
    {
        if (IsEnumerated)
        {
            return Main.Bits.LastOrDefault(b => b.Name == flag && b.Number is not null)?.Number;
        }

        var word = _goal.WordOf(flag);
        return Main.Macros.Where(m => m.Name == word).Select(m => m.Bit ?? (m.BitMacro is { } number ? NumberIn(number) : null)).LastOrDefault(n => n is not null);
    }

    /// <summary>Gives a header another text.</summary>
    public void Write(string path, string text)
    {
        _copy.Write(path, text);
        (_sources, _evaluations) = (null, null);
    }

    private int? NumberIn(string macro) =>
        int.TryParse(Main.Macros.LastOrDefault(m => m.Name == macro)?.Body, out var number) ? number : null;

    /// <summary>Kernels that differ in nothing that the headers ask for have one evaluation.</summary>
    private IReadOnlyList<HeaderEvaluation> Evaluate()
    {
        var asked = Sources.SelectMany(s => s.Lines).Where(l => l.Branch is not null).SelectMany(l => Option().Matches(l.Code)).Select(m => m.Groups[1].Value)
            .Append("64BIT").Distinct().ToList();
        var known = new Dictionary<string, HeaderEvaluation>(StringComparer.Ordinal);
        return [.. _goal.Kernels.Select(kernel =>
        {
            var key = string.Join(',', asked.Select(kernel.Option));
            return known.TryGetValue(key, out var evaluation) ? evaluation : known[key] = new HeaderEvaluation(Sources, kernel.Request);
        })];
    }

    [GeneratedRegex(@"\bCONFIG_(\w+)")]
    private static partial Regex Option();
}
