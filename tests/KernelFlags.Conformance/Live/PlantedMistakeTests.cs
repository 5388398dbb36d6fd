using System.Text;
using KernelFlags.Conformance.Mutations;
using KernelFlags.Conformance.Replay;

namespace KernelFlags.Conformance.Live;

/// <summary>
/// Mistakes in the engine are found beside the running kernel, within 2,000 operations each, and shrunk to a few. What a seed draws follows
/// what the machine has (protection keys, a zero page), so a mistake that few draws meet may need another one.
/// </summary>
[Collection(RunningKernel.Name)]
public sealed class PlantedMistakeTests(PlantedMistakeTests.Engine engine) : IClassFixture<PlantedMistakeTests.Engine>
{
    private const int MaxOperations = 2000;
    private const int MaxShrunk = 10;
    private const int MaxDraws = 12;

    [Theory]
    [InlineData("a merge drops sticky flags", "guard")]
    [InlineData("a three-way merge takes no sticky flags from the VMA after", "guard")]
    [InlineData("fork loses guards", "fork")]
    [InlineData("what was never faulted keeps its offset when it moves", "remap")]
    [InlineData("a split keeps the page offset above", "file")]
    [InlineData("a fork child merges with what was never faulted", "fork")]
    [InlineData("munlock keeps ONFAULT", "locked")]
    [InlineData("a move keeps the registration", "remap")]
    [InlineData("zapping drops guards", "guard")]
    [InlineData("sealed memory can be unmapped", "seal")]
    public void Mistake_IsFound(string name, string mix)
    {
        RunningKernel.Require();
        var context = engine.With(Planted.All.Single(m => m.Name == name));
        var find = context.Tests.GetType(typeof(FuzzedEngine).FullName!)!.GetMethod(nameof(FuzzedEngine.Find))!;
        var found = Enumerable.Range(1, MaxDraws)
            .Select(seed => ((long Found, int Shrunk, string Trace)?)find.Invoke(null, [mix, (long)seed, (long)MaxOperations, Path.GetTempPath()]))
            .FirstOrDefault(each => each is not null);
        Assert.NotNull(found);
        TestContext.Current.TestOutputHelper?.WriteLine($"operation {found.Value.Found}; {found.Value.Shrunk} operations show it");
        Assert.InRange(found.Value.Shrunk, 1, MaxShrunk);

        // What the trace holds is what the kernel did, which the engine without the mistake does too.
        using var trace = new MemoryStream(Encoding.UTF8.GetBytes(found.Value.Trace));
        Assert.True(TraceFiles.Replay(trace).Passed);
    }

    /// <summary>One engine for all mistakes, of which it makes one at a time.</summary>
    public sealed class Engine
    {
        private readonly MutatedContext _context = MutatedSources.WithEngine();

        internal MutatedContext With(Mutation mistake) => _context.TryChoose(mistake) ? _context : MutatedSources.With(mistake);
    }
}
