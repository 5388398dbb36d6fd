using KernelFlags.Live.Trees;

namespace KernelFlags.Headers;

/// <summary>What is read of a tree's sources, held against what a compiler says of them.</summary>
public sealed class TreeSourceTests
{
    [Theory]
    [MemberData(nameof(KernelTree.Versions), MemberType = typeof(KernelTree))]
    public void Read_Tree_SaysWhatTheCompilerSays(string version)
    {
        var tree = KernelTree.Require(version);
        var header = HeaderSource.Read(tree)!;
        var mnemonics = MnemonicSource.Read(tree)!;
        var trace = TraceSource.Read(tree)!;
        var kernels = KernelMatrix.Of(KernelTree.Version(version)).ConvertAll(k => k.Request);

        Assert.All(kernels.Zip(HeaderEvaluator.EvaluateAll(tree, kernels)), pair =>
        {
            var (request, facts) = pair;
            var value = ConfigValues.Of(request);
            var active = header.File.ActiveLines(value).ToHashSet();
            Assert.Equal(facts.Enumerators.Keys.Order(), header.Bits.Where(b => active.Contains(b.Line)).Select(b => b.CName).Order());
            var words = header.Macros.Where(m => active.Contains(m.Line) && m.Kind != FlagMacroKind.Number).Select(m => m.Name).ToHashSet();
            Assert.Equal([], words.Except(facts.Words.Keys).Except(facts.Unusable).Except(["VM_NONE"]));
            Assert.Equal([], facts.Words.Keys.Where(w => header.Macros.Any(m => m.Name == w)).Except(words).Where(w => !w.Contains("DEFAULT_FLAGS", StringComparison.Ordinal)));
            long? Known(string name) => value(name) ?? (facts.Words.TryGetValue(name, out var word) ? word.IsEmpty ? 0 : 1 : null);
            var shown = mnemonics.Rows.Where(r => r.Guards.All(g => g.Holds(Known) == true)).ToLookup(r => r.Flag, r => r.Mnemonic);
            Assert.Equal(
                facts.Smaps.Select((text, bit) => (text, bit)).Where(m => m.text != "??").Select(m => m.text).Order(),
                facts.Smaps.Count == 0 ? [] : shown.GroupBy(r => facts.Words[r.Key]).Select(g => g.Last().Last()).Order());
            Assert.Equal(facts.Trace.Select(t => t.Name), Names(trace, value));
        });
    }

    [Theory]
    [MemberData(nameof(KernelTree.Versions), MemberType = typeof(KernelTree))]
    public void Read_Tree_OtherPlacesAreFound(string version)
    {
        var tree = KernelTree.Require(version);

        Assert.True(ProcDocument.Read(tree)!.Rows.Count > 30);
        Assert.Equal(version is "6.1", HeaderSource.ReadCopy(tree) is null);
        Assert.Equal(version is "6.1" or "6.12", RustSource.Read(tree) is null);
        Assert.Equal(version is "7.2" or "7.3" ? 25 : 0, RustSource.Read(tree)?.Flags.Count(f => f.Name != "NONE") ?? 0);
    }

    /// <summary>The names of the rows that count, those that a macro brings included.</summary>
    private static IEnumerable<string> Names(TraceSource trace, Func<string, long?> value)
    {
        var active = trace.File.ActiveLines(value).ToHashSet();
        var macros = trace.Macros.Where(m => active.Contains(m.Line)).ToLookup(m => m.Name);
        foreach (var row in trace.Rows)
        {
            var macro = row.Macro is null ? null : macros[row.Macro].Last();
            if (macro is null || macro.Body.Length > 0)
            {
                yield return row.Name ?? macro!.PrintedName!;
            }
        }
    }
}
