namespace KernelFlags.Vma.Tests;

/// <summary>A file can't be made with what no file has.</summary>
public sealed class VmaFileOptionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1024)]
    public void FolioPages_IsAPowerOfTwoUpTo512(int pages) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new VmaFileOptions { FolioPages = pages });

    [Fact]
    public void ReadAheadPages_IsNotNegative() => Assert.Throws<ArgumentOutOfRangeException>(() => new VmaFileOptions { ReadAheadPages = -5 });
}
