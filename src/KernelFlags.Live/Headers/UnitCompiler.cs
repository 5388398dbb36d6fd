using System.Diagnostics;
using KernelFlags.Live.Processes;

namespace KernelFlags.Live.Headers;

/// <summary>
/// Compiles units: all of them in two calls of the compiler, for most trees are as they should be. Where it refuses something they are
/// compiled one by one, and those that it refuses once more with the place of each line, for its messages.
/// </summary>
/// <param name="tree">The tree's folder.</param>
/// <param name="scratch">A folder of its own.</param>
internal sealed class UnitCompiler(string tree, string scratch)
{
    private const string SourceFile = "source.c";
    private const string ProgramFile = "tables.c";
    private const string Output = "tables.o";

    /// <summary>Units that are compiled one by one take some hundredths of a second; a tree that has them take more is made to.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Nothing is predefined: -undef is for the preprocessor, and the linker would understand it in its own way.</summary>
    private static readonly string[] Neutral = ["-std=gnu11", "-Wp,-undef"];

    /// <summary>A bit that its word lacks is 0 to the compiler; a build of the kernel ends there.</summary>
    private static readonly string[] Checked = ["-Werror=shift-count-overflow", "-Werror=implicit-function-declaration", "-O0", "-pipe", "-c", "-o", Output, ProgramFile];

    /// <summary>Compiles units.</summary>
    /// <returns>What came out, in their order.</returns>
    /// <exception cref="HeaderException">A unit holds more than definitions, or the compiler does not say where what it refuses is.</exception>
    public IReadOnlyList<HeaderOutcome> Compile(IReadOnlyList<EvaluationUnit> units)
    {
        var preprocessed = Preprocess(string.Concat(units.Select(u => EvaluationUnit.Start + "\n" + u.Source)), "-P");
        if (preprocessed.ExitCode == 0)
        {
            var texts = preprocessed.Output.Split(EvaluationUnit.Start).Skip(1);
            var same = units.Zip(texts).GroupBy(u => (u.Second, u.First.Width), u => u.First).Select(g => (g.Key.Second, Units: g.ToList())).ToList();
            var compiled = Run(string.Concat(same.Select(g => g.Units[0].Program(g.Second))));
            if (compiled.ExitCode == 0)
            {
                var file = ReadOutput();
                var facts = same
                    .Select(g => (g.Units, Outcome: new HeaderOutcome(g.Units[0].Read(file), [])))
                    .SelectMany(g => g.Units.Select(u => (Unit: u, g.Outcome)))
                    .ToDictionary(g => g.Unit, g => g.Outcome);
                return [.. units.Select(u => facts[u])];
            }

            preprocessed = compiled;
        }

        return IsAnswer(preprocessed) ? CompileEach(units) : throw CCompiler.Refusal(preprocessed);
    }

    /// <summary>Whether the compiler came to its end, and said no.</summary>
    private static bool IsAnswer(ProgramResult result) =>
        result.ExitCode == 1 && result.Errors.Contains("error: ", StringComparison.Ordinal) && !result.Errors.Contains("out of memory", StringComparison.Ordinal);

    private List<HeaderOutcome> CompileEach(IReadOnlyList<EvaluationUnit> units)
    {
        var begun = Stopwatch.StartNew();
        var outcomes = new List<HeaderOutcome>();
        foreach (var unit in units)
        {
            outcomes.Add(begun.Elapsed < Longest ? CompileOne(unit)
                : throw new HeaderException($"gcc takes more than {Longest.TotalMinutes} minute to say what it refuses"));
        }

        return outcomes;
    }

    private HeaderOutcome CompileOne(EvaluationUnit unit)
    {
        var preprocessed = Preprocess(unit.Source, "-P");
        if (preprocessed.ExitCode != 0)
        {
            return Refused(unit, preprocessed, () => Preprocess(unit.PlacedSource()));
        }

        var compiled = Run(unit.Program(preprocessed.Output));
        return compiled.ExitCode == 0
            ? new HeaderOutcome(unit.Read(ReadOutput()), [])
            : Refused(unit, compiled, () => Run(unit.PlacedProgram(Preprocess(unit.PlacedSource()).Output)));
    }

    private HeaderOutcome Refused(EvaluationUnit unit, ProgramResult result, Func<ProgramResult> compilePlaced)
    {
        var refusals = IsAnswer(result) ? unit.Places.Refusals(compilePlaced().Errors, path => TreeFile.Read(tree, path)) : [];
        return refusals.Count > 0 ? new HeaderOutcome(null, refusals) : throw CCompiler.Refusal(result);
    }

    private ProgramResult Preprocess(string sources, params string[] options)
    {
        File.WriteAllText(Path.Combine(scratch, SourceFile), CStubs.Macros + CStubs.Joins + sources);
        return CCompiler.Run(scratch, [.. Neutral, "-w", "-E", .. options, SourceFile]);
    }

    private ProgramResult Run(string functions)
    {
        File.WriteAllText(Path.Combine(scratch, ProgramFile), CStubs.Types + functions);
        return CCompiler.Run(scratch, [.. Neutral, .. Checked]);
    }

    private ObjectFile ReadOutput() => ObjectFile.Read(File.ReadAllBytes(Path.Combine(scratch, Output)));
}
