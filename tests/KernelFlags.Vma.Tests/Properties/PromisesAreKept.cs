namespace KernelFlags.Vma.Tests.Properties;

/// <summary>The memory that is promised is that of the VMAs that are accounted.</summary>
public sealed class PromisesAreKept : Property
{
    internal override IReadOnlyList<CallKind> Calls => [.. base.Calls, CallKind.Mseal];

    internal override Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world) => step =>
    {
        if (!TFlags.IgnoredOnMerge.TestAny(TFlags.Account))
        {
            var accounted = step.After.Where(vma => vma.Flags.TestAny(TFlags.Account)).Sum(vma => (long)(vma.Length / TestPage.Size));
            Assert.Equal(accounted, world.Space.Machine.Committed);
        }
    };
}
