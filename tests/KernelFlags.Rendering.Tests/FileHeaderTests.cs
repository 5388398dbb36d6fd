using KernelFlags.Rendering.Views;

namespace KernelFlags.Rendering.Tests;

public sealed class FileHeaderTests
{
    private static readonly KernelVersion Version = new(7, 2);

    [Fact]
    public void Command_OfAKernelWithAllOptions_NamesNone() =>
        Assert.Equal("kflags gen --table vma --target rust --kernel 7.2 --arch arm64", FileHeader.Command(OwnTables.Of(Version, "arm64"), "rust"));

    [Fact]
    public void Command_OfAKernelWithChosenOptions_NamesThem()
    {
        var chosen = OwnTables.Of(Version, "arm64", EquatableArray.Of("MMU", "64BIT", "ARCH_PKEY_BITS=3"));
        Assert.Equal("kflags gen --table vma --target rust --kernel 7.2 --arch arm64 --config 64BIT,ARCH_PKEY_BITS=3,MMU", FileHeader.Command(chosen, "rust"));
        var none = OwnTables.Of(Version, "arm64", default(EquatableArray<string>));
        Assert.Equal("kflags gen --table vma --target rust --kernel 7.2 --arch arm64 --config \"\"", FileHeader.Command(none, "rust"));
    }

    [Fact]
    public void Command_OfAKernelThatCarriesFlagsEarly_NamesItsProfile() =>
        Assert.Equal("kflags gen --table vma --target rust --profile linux-6.18.44-x86_64", FileHeader.Command(OwnTables.Of("linux-6.18.44-x86_64"), "rust"));

    [Fact]
    public void Lines_OfAKernelThatWasNotCompared_SaySo()
    {
        Assert.Contains("// No headers of this kernel were compared with it.", FileHeader.Lines(OwnTables.Of(new KernelVersion(6, 15), "arm64"), "rust", "//"));
        Assert.DoesNotContain("// No headers of this kernel were compared with it.", FileHeader.Lines(OwnTables.Of(Version, "arm64"), "rust", "//"));
    }
}
