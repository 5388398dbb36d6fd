using System.Text;
using KernelFlags.Native.Exports;
using KernelFlags.Native.Handles;
using KernelFlags.Native.Spaces;

namespace KernelFlags.Native.Tests;

/// <summary>The functions, called as a C program calls them, in the process of the tests.</summary>
public sealed unsafe class FunctionTests
{
    private const int Invalid = -22;
    private const int BadDescriptor = -9;

    [Theory]
    [InlineData("7.9", null, null, "kernel 7.9 is not described; 6.1 to 7.3 are")]
    [InlineData("linux-7.2-x86_65", null, null, "'linux-7.2-x86_65' is neither a kernel version, such as 7.3, nor a profile; did you mean 'linux-7.2-x86_64'?")]
    [InlineData("7.2", "x86_65", null, "kernel 7.2.13 has no architecture 'x86_65'; did you mean 'x86_64'?")]
    [InlineData("7.2", null, "KSM,A B", "'A B' is no option; write NAME, NAME=y, NAME=n or NAME=NUMBER, separated by commas")]
    [InlineData("linux-7.2-arm64", "arm64", null, "'linux-7.2-arm64' names a whole kernel; leave out arch and config, or name a version")]
    [InlineData(null, null, null, "kernel is NULL; name a version, such as 7.2, or a profile")]
    public void Space_OfAKernelThatThereIsNot_IsNullAndTheErrorSaysWhatWouldBeRight(string? kernel, string? arch, string? config, string error)
    {
        Assert.Equal(0, NewSpace(kernel, arch, config));
        Assert.Equal(error, Error());
    }

    [Fact]
    public void Overlay_OfAWrongDefinition_IsRefusedAtItsLine()
    {
        var folder = Directory.CreateTempSubdirectory("kflags-overlay-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "vma"));
        File.WriteAllText(Path.Combine(folder, "vma", "ours.yaml"), "flags:\n- name: OURS\n  bit: 0\n  summary: It is ours.\n");
        Assert.Equal(0, NewSpace("7.2", overlay: folder));
        Assert.Contains($"{folder}/vma/ours.yaml:3:8: error KF2001", Error(), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "vma", "ours.yaml"), "flags:\n- name: OURS\n  bit: 50\n  smaps: xo\n  summary: It is ours.\n");
        Assert.NotEqual(0, NewSpace("7.2", overlay: folder));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("/nowhere/smaps", "/nowhere/smaps can't be read: it does not exist")]
    [InlineData("/proc", "/proc can't be read: it is a folder")]
    public void File_ThatCantBeRead_IsNamed_WithTheReason(string path, string error)
    {
        fixed (byte* kernel = Bytes("7.2"), name = Bytes(path))
        {
            Assert.Equal(0, ((delegate* unmanaged[Cdecl]<byte*, byte*, nint>)&SpaceExports.FromSmaps)(kernel, name));
        }

        Assert.Equal(error, Error());
    }

    [Fact]
    public void Overlay_ThatDoesNotExist_IsNamed()
    {
        Assert.Equal(0, NewSpace("7.2", overlay: "/nowhere"));
        Assert.Equal("the overlay /nowhere can't be read: it does not exist", Error());
    }

