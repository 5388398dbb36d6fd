using System.Diagnostics;
using System.Globalization;
using System.Text;
using KernelFlags.Linux;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;
using VmaFlags = KernelFlags.Linux.Linux73.VmaFlags;

namespace KernelFlags.Proc.Tests;

/// <summary>What <c>/proc</c> says, made an address space of, is said again by it: ranges, rights, files, names and flags.</summary>
public sealed class ProcessImageTests
{
    /// <summary>A process with what a process may have: a heap, a named region, System V memory, a hugetlb mapping, a device, userfaultfds, keys.</summary>
    private const string Anything = """
        00010000-00012000 r-xp 00000000 fe:00 11                                 /usr/bin/some thing
        Anonymous:             0 kB
        VmFlags: rd ex mr mw me 
        00012000-00013000 rw-p 00002000 fe:00 11                                 /usr/bin/some thing
        Anonymous:             4 kB
        VmFlags: rd wr mr mw me ac sd 
        00200000-00221000 rw-p 00000000 00:00 0                                  [heap]
        Anonymous:            12 kB
        VmFlags: rd wr mr mw me ac sd 
        00221000-00230000 ---p 00000000 00:00 0                                  [heap]
        Anonymous:             0 kB
        VmFlags: mr mw me sd 
        10000000-10200000 rw-p 00000000 00:0f 77                                 /anon_hugepage (deleted)
        Anonymous:             0 kB
        VmFlags: rd wr mr mw me de ht sd 
        20000000-20010000 rw-s 00000000 00:01 32768                              /SYSV0000002a (deleted)
        Anonymous:             0 kB
        VmFlags: rd wr sh mr mw me ms sd 
        20010000-20020000 rw-s 00000000 00:01 4                                  /dev/zero (deleted)
        Anonymous:             0 kB
        VmFlags: rd wr sh mr mw me ms sd 
        20020000-20030000 rw-s 00000000 00:01 5                                  [anon_shmem:ours]
        Anonymous:             0 kB
        VmFlags: rd wr sh mr mw me ms sd 
        20030000-20031000 r--s 00004000 00:05 9                                  /memfd:x\012y (deleted)
        Anonymous:             0 kB
        VmFlags: rd mr me ms sd 
        20031000-20032000 rw-s f0000000 00:06 12                                 /dev/mem
        Anonymous:             0 kB
        VmFlags: rd wr sh mr mw me ms pf io de dd sd 
        30000000-30001000 rw-p 00000000 00:00 0                                  [anon:a name]
        Anonymous:             4 kB
        ProtectionKey:         5
        VmFlags: rd wr mr mw me ac sd 
        30001000-30002000 rw-p 00000000 00:00 0 
        Anonymous:             4 kB
        VmFlags: rd wr mr mw me um uw ac sd 
        7fff00000000-7fff00021000 rw-p 00000000 00:00 0                          [stack]
        Anonymous:             8 kB
        VmFlags: rd wr mr mw me gd ac 
        7fff00100000-7fff00104000 r--p 00000000 00:00 0                          [vvar]
        Anonymous:             0 kB
        VmFlags: rd mr pf io de dd sd 
        7fff00104000-7fff00106000 r-xp 00000000 00:00 0                          [vdso]
        Anonymous:             0 kB
        VmFlags: rd ex mr mw me de sd 
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
        Anonymous:             0 kB
        VmFlags: ex 

        """;

    [Fact]
    public void Image_OfAnythingThatAProcessMayHave_IsWrittenAsItWasRead()
    {
        var image = Read(Anything);
        Assert.Empty(image.Unknown);
        Assert.Equal(Lines(Anything, "VmFlags"), Lines(Written(image), "VmFlags"));
        Assert.Equal(Lines(Anything), Lines(Maps(image)));
        Assert.Equal([new(0x10000000, 0x10200000), new(0x20031000, 0x20032000)], image.NotModelled);
        Assert.Equal(5, Vma.Readers.ProcText.ProtectionKey(At(image, 0x30000000).Flags));
        Assert.Equal(
            (FileKind.Memfd, FileKind.SharedAnonymous, FileKind.SharedAnonymous, FileKind.Regular),
            (At(image, 0x20000000).File!.Kind, At(image, 0x20010000).File!.Kind, At(image, 0x20020000).File!.Kind, At(image, 0x7fff00104000).File!.Kind));
        Assert.NotNull(At(image, 0x30001000).Uffd);
    }

    [Fact]
    public void Image_OfThisProcess_IsWrittenAsItWasRead()
    {
        var text = File.ReadAllText("/proc/self/smaps");
        var image = Read(text);
        Assert.SkipUnless(image.Unknown.Count == 0, $"the running kernel has flags that 7.3 lacks ({string.Join(' ', image.Unknown)}); run on 7.3 or older");
        Assert.Equal(Lines(text, "VmFlags"), Lines(Written(image), "VmFlags"));
        Assert.Equal(Lines(text), Lines(Maps(image)));
    }

    [Fact]
    public void Image_OfAnotherProcess_GoesOnAsThatProcess()
    {
        using var cat = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        cat.StandardInput.WriteLine("It is up.");
        cat.StandardInput.Flush();
        cat.StandardOutput.ReadLine();
        var image = ProcessImage.Read<VmaFlags>(cat.Id);
        cat.StandardInput.Close();
        cat.WaitForExit();
        var heap = image.Space.First(v => v.File is null && v.Flags.TestAny(VmaFlags.Write));
        Assert.Contains("[heap]", Maps(image), StringComparison.Ordinal);
        Assert.Equal(heap.End, image.Space.Brk(0).Value);
        Assert.Equal(heap.End + 4096, image.Space.Brk(heap.End + 4096).Value);
        Assert.Equal(heap.Start, image.Space.First(v => v.End == heap.End + 4096).Start);
        Assert.Contains("[vdso]", Maps(image), StringComparison.Ordinal);
        Assert.Contains("[stack]", Maps(image), StringComparison.Ordinal);
    }

