using System.Text;
using System.Text.RegularExpressions;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Live.Tests.Maps;

/// <summary>maps and smaps as people save and paste them: each says what the kernel's own text says, and what else stands there is noted.</summary>
public sealed class PastedMapsTests
{
    private const string Text =
        """
        55680ae1e000-55680ae20000 r--p 00001000 fd:01 47316994                   /bin/a b (deleted)
        Size:                  8 kB
        Rss:                   4 kB
        Swap:                  0 kB
        ProtectionKey:         1
        VmFlags: rd mr mw me
        7f0000000000-7f0000003000 rw-p 00000000 00:00 0 
        Size:                 12 kB
        Rss:                   8 kB
        Swap:                  4 kB
        ProtectionKey:         0
        VmFlags: rd wr mr mw me ac

        """;

    /// <summary>Ways in which a text comes to be other than the kernel wrote it, none of which leaves anything to note.</summary>
    private static readonly Dictionary<string, Func<string, byte[]>> Ways = new(StringComparer.Ordinal)
    {
        ["as it is"] = Utf8,
        ["LF at the end is missing"] = text => Utf8(text.TrimEnd('\n')),
        ["CR LF"] = text => Utf8(text.Replace("\n", "\r\n", StringComparison.Ordinal)),
        ["CR CR LF"] = text => Utf8(text.Replace("\n", "\r\r\n", StringComparison.Ordinal)),
        ["CR"] = text => Utf8(text.Replace('\n', '\r')),
        ["mixed line ends"] = text => Utf8(string.Concat(text.Split('\n').Select((line, i) => line + ((string[])["\n", "\r\n", "\r", "\r\r\n"])[i % 4]))),
        ["blank lines between"] = text => Utf8(text.Replace("\n", "\n  \n\n", StringComparison.Ordinal)),
        ["byte order mark"] = text => [.. Encoding.UTF8.Preamble, .. Utf8(text)],
        ["UTF-16"] = text => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text.ReplaceLineEndings("\r\n"))],
        ["UTF-16, big endian"] = text => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)],
        ["UTF-16 without a mark"] = text => Encoding.Unicode.GetBytes(text),
        ["UTF-16 without a mark, big endian"] = text => Encoding.BigEndianUnicode.GetBytes(text),
        ["quoted"] = EachLine(line => "> " + line),
        ["quoted twice, without blanks"] = EachLine(line => ">>" + line),
        ["indented"] = EachLine(line => "    " + line),
        ["indented by a tab"] = EachLine(line => "\t" + line),
        ["tabs for blanks"] = text => Utf8(Regex.Replace(text, "(?<!/bin/a) +(?!b|\\()", "\t")),
        ["blanks of web pages"] = text => Utf8(Regex.Replace(text, "(?<!/bin/a) +(?!b|\\()", blanks => new('\u00a0', blanks.Length))),
        ["grep -n"] = text => Utf8(string.Join('\n', text.Split('\n').Select((line, i) => line.Length == 0 ? line : $"{i + 1}:{line}"))),
        ["cat -n"] = text => Utf8(string.Join('\n', text.Split('\n').Select((line, i) => line.Length == 0 ? line : $"{i + 1,6}\t{line}"))),
        ["time stamps"] = EachLine(line => "[   12.345678] " + line),
        ["capital addresses with 0x"] = text => Utf8(Regex.Replace(text, "(?m)^([0-9a-f]{12})-([0-9a-f]{12})", range => $"0x{range.Groups[1].Value.ToUpperInvariant()}-0x{range.Groups[2].Value.ToUpperInvariant()}")),
        ["fields in small letters"] = text => Utf8(Regex.Replace(text, "(?m)^([A-Z][A-Za-z]+):", name => name.Value.ToLowerInvariant())),
        ["fields in capital letters"] = text => Utf8(Regex.Replace(text, "(?m)^([A-Z][A-Za-z]+):", name => name.Value.ToUpperInvariant())),
        ["flags first"] = text => Utf8(Regex.Replace(text, "((?:^[A-Z].*\n)+?)(VmFlags.*\n)", "$2$1", RegexOptions.Multiline)),
        ["fields that nobody knows"] = text => Utf8(text.Replace("Swap:", "ksm_state: 1\nNovelty(x): 7 kB\nSwap:", StringComparison.Ordinal)),
    };

    public static TheoryData<string> WayNames => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(WayNames))]
    public void TextThatWentThroughHands_SaysTheSame(string way)
    {
        using var plain = new MapsReader(new MemoryStream(Utf8(Text)));
        using var pasted = new MapsReader(new MemoryStream(Ways[way](Text)));
        Assert.Equal(plain.ReadAll(), pasted.ReadAll());
        Assert.Empty(pasted.Notes);
        Assert.Equal(plain.Fingerprint, pasted.Fingerprint);
    }

    [Theory]
    [InlineData("$ cat /proc/1/smaps\n", "", 1, "$ cat /proc/1/smaps")]
    [InlineData("", "root@host:~# \n", 13, "root@host:~#")]
    [InlineData("==> /proc/1/smaps <==\n\n", "", 1, "==> /proc/1/smaps <==")]
    [InlineData("On Monday 2024-11-29 somebody wrote, of pages 10-20 read:\n", "-- \nRegards: me, from 9-17 h\n", 1, "On Monday 2024-11-29 somebody wrote, of pages 10-20 read:")]
    public void TitleOrPrompt_IsPassedOverAndNoted(string before, string after, int line, string first)
    {
        using var plain = Reader(Text);
        using var reader = Reader(before + Text + after);
        Assert.Equal(plain.ReadAll(), reader.ReadAll());
        var note = Assert.Single(reader.Notes);
        Assert.Equal((MapsNoteKind.OtherText, line, first), (note.Kind, (int)note.Line, note.Text));
        Assert.Equal((before + after).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, note.Count);
    }

    [Fact]
    public void LettersThatAreNotTold_AreKept_AndNothingIsMadeOfThem()
    {
        using var reader = Reader("1000-2000 r-x- 0 00:00 0 /bin/a\n2000-3000 r--? 0 00:00 0 /bin/a\n3000-4000 ?w-s 0 00:00 0\n");
        Assert.Equal([("r-x-", null), ("r--?", null), ("?w-s", true)], reader.ReadAll().Select(entry => (entry.Perm, entry.IsShared)));
    }

    [Fact]
    public void WhatIsNotTold_IsNotZero()
    {
        using var reader = Reader("1000-2000 rw-p 0 00:00 0\nPss: 4 kB\n2000-3000 rw-p 0 00:00 0\nRss: 0 kB\nPss: 0 kB\nShared_Hugetlb: 4 kB\nPrivate_Hugetlb: 8 kB\n");
        var entries = reader.ReadAll();
        Assert.Equal([null, 0UL], entries.Select(entry => entry.Rss));
        Assert.Equal([null, 12288UL], entries.Select(entry => entry.HugeTlb));
        Assert.All(entries, entry => Assert.Equal((null, null, null, null), (entry.Swap, entry.Locked, entry.Anonymous, entry.VmFlags)));
    }

    [Theory]
    [InlineData("/usr/bin/a", true, false)]
    [InlineData("anon_inode:[io_uring]", true, false)]
    [InlineData("[anon_shmem:pool]", true, false)]
    [InlineData("[anon:pool]", false, false)]
    [InlineData("[heap]", false, false)]
    [InlineData("[stack:1234]", false, false)]
    [InlineData("[vdso]", false, true)]
    [InlineData("[vvar_vclock]", false, true)]
    [InlineData("[uprobes]", false, true)]
    [InlineData("[sigpage]", false, true)]
    [InlineData("", false, false)]
    public void PathTells_AlsoWhereTheInodeIsShownAsZero(string path, bool hasFile, bool isKernels)
    {
        using var reader = Reader($"1000-2000 r--p 00000000 00:00 0                          {path}\n");
        var backing = Assert.Single(reader.ReadAll()).Backing;
        Assert.Equal((path, hasFile, isKernels), (backing.Path, backing.HasFile, backing.IsKernels));
    }

    [Fact]
    public void NameOfItsOwnField_IsTheName()
    {
        using var reader = Reader("1000-2000 rw-p 0 00:00 0\nName:           [anon:libc_malloc]\nRss: 4 kB\n2000-3000 rw-p 0 00:00 0\nRss: 4 kB\n");
        Assert.Equal(["libc_malloc", null], reader.ReadAll().Select(entry => entry.Backing.AnonymousName));
        Assert.Empty(reader.Notes);
    }

    [Fact]
    public void VmaThatBeginsBelowTheEndOfTheOneBefore_IsReadFromThere_WithTheSizesThatAreCertain()
    {
        using var reader = Reader(
            """
            1000-3000 rw-p 00000000 fe:00 7 /srv/a
            Size: 8 kB
            Rss: 8 kB
            2000-6000 r--p 00001000 fe:00 7 /srv/a
            Size: 16 kB
            Rss: 8 kB
            Swap: 0 kB
            Locked: 16 kB
            VmFlags: rd
            6000-7000 rw-p 00000000 00:00 0
            Size: 4 kB
            Rss: 4 kB
            Swap: 0 kB
            Locked: 0 kB
            VmFlags: rd wr

            """);
        var entries = reader.ReadAll();
        Assert.Equal([(0x1000UL, 0x3000UL, false), (0x3000, 0x6000, true), (0x6000, 0x7000, false)], entries.Select(entry => (entry.Start, entry.End, entry.IsPart)));
        var part = entries[1];
        Assert.Equal((0x2000UL, "rd", null, 0UL, 12288UL), (part.Offset, part.VmFlags, part.Rss, part.Swap, part.Locked));
        var note = Assert.Single(reader.Notes);
        Assert.Equal((MapsNoteKind.Overlap, 4L, 1L), (note.Kind, note.Line, note.Count));
        Assert.Equal([24UL << 10, 12UL << 10], reader.Fields.Where(field => field.Name is "Size" or "Rss").Select(field => field.Total));
    }

    [Theory]
    [InlineData("1000-3000 rw-p 0 00:00 0\nRss: 4 kB\n1000-3000 rw-p 0 00:00 0\nRss: 4 kB\n", MapsNoteKind.Repeated, 3)]
    [InlineData("1000-3000 rw-p 0 00:00 0\nRss: 4 kB\n2000-3000 rw-p 0 00:00 0\nRss: 4 kB\n", MapsNoteKind.Repeated, 3)]
    [InlineData("1000-3000 rw-p 0 00:00 0\nRss: 4 kB\nSwap: 0 kB\nRss: 9 kB\nSwap: 9 kB\n", MapsNoteKind.RepeatedField, 4)]
    [InlineData("Rss: 9 kB\n1000-3000 rw-p 0 00:00 0\nRss: 4 kB\n", MapsNoteKind.NoAddress, 1)]
    [InlineData("1000-3000 rw-p 0 00:00 0\nRss: 4 kB\n3000-3", MapsNoteKind.OtherText, 3)]
    [InlineData("1000-3000 rw-p 0 00:00 0\nRss: 4 kB\n000000003000-000000004000 rw-p 0", MapsNoteKind.Cut, 3)]
    public void TornText_IsReadAsFarAsItIsWhole_AndNoted(string text, MapsNoteKind kind, int line)
    {
        using var reader = Reader(text);
        var entry = Assert.Single(reader.ReadAll());
        Assert.Equal((0x1000UL, 0x3000UL, 4096UL), (entry.Start, entry.End, entry.Rss));
        var note = Assert.Single(reader.Notes);
        Assert.Equal((kind, line), (note.Kind, (int)note.Line));
        Assert.Equal(4096UL, reader.Fields.Single(field => field.Name == "Rss").Total);
    }

    [Theory]
    [InlineData("Rss: 4 kB\nSwap: 1")]
    [InlineData("Rss: 4 kB\n")]
    [InlineData("")]
    public void LastVmaWithoutAllFields_IsNotedAsCut(string fields)
    {
        using var reader = Reader("1000-2000 rw-p 0 00:00 0\nRss: 4 kB\nSwap: 0 kB\n2000-3000 rw-p 0 00:00 0\n" + fields);
        Assert.Equal([0UL, null], reader.ReadAll().Select(entry => entry.Swap));
        Assert.Equal(MapsNoteKind.Cut, Assert.Single(reader.Notes).Kind);
    }

    [Fact]
    public void FieldsTwiceInVmasThatAreAlike_AreFoundInEach()
    {
        const string Twice = "Rss: 4 kB\nVmFlags: rd\nRss: 9 kB\nVmFlags: wr\n";
        using var reader = Reader(string.Concat(Enumerable.Range(1, 5).Select(i => $"{i}000-{i + 1}000 rw-p 0 00:00 0\n{Twice}")));
        Assert.All(reader.ReadAll(), entry => Assert.Equal((4096UL, "rd"), (entry.Rss, entry.VmFlags)));
        Assert.Equal((MapsNoteKind.RepeatedField, 5L), Assert.Single(reader.Notes) is { } note ? (note.Kind, note.Count) : default);
        Assert.Equal(5 * 4096UL, reader.Fields[0].Total);
    }

    [Fact]
    public void EmptyRange_IsAVmaOfNoLength()
    {
        using var reader = Reader("1000-2000 rw-p 0 00:00 0\n2000-2000 ---p 0 00:00 0\n2000-3000 rw-p 0 00:00 0\n");
        Assert.Equal([0x1000UL, 0, 0x1000], reader.ReadAll().Select(entry => entry.Length));
        Assert.Equal(MapsNoteKind.Empty, Assert.Single(reader.Notes).Kind);
    }

    private static MapsReader Reader(string text) => new(new MemoryStream(Utf8(text)));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static Func<string, byte[]> EachLine(Func<string, string> change) => text => Utf8(string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : change(line))));
}