    [Fact]
    public void Release_OfAKernelThatCarriesFlagsEarly_HasThem_AndTheVersionOfThatNumberHasNot()
    {
        const int InstallGuard = 102;
        var (early, plain) = (NewSpace("6.18.44-fc"), NewSpace("6.18.44"));
        foreach (var space in new[] { early, plain })
        {
            Map(space, 0x22);
            Assert.Equal(0, Madvise(space, 0x10000000, 4096, InstallGuard));
        }

        Assert.Contains("gu", Flags("6.18.44-fc", early), StringComparison.Ordinal);
        Assert.DoesNotContain("gu", Flags("6.18.44", plain), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x86_64", 0x22, 0x802)]
    [InlineData("mips64", 0x802, 0x22)]
    public void Numbers_AreThoseOfTheArchitecture(string arch, int anonymous, int other)
    {
        var space = NewSpace("7.2", arch);
        Assert.Equal(BadDescriptor, Map(space, other));
        Assert.Equal(0x10000000, Map(space, anonymous));
    }

    [Fact]
    public void Decode_OfANameThatTheKernelLacks_SaysWhich()
    {
        var flags = stackalloc ulong[2];
        Assert.Equal(Invalid, Decode("7.2", "rd zz wr", flags));
        Assert.Equal("this kernel has no such flags: zz", Error());
        Assert.Equal(0, Decode("7.2", "VmFlags: rd wr mr mw me gu ac", flags));
        Assert.Equal((0x100873UL, 0UL), (flags[0], flags[1]));
    }

    [Fact]
    public void Flags_OfASpace_AreThoseOfItsArchitecture()
    {
        var flags = stackalloc ulong[2];
        var buffer = stackalloc byte[64];
        var (space, other) = (NewSpace("7.2", "arm64"), NewSpace("7.2"));
        Assert.Equal(0, DecodeOf(space, "rd bt", flags));
        Assert.Equal(5, FormatOf(space, flags, buffer));
        Assert.Equal("rd bt", CText.Read(buffer));
        Assert.Equal(Invalid, DecodeOf(other, "rd bt", flags));
        Assert.Equal("this kernel has no such flags: bt", Error());
        Assert.Equal(Invalid, FormatOf(0, flags, buffer));
        Assert.Equal("this is no kf_space: null, freed, or never made", Error());
    }

    [Fact]
    public void Maps_OfASpace_AreWhatProcShows()
    {
        const string Line = "10000000-10010000 rw-p 00000000 00:00 0 \n";
        var space = NewSpace("7.2");
        Map(space, 0x22);
        var buffer = stackalloc byte[64];
        Assert.Equal(Line.Length, ((delegate* unmanaged[Cdecl]<nint, byte*, nuint, long>)&QueryExports.Maps)(space, buffer, 64));
        Assert.Equal(Line, CText.Read(buffer));
    }

    [Fact]
    public void Text_ThatDoesNotFit_IsCutAtACharacterAndHasAnEnd()
    {
        var buffer = stackalloc byte[8];
        Assert.Equal(6, CText.Write("aäöb", null, 0));
        Assert.Equal(6, CText.Write("aäöb", buffer, 5));
        Assert.Equal("aä", CText.Read(buffer));
    }

    [Fact]
    public void Handle_ThatWasFreed_IsOfNothing_AlsoWhereItsPlaceIsUsedAgain()
    {
        var space = NewSpace("7.2");
        Free(space);
        var next = NewSpace("7.2");
        Assert.NotEqual(space, next);
        Assert.Equal(Invalid, Madvise(space, 0, 4096, 0));
        Assert.Equal("this is no kf_space: null, freed, or never made", Error());
        Assert.Equal(0, Madvise(next, 0, 0, 0));
    }

    private static nint NewSpace(string? kernel, string? arch = null, string? config = null, string? overlay = null)
    {
        fixed (byte* first = Bytes(kernel), second = Bytes(arch), third = Bytes(config), fourth = Bytes(overlay))
        {
            return ((delegate* unmanaged[Cdecl]<byte*, byte*, byte*, byte*, nint>)&SpaceExports.New)(first, second, third, fourth);
        }
    }

    private static void Free(nint space) => ((delegate* unmanaged[Cdecl]<nint, void>)&SpaceExports.Free)(space);

    private static string Error() => CText.Read(((delegate* unmanaged[Cdecl]<byte*>)&SpaceExports.Error)())!;

    private static long Map(nint space, int flags) =>
        ((delegate* unmanaged[Cdecl]<nint, ulong, ulong, int, int, nint, ulong, long>)&CallExports.Mmap)(space, 0x10000000, 0x10000, 3, flags, 0, 0);

    private static long Madvise(nint space, ulong address, ulong length, int advice) =>
        ((delegate* unmanaged[Cdecl]<nint, ulong, ulong, int, long>)&CallExports.Madvise)(space, address, length, advice);

    private static long Decode(string kernel, string text, ulong* flags)
    {
        fixed (byte* first = Bytes(kernel), second = Bytes(text))
        {
            return ((delegate* unmanaged[Cdecl]<byte*, byte*, ulong*, long>)&QueryExports.Decode)(first, second, flags);
        }
    }

    private static long DecodeOf(nint space, string text, ulong* flags)
    {
        fixed (byte* words = Bytes(text))
        {
            return ((delegate* unmanaged[Cdecl]<nint, byte*, ulong*, long>)&QueryExports.DecodeOf)(space, words, flags);
        }
    }

    private static long FormatOf(nint space, ulong* flags, byte* buffer) =>
        ((delegate* unmanaged[Cdecl]<nint, ulong*, int, byte*, nuint, long>)&QueryExports.FormatOf)(space, flags, 's', buffer, 64);

    /// <summary>The mnemonics of the first VMA.</summary>
    private static string Flags(string kernel, nint space)
    {
        NativeVma vma;
        var buffer = stackalloc byte[512];
        Assert.Equal(1, ((delegate* unmanaged[Cdecl]<nint, ulong, NativeVma*, int>)&QueryExports.Next)(space, 0, &vma));
        fixed (byte* name = Bytes(kernel))
        {
            Assert.InRange(((delegate* unmanaged[Cdecl]<byte*, ulong*, int, byte*, nuint, long>)&QueryExports.Format)(name, &vma.LowFlags, 's', buffer, 512), 1, 511);
        }

        return CText.Read(buffer)!;
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + "\0");
}