    [Fact]
    public void Neighbours_ThatTheKernelKeepsApartForWhatIsNotTold_StayApart()
    {
        var image = Read("""
            10000000-10001000 rw-p 00000000 00:00 0 
            Anonymous:             4 kB
            VmFlags: rd wr mr mw me ac 
            10001000-10002000 rw-p 00000000 00:00 0 
            Anonymous:             4 kB
            VmFlags: rd wr mr mw me ac 
            10002000-10003000 rw-p 00000000 00:00 0 
            Anonymous:             0 kB
            VmFlags: rd wr mr mw me ac 
            10003000-10004000 r--p 00000000 00:00 0 
            Anonymous:             0 kB
            VmFlags: rd mr mw me ac 
            20000000-20001000 r--s 00000000 fe:00 11                                 /file
            Anonymous:             0 kB
            VmFlags: rd mr me ms 
            20001000-20002000 r--s 00001000 fe:00 11                                 /file
            Anonymous:             0 kB
            VmFlags: rd mr me ms 

            """);
        Vma<VmaFlags>[] vmas = [.. image.Space];
        Assert.Equal(MergeReason.AnonVma, image.Space.Explain(vmas[0], vmas[1]).Reason);
        Assert.Equal(MergeReason.AnonVma, image.Space.Explain(vmas[1], vmas[2]).Reason);
        Assert.Equal(0, vmas[3].AnonVma);
        Assert.Equal(MergeReason.File, image.Space.Explain(vmas[4], vmas[5]).Reason);
        Assert.Equal("/file", vmas[5].File!.Name);

        // Access that is given and taken again changes nothing; what was never written merges with what it is made like.
        Assert.True(image.Space.Mprotect(0x10000000, 0x3000, Protection.None).Succeeded);
        Assert.True(image.Space.Mprotect(0x10000000, 0x3000, Protection.Read | Protection.Write).Succeeded);
        Assert.Equal(6, image.Space.Count);
        Assert.True(image.Space.Mprotect(0x10003000, 0x1000, Protection.Read | Protection.Write).Succeeded);
        Assert.Equal(5, image.Space.Count);
    }

    [Fact]
    public void Image_OfMaps_HasTheFlagsThatMmapGives()
    {
        var image = Read("""
            10000000-10001000 rw-p 00000000 00:00 0 
            10001000-10002000 r--p 00000000 00:00 0 
            20000000-20001000 rw-s 00000000 fe:00 11                                 /file
            7fff00104000-7fff00106000 r-xp 00000000 00:00 0                          [vdso]

            """);
        var space = new AddressSpace<VmaFlags>();
        space.Mmap(0x10000000, 0x1000, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed);
        space.Mmap(0x10001000, 0x1000, Protection.Read, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed);
        space.Mmap(0x20000000, 0x1000, Protection.Read | Protection.Write, MapFlags.Shared | MapFlags.Fixed, new(FileKind.Regular, 4096));
        Assert.Equal(space.Select(v => v.Flags), image.Space.Take(3).Select(v => v.Flags));
        Assert.True(At(image, 0x7fff00104000).Flags.TestAny(VmaFlags.DontExpand));
    }

    [Fact]
    public void Word_ThatTheTypeDoesNotHave_IsNamed()
    {
        using var reader = new MapsReader(new MemoryStream(Encoding.UTF8.GetBytes(Anything.Replace("gd ac", "gd zz ac", StringComparison.Ordinal))));
        Assert.Equal(["zz"], ProcessImage.Of<VmaFlags>(reader).Unknown);
        using var old = new MapsReader(new MemoryStream(Encoding.UTF8.GetBytes("1000-2000 r--p 0 00:00 0\nVmFlags: rd gu\n")));
        Assert.Equal(["gu"], ProcessImage.Of<Linux61.VmaFlags>(old).Unknown);
    }

    [Fact]
    public void Image_OfPagesOfAnotherSize_IsRefused()
    {
        using var reader = new MapsReader(new MemoryStream(Encoding.UTF8.GetBytes("1000-2000 r--p 0 00:00 0\n")));
        var options = new AddressSpaceOptions { Machine = new(VmaFlags.Capabilities) { PageSize = 65536 } };
        Assert.Contains("00001000-00002000", Assert.Throws<ArgumentException>(() => ProcessImage.Of<VmaFlags>(reader, options)).Message, StringComparison.Ordinal);
    }

    private static Vma<VmaFlags> At(ProcessImage<VmaFlags> image, ulong address) => image.Space.TryFind(address, out var vma) ? vma : throw new InvalidOperationException($"{address:x}");

    private static ProcessImage<VmaFlags> Read(string smaps)
    {
        using var reader = Smaps.Read(new MemoryStream(Encoding.UTF8.GetBytes(smaps)));
        return ProcessImage.Of<VmaFlags>(reader);
    }

    private static string Written(ProcessImage<VmaFlags> image)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        image.Space.WriteSmaps(writer);
        return writer.ToString();
    }

    private static string Maps(ProcessImage<VmaFlags> image)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        image.Space.WriteMaps(writer);
        return writer.ToString();
    }

    /// <summary>The address lines, and one field where it is named.</summary>
    private static IEnumerable<string> Lines(string smaps, string? field = null) => smaps.Split('\n').Where(line =>
        (line.Length > 0 && char.IsAsciiHexDigitLower(line[0])) || (field is not null && line.StartsWith(field, StringComparison.Ordinal)));
}
