namespace KernelFlags.Vma.Tests;

/// <summary>Flags of a range, changed by hand with the mmap lock: the engine's one path splits and merges.</summary>
public sealed class ModifyRangeTests
{
    private const ulong Page = 4096;

    private readonly AddressSpace<WordFlags> _space = new();
    private readonly ulong _start;

    public ModifyRangeTests() => _start = Map(_space, 8);

    [Theory]
    [InlineData("seq-read", 2UL, 5UL, 3)]
    [InlineData("sticky", 2UL, 5UL, 3)]
    [InlineData("sticky", 0UL, 8UL, 1)]
    [InlineData("sticky", 0UL, 3UL, 2)]
    public void SetAndClear_SplitsAndMergesBack(string kind, ulong first, ulong end, int expected)
    {
        var flag = kind == "sticky" ? WordFlags.SoftDirty : WordFlags.SeqRead;
        using (var token = _space.LockForWrite())
        {
            _space.ModifyRange(token, _start, At(8), default, WordFlags.SoftDirty);
            Assert.Equal(SyscallResult.Success(), _space.ModifyRange(token, At(first), At(end), flag, default));
            Assert.Equal(expected, _space.Count);
            Assert.Equal(SyscallResult.Success(), _space.ModifyRange(token, At(first), At(end), default, flag));
        }

        Assert.Equal(1, _space.Count);
        Assert.True(_space.TryFind(_start, out var vma) && !vma.Flags.TestAny(flag), $"{vma.Flags} kept what was cleared");
    }

    [Fact]
    public void Hole_IsPassedAndTold()
    {
        Assert.True(_space.Munmap(At(3), Page).Succeeded);
        using var token = _space.LockForWrite();
        Assert.Equal(Errno.ENOMEM, _space.ModifyRange(token, _start, At(8), WordFlags.SeqRead, default).Error);
        Assert.True(_space.TryFind(At(7), out var vma) && vma.Flags.TestAny(WordFlags.SeqRead));
    }

    [Fact]
    public void BadRange_IsRefused()
    {
        using var token = _space.LockForWrite();
        Assert.Equal(Errno.EINVAL, _space.ModifyRange(token, _start + 1, At(2), WordFlags.SeqRead, default).Error);
        Assert.Equal(Errno.EINVAL, _space.ModifyRange(token, _start, At(2) + 1, WordFlags.SeqRead, default).Error);
        Assert.Equal(Errno.EINVAL, _space.ModifyRange(token, At(2), _start, WordFlags.SeqRead, default).Error);
        Assert.Equal(SyscallResult.Success(), _space.ModifyRange(token, At(2), At(2), WordFlags.SeqRead, default));
        Assert.Equal(1, _space.Count);
    }

    [Fact]
    public void LimitOfVmas_IsAnErrorOfItsOwn()
    {
        var space = new AddressSpace<WordFlags>(new() { MaxMapCount = 1 });
        var start = Map(space, 8);
        using var token = space.LockForWrite();
        Assert.Equal(Errno.EAGAIN, space.ModifyRange(token, start + Page, start + (2 * Page), WordFlags.SeqRead, default).Error);
        Assert.Equal(1, space.Count);
    }

    [Fact]
    public void FlagsThatStayWithARange_AreNotTakenAway()
    {
        Assert.Throws<ArgumentException>(() =>
        {
            using var token = _space.LockForWrite();
            _space.ModifyRange(token, _start, At(2), default, WordFlags.MaybeGuard);
        });
        Assert.Throws<ArgumentException>(() => _space.ModifyRange(default, _start, At(2), WordFlags.SeqRead, default));
    }

    private static ulong Map(AddressSpace<WordFlags> space, ulong pages) =>
        space.Mmap(0, pages * Page, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous).Value;

    private ulong At(ulong page) => _start + (page * Page);
}
