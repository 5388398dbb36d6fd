using KernelFlags.Live.Running;

namespace KernelFlags.Conformance.Live;

/// <summary>Tests that ask the running kernel: one after the other, for some look at which processes there are.</summary>
internal static class RunningKernel
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "running kernel";

    /// <summary>Skips the test where the kernel can't be asked.</summary>
    public static void Require() => Assert.SkipUnless(Supported.MissingForOperations() is null, $"asks the running kernel: {Supported.MissingForOperations()}");
}
