using KernelFlags.Vma.Areas.Store;

namespace KernelFlags.Vma.Tests.Store;

public sealed class SortedKeysTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void Count_IsTheSameForEveryInstructionSet(int length)
    {
        for (var used = 0; used <= length; used++)
        {
            var keys = Enumerable.Range(0, length).Select(i => i < used ? (ulong)(i + 1) * 10 : SortedKeys.Unused).ToArray();
            for (ulong value = 0; value <= (ulong)length * 10 + 11; value++)
            {
                var count = keys.Count(key => key <= value);
                Assert.Equal((count, count), (SortedKeys.CountAtMost(keys, value), SortedKeys.CountByHalves(keys, value)));
            }
        }
    }
}
