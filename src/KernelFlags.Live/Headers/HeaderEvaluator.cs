using KernelFlags.Live.Processes;

namespace KernelFlags.Live.Headers;

/// <summary>
/// Has a C compiler say which flags, masks, mnemonics and trace names a kernel tree defines. The definitions are cut out of the tree,
/// and what stands around them is ours: no configuration of the tree, no build and nothing of the machine's own architecture is needed.
/// </summary>
public static class HeaderEvaluator
{
    /// <summary>Nothing is predefined: -undef is for the preprocessor, and the linker would understand it in its own way.</summary>
    private static readonly string[] Neutral = ["-std=gnu11", "-Wp,-undef", "-w"];

    /// <summary>Evaluates a tree for one kernel.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="request">The architecture and the options.</param>
    /// <returns>The facts.</returns>
    /// <exception cref="HeaderException">The tree lacks what is needed, there is no compiler, or it refuses the definitions.</exception>
    public static HeaderFacts Evaluate(string tree, HeaderRequest request) => EvaluateAll(tree, [request])[0];

    /// <summary>Evaluates a tree for many kernels at once, which takes far less than one after the other.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="requests">The architectures and the options.</param>
    /// <returns>The facts, in the order of the requests.</returns>
    /// <exception cref="HeaderException">The tree lacks what is needed, there is no compiler, or it refuses the definitions.</exception>
    public static IReadOnlyList<HeaderFacts> EvaluateAll(string tree, IReadOnlyList<HeaderRequest> requests)
    {
        if (!Directory.Exists(tree))
        {
            throw new HeaderException($"{tree}: no such folder");
        }

        var definitions = requests.Select(r => r.Arch).Distinct().ToDictionary(a => a, a => TreeDefinitions.Read(tree, a));
        var units = requests.Select((r, i) => new EvaluationUnit(i, r, definitions[r.Arch])).ToList();
        using var scratch = Leftovers.Folder("kernel-flags-");
        try
        {
            return Compile(scratch.Value, [.. units.Zip(Preprocess(scratch.Value, units))]);
        }
        catch (HeaderException e)
        {
            throw new HeaderException($"{tree}: its definitions can't be evaluated with these options: {e.Message}", e);
        }
    }

    private static IEnumerable<string> Preprocess(string scratch, List<EvaluationUnit> units)
    {
        var sources = units.Select(u => EvaluationUnit.Start + "\n" + u.Source());
        File.WriteAllText(Path.Combine(scratch, "source.c"), CStubs.Macros + CStubs.Joins + string.Concat(sources));
        return CCompiler.Compile(scratch, [.. Neutral, "-E", "-P", "source.c"]).Split(EvaluationUnit.Start).Skip(1);
    }

    /// <summary>Kernels whose options make no difference are one function, for they are most.</summary>
    private static List<HeaderFacts> Compile(string scratch, List<(EvaluationUnit Unit, string Text)> units)
    {
        var same = units.GroupBy(u => (u.Text, u.Unit.Width), u => u.Unit).Select(g => (g.Key.Text, Units: g.ToList())).ToList();
        var functions = same.Select(g => g.Units[0].Program(g.Text));
        File.WriteAllText(Path.Combine(scratch, "tables.c"), CStubs.Types + string.Concat(functions));
        CCompiler.Compile(scratch, [.. Neutral, "-Werror=implicit-function-declaration", "-O0", "-pipe", "-c", "-o", "tables.o", "tables.c"]);
        var file = ObjectFile.Read(File.ReadAllBytes(Path.Combine(scratch, "tables.o")));
        return [.. same.Select(group => (group.Units, Facts: group.Units[0].Read(file)))
            .SelectMany(g => g.Units.Select(u => (u.Number, Facts: g.Facts with { Arch = u.Arch })))
            .OrderBy(f => f.Number)
            .Select(f => f.Facts)];
    }
}
