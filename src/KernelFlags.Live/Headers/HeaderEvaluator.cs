namespace KernelFlags.Live.Headers;

/// <summary>
/// Has a C compiler say which flags, masks, mnemonics and trace names a kernel tree defines. The definitions are cut out of the tree,
/// and what stands around them is ours: no configuration of the tree, no build and nothing of the machine's own architecture is needed.
/// </summary>
public static class HeaderEvaluator
{
    private const string UnitStart = "\"@unit\"";

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
        var scratch = Directory.CreateTempSubdirectory("kernel-flags-");
        try
        {
            return Run(scratch.FullName, [.. units.Zip(Preprocess(scratch.FullName, units))]);
        }
        catch (HeaderException e)
        {
            throw new HeaderException($"{tree}: its definitions can't be evaluated with these options: {e.Message}", e);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Preprocess(string scratch, List<EvaluationUnit> units)
    {
        var sources = units.Select(u => UnitStart + "\n" + u.Source());
        File.WriteAllText(Path.Combine(scratch, "source.c"), CStubs.Macros + string.Concat(sources));
        return CCompiler.Compile(scratch, [.. Neutral, "-E", "-P", "source.c"]).Split(UnitStart).Skip(1);
    }

    /// <summary>Kernels whose options make no difference are one function, for they are most.</summary>
    private static List<HeaderFacts> Run(string scratch, List<(EvaluationUnit Unit, string Text)> units)
    {
        var same = units.GroupBy(u => (u.Text, u.Unit.Width), u => u.Unit).Select(g => (g.Key.Text, Units: g.ToList())).ToList();
        var functions = same.Select(g => g.Units[0].Program(g.Text));
        var calls = same.Select(g => $"\tputs(\"{g.Units[0].Function}\");\n\t{g.Units[0].Function}();\n");
        var main = $"int main(void)\n{{\n{string.Concat(calls)}\treturn 0;\n}}\n";
        File.WriteAllText(Path.Combine(scratch, "tables.c"), CStubs.Functions + string.Concat(functions) + main);
        CCompiler.Compile(scratch, [.. Neutral, "-Werror=implicit-function-declaration", "-O0", "-pipe", "-o", "tables", "tables.c"]);
        var rows = RowsByFunction(CCompiler.Run(scratch, Path.Combine(scratch, "tables")));
        return [.. same.Zip(rows, (group, own) => (group.Units, Facts: group.Units[0].Read(own)))
            .SelectMany(g => g.Units.Select(u => (u.Number, Facts: g.Facts with { Arch = u.Arch })))
            .OrderBy(f => f.Number)
            .Select(f => f.Facts)];
    }

    /// <summary>The rows of each function: a line without a tab is the name of the next one.</summary>
    private static IEnumerable<List<string>> RowsByFunction(string output)
    {
        List<string>? rows = null;
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Contains('\t', StringComparison.Ordinal))
            {
                rows!.Add(line);
                continue;
            }

            if (rows is not null)
            {
                yield return rows;
            }

            rows = [];
        }

        if (rows is not null)
        {
            yield return rows;
        }
    }
}
