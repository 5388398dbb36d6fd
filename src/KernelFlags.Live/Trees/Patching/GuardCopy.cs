using KernelFlags.Live.Trees.Patching.Texts;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>Takes conditions over from a header into its copy, where both define a flag by the same lines and ask differently.</summary>
internal sealed class GuardCopy(PatchGoal goal, HeaderSet header, HeaderSet copy)
{
    /// <summary>Has the copy ask for a flag as the header does, as far as their conditionals have the same form.</summary>
    /// <param name="flag">The flag, without prefix.</param>
    public void Apply(string flag)
    {
        while (NextDirective(flag) is { } edit)
        {
            copy.Write(copy.Paths[0], LineEdit.Replace(copy.Main.File.Source, new Span(edit.There.Place.Start, edit.There.Place.End), edit.Text));
        }
    }

    private (CLine There, string Text)? NextDirective(string flag)
    {
        foreach (var lines in (Func<HeaderSource, List<CLine>>[])[BitsOf, WordsOf])
        {
            var (here, there) = (lines(header.Main), lines(copy.Main));
            if (here.Count != there.Count)
            {
                continue;
            }

            foreach (var (own, other) in here.Zip(there).Where(p => p.First.Guards.Count == p.Second.Guards.Count).SelectMany(p => p.First.Guards.Zip(p.Second.Guards))
                .Where(g => g.First.Conditional.Branches.Count == g.Second.Conditional.Branches.Count)
                .SelectMany(g => g.First.Conditional.Branches.Zip(g.Second.Conditional.Branches)))
            {
                if (own.Expression != other.Expression)
                {
                    return (other.Opening, header.Main.File.Source.Text[own.Opening.Place.Start..own.Opening.Place.End]);
                }
            }
        }

        return null;

        List<CLine> BitsOf(HeaderSource source) => [.. source.Bits.Where(b => b.Name == flag).Select(b => b.Line)];
        List<CLine> WordsOf(HeaderSource source) => [.. source.Macros.Where(m => m.Name == goal.WordOf(flag)).Select(m => m.Line)];
    }
}
