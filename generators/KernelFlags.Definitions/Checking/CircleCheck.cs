namespace KernelFlags.Definitions;

/// <summary>Finds definitions that lead back to themselves: aliases, masks, and trace names that follow each other.</summary>
internal sealed class CircleCheck
{
    private readonly BindContext _context;
    private readonly Dictionary<string, List<KeyValuePair<string, Cursor>>> _steps = new(StringComparer.Ordinal);

    private CircleCheck(BindContext context) => _context = context;

    public static void Run(BoundTable table, BindContext context)
    {
        var aliases = new CircleCheck(context);
        var traces = new CircleCheck(context);
        foreach (var flag in table.Flags)
        {
            aliases.Add(flag.Flag.Name, flag.Bits.Select(b => (b.Case.Value.Alias, b.Value)));
            traces.Add(flag.Flag.Name, After(flag.Traces));
        }

        var masks = new CircleCheck(context);
        foreach (var mask in table.Masks)
        {
            masks.Add(mask.Mask.Name, mask.Members.Select(m => ((string?)m.Case.Value, m.Value)));
            masks.Add(mask.Mask.Name, [(mask.Mask.Complement, mask.At["not"] ?? mask.At.At)]);
            traces.Add(mask.Mask.Name, After(mask.Traces));
        }

        aliases.Check();
        masks.Check();
        traces.Check();
    }

    private static IEnumerable<(string? Name, Cursor At)> After(List<BoundCase<TraceName>> traces) =>
        traces.Select(t => (t.Case.Value.After, t.Mapping?["after"] ?? t.At));

    private void Add(string from, IEnumerable<(string? Name, Cursor At)> steps)
    {
        if (!_steps.TryGetValue(from, out var known))
        {
            _steps[from] = known = [];
        }

        known.AddRange(steps.Where(s => s.Name is not null).Select(s => new KeyValuePair<string, Cursor>(s.Name!, s.At)));
    }

    /// <summary>A walk in depth, without recursion. Each circle is reported once, at the step that closes it.</summary>
    private void Check()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in _steps.Keys)
        {
            var path = new List<(string Name, int Next)>();
            var onPath = new HashSet<string>(StringComparer.Ordinal);
            Enter(start);
            while (path.Count > 0)
            {
                var (name, next) = path[path.Count - 1];
                if (!_steps.TryGetValue(name, out var steps) || next == steps.Count)
                {
                    done.Add(name);
                    onPath.Remove(name);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                path[path.Count - 1] = (name, next + 1);
                if (onPath.Contains(steps[next].Key))
                {
                    Report(path, steps[next].Key, steps[next].Value);
                }
                else
                {
                    Enter(steps[next].Key);
                }
            }

            void Enter(string name)
            {
                if (!done.Contains(name))
                {
                    path.Add((name, 0));
                    onPath.Add(name);
                }
            }
        }
    }

    private void Report(List<(string Name, int Next)> path, string back, Cursor at)
    {
        const int MostShown = 8;
        var circle = path.SkipWhile(p => p.Name != back).Select(p => p.Name).ToList();
        var shown = circle.Count > MostShown ? [.. circle.Take(MostShown), "…"] : circle;
        _context.Problems.Report(at, ProblemRules.Cycle, back, string.Join(" → ", [.. shown, back]));
    }
}
