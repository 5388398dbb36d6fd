namespace KernelFlags.Vma.Tests;

/// <summary><c>MAP_SHARED_VALIDATE</c> refuses what the kernel did not know before it, bits between those of the sizes of huge pages included.</summary>
public sealed class SharedValidateTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData((int)MapFlags.Huge1GB, true)]
    [InlineData((int)(MapFlags.Locked | MapFlags.Stack), true)]
    [InlineData(unchecked((int)0x8000_0000), false)]
    [InlineData((int)MapFlags.FixedNoReplace, false)]
    public void Mmap_OfAFile_TakesKnownFlagsOnly(int more, bool takes)
    {
        var space = new AddressSpace<WordFlags>();
        var file = new VmaFile(FileKind.Memfd, 4096);
        var result = space.Mmap(0x1000_0000, 4096, Protection.Read, MapFlags.SharedValidate | (MapFlags)more, file);
        Assert.Equal(takes ? Errno.None : Errno.EOPNOTSUPP, result.Error);
    }
}
