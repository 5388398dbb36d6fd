using System.Text;
using KernelFlags.Cli.Replay;
using KernelFlags.Live.Fuzzing;
using KernelFlags.Live.Recording;
using KernelFlags.Live.Running;

namespace KernelFlags.Conformance.Live;

/// <summary>
/// The engine of the assemblies that this class is loaded with, beside the running kernel. It is called by its name in a context that has
/// another build of the engine, so it takes and returns nothing that comes from there.
/// </summary>
internal static class FuzzedEngine
{
    /// <summary>Draws operations up to the first difference, and shrinks it.</summary>
    /// <returns>How many operations it took, how many show it in the end, and their trace; null when nothing differs.</returns>
    public static (long Found, int Shrunk, string Trace)? Find(string mix, long seed, long count, string folder) => LiveThread.Run(() =>
    {
        var fuzzer = new Fuzzer(h => TraceKernel.Of(Repository.Model, h).CreateTarget(h), folder, CancellationToken.None);
        var run = fuzzer.Draw(OperationMix.Find(mix)!, seed, count, () => false);
        if (run.Finding is not { } finding)
        {
            return ((long, int, string)?)null;
        }

        var (shrunk, happensAgain) = fuzzer.Shrink(finding);
        Assert.True(happensAgain);
        using var trace = new MemoryStream();
        fuzzer.Write(shrunk, trace);
        return (run.Operations, shrunk.Operations.Count, Encoding.UTF8.GetString(trace.ToArray()));
    });
}
