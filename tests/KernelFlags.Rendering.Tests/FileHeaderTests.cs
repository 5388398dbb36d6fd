using KernelFlags.Rendering.Views;

namespace KernelFlags.Rendering.Tests;

public sealed class FileHeaderTests
{
    private const string Rust = "kflags gen --table vma --target rust ";

    private const string NotCompared = "// Neither headers nor a kernel image of 6.15.0 were compared; the nearest headers that were are those of 6.13.2 and 6.19.9.";

    private const string Compared = "// Compared with the headers of 7.2.13.";

    private static readonly KernelVersion Version = new(7, 2, 13);

    [Fact]
    public void Command_OfAKernelWithAllOptions_NamesNone() =>
        Assert.Equal(Rust + "--kernel 7.2.13 --arch arm64", FileHeader.Command(OwnTables.Of(Version, "arm64"), "rust"));

    [Fact]
    public void Command_OfAKernelWithChosenOptions_NamesThem()
    {
        var chosen = OwnTables.Of(Version, "arm64", EquatableArray.Of("MMU", "64BIT", "ARCH_PKEY_BITS=3"));
        Assert.Equal(Rust + "--kernel 7.2.13 --arch arm64 --config 64BIT,ARCH_PKEY_BITS=3,MMU", FileHeader.Command(chosen, "rust"));
        var none = OwnTables.Of(Version, "arm64", default(EquatableArray<string>));
        Assert.Equal(Rust + "--kernel 7.2.13 --arch arm64 --config \"\"", FileHeader.Command(none, "rust"));
    }

    [Fact]
    public void Command_OfAKernelThatCarriesFlagsEarly_NamesItsProfile() =>
        Assert.Equal(Rust + "--profile linux-6.18.44-x86_64", FileHeader.Command(OwnTables.Of("linux-6.18.44-x86_64"), "rust"));

    [Fact]
    public void Lines_OfAKernel_SayWhatWasCompared()
    {
        Assert.Contains(NotCompared, FileHeader.Lines(OwnTables.Of(new KernelVersion(6, 15), "arm64"), "rust", "//"));
        Assert.Contains(Compared, FileHeader.Lines(OwnTables.Of(Version, "arm64"), "rust", "//"));
    }
}
