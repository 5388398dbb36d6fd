using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Finds definitions that lead back to themselves: aliases, masks, and trace names that follow each other.</summary>
internal sealed class CircleCheck
{
    private readonly Dictionary<string, List<Step>> _steps = new(StringComparer.Ordinal);

    private CircleCheck()
    {
    }

    public static void Run(BoundTable table)
    {
        var aliases = new CircleCheck();
        var traces = new CircleCheck();
        foreach (var flag in table.Flags)
        {
            aliases.Add(flag.Flag.Name, flag.Bits.Select(b => new Step(b.Case.Value.Alias, b.Value)));
            traces.Add(flag.Flag.Name, After(flag.Traces));
        }

        var masks = new CircleCheck();
        foreach (var mask in table.Masks)
        {
            masks.Add(mask.Mask.Name, mask.Members.Select(m => new Step(m.Case.Value, m.Value)));
            masks.Add(mask.Mask.Name, [new Step(mask.Mask.Complement, mask.At["not"] ?? mask.At.At)]);
            traces.Add(mask.Mask.Name, After(mask.Traces));
        }

        aliases.Check();
        masks.Check();
        traces.Check();
    }

    private static IEnumerable<Step> After(List<BoundCase<TraceName>> traces) =>
        traces.Select(t => new Step(t.Case.Value.After, t.Mapping?["after"] ?? t.At));

    private void Add(string from, IEnumerable<Step> steps)
    {
        if (!_steps.TryGetValue(from, out var known))
        {
            _steps[from] = known = [];
        }

        known.AddRange(steps.Where(s => s.Name is not null));
    }

    /// <summary>A walk in depth, without recursion. Each circle is reported once, at the step that closes it.</summary>
    private void Check()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in _steps.Keys)
        {
            var path = new List<Visit>();
            var onPath = new HashSet<string>(StringComparer.Ordinal);
            Enter(start);
            while (path.Count > 0)
            {
                var visit = path[path.Count - 1];
                if (!_steps.TryGetValue(visit.Name, out var steps) || visit.Next == steps.Count)
                {
                    done.Add(visit.Name);
                    onPath.Remove(visit.Name);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                var step = steps[visit.Next++];
                if (onPath.Contains(step.Name!))
                {
                    Report(path, step.Name!, step.At);
                }
                else
                {
                    Enter(step.Name!);
                }
            }

            void Enter(string name)
            {
                if (!done.Contains(name))
                {
                    path.Add(new Visit(name));
                    onPath.Add(name);
                }
            }
        }
    }

    private static void Report(List<Visit> path, string back, Cursor at)
    {
        const int MaxShown = 8;
        var circle = path.SkipWhile(p => p.Name != back).Select(p => p.Name).ToList();
        var shown = circle.Count > MaxShown ? [.. circle.Take(MaxShown), "…"] : circle;
        at.Report(ProblemRules.Cycle, back, string.Join(" → ", [.. shown, back]));
    }

    /// <summary>A definition that another one names, and where; no name where it could name one and does not.</summary>
    private sealed record Step(string? Name, Cursor At);

    /// <summary>A definition on the path, and which of its steps comes next.</summary>
    private sealed class Visit(string name)
    {
        public string Name { get; } = name;

        public int Next { get; set; }
    }
}
