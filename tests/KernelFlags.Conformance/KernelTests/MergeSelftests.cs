using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Merging by system calls: the kernel's selftest of the same names. All inside a PROT_NONE carve-out of 30 pages.</summary>
public sealed class MergeSelftests
{
    private const MapFlags NR = MapFlags.NoReserve;

    private readonly Process _process = new();

    public MergeSelftests() => _process.Map(0, 30, "");

    [Fact]
    [KernelTest(Merge, nameof(mprotect_unfaulted_left))]
    public void mprotect_unfaulted_left()
    {
        _process.Map(1, 11, flags: NR);
        _process.Protect(1, 6, "r");
        _process.Write(6);
        _process.Protect(6, 11, "r");
        Assert.Equal("[1,11)", _process.Vmas(1, 11));
    }

    [Fact]
    [KernelTest(Merge, nameof(mprotect_unfaulted_right))]
    public void mprotect_unfaulted_right()
    {
        _process.Map(1, 11, flags: NR);
        _process.Protect(6, 11, "r");
        _process.Write(1);
        _process.Protect(1, 6, "r");
        Assert.Equal("[1,11)", _process.Vmas(1, 11));
    }

    [Fact]
    [KernelTest(Merge, nameof(mprotect_unfaulted_both))]
    public void mprotect_unfaulted_both()
    {
        _process.Map(2, 11, flags: NR);
        _process.Protect(2, 5, "r");
        _process.Protect(8, 11, "r");
        _process.Write(5);
        _process.Protect(5, 8, "r");
        Assert.Equal("[2,11)", _process.Vmas(2, 11));
    }

    [Fact]
    [KernelTest(Merge, nameof(mprotect_faulted_left_unfaulted_right))]
    public void mprotect_faulted_left_unfaulted_right()
    {
        _process.Map(2, 11, flags: NR);
        _process.Protect(8, 11, "r");
        _process.Write(2);
        _process.Protect(2, 5, "r");
        _process.Protect(5, 8, "r");
        Assert.Equal("[2,11)", _process.Vmas(2, 11));
    }

    [Fact]
    [KernelTest(Merge, nameof(mprotect_unfaulted_left_faulted_right))]
    public void mprotect_unfaulted_left_faulted_right()
    {
        _process.Map(2, 11, flags: NR);
        _process.Protect(2, 5, "r");
        _process.Write(5);
        _process.Protect(8, 11, "r");
        _process.Protect(5, 8, "r");
        Assert.Equal("[2,11)", _process.Vmas(2, 11));
    }

    [Fact]
    [KernelTest(Merge, nameof(forked_target_vma))]
    public void forked_target_vma()
    {
        _process.Map(1, 6);
        _process.Write(1);
        var child = _process.Fork();
        child.Write(1, 6);
        child.Map(6, 11);
        Assert.Equal("[1,6) [6,11)", child.Vmas(1, 11));
    }

    [Fact]
    [KernelTest(Merge, nameof(forked_source_vma))]
    public void forked_source_vma()
    {
        _process.Map(1, 6, flags: NR);
        _process.Write(1);
        var child = _process.Fork();
        child.Write(1, 6);
        child.Map(6, 11, "rwx", NR);
        Assert.Equal("[1,6) [6,11)", child.Vmas(1, 11));
        child.Protect(1, 6, "rwx");
        Assert.Equal("[1,6) [6,11)", child.Vmas(1, 11));
    }

    /// <summary>The engine has no uprobes: the shape that the VMAs must have is what can be looked at.</summary>
    [Fact]
    [KernelTest(Merge, nameof(handle_uprobe_upon_merged_vma))]
    public void handle_uprobe_upon_merged_vma()
    {
        var file = new VmaFile(FileKind.Regular, Process.Length(1));
        _process.Map(1, 11, "x", file: file);
        Works(_process.TryMove(1, 2, 6, newPages: 2));
        Assert.Equal("[2,6) [6,8) [8,11)", _process.Vmas(1, 11));
        Assert.Equal((1UL, 0UL, 7UL), (_process.Vma(2).PageOffset, _process.Vma(6).PageOffset, _process.Vma(8).PageOffset));
        Works(_process.TryMove(6, 7, 1, newPages: 1));
        Assert.Equal("[1,6) [7,8) [8,11)", _process.Vmas(1, 11));
        Assert.Equal((0UL, 1UL, 7UL), (_process.Vma(1).PageOffset, _process.Vma(7).PageOffset, _process.Vma(8).PageOffset));
    }

    [Fact]
    [KernelTest(Merge, nameof(ksm_merge))]
    public void ksm_merge()
    {
        _process.Map(1, 2);
        _process.Map(2, 3);
        _process.Unmap(2, 3);

        // PR_SET_MEMORY_MERGE sets the flag on what is there, and on what will be.
        _process.Advise(1, 2, Advice.Mergeable);
        _process.Space.DefaultFlags = VmaFlags.Mergeable;
        _process.Map(2, 3);
        Assert.Equal("[1,3)", _process[1]);
        _process.Unmap(1, 3);
        _process.Map(1, 2);
        _process.Map(2, 3);
        Assert.Equal("[1,3)", _process[1]);
        Assert.True(_process.Flags(1).TestAll(VmaFlags.Mergeable));
    }

    [Fact]
    [KernelTest(Merge, nameof(mremap_unfaulted_to_faulted))]
    public void mremap_unfaulted_to_faulted()
    {
        _process.Map(1, 6);
        _process.Map(7, 12);
        _process.Move(7, 12, 1007);
        _process.Write(1);
        _process.Move(1007, 1012, 6);
        Assert.Equal("[1,11)", _process[1]);
    }

    [Fact]
    [KernelTest(Merge, nameof(mremap_unfaulted_behind_faulted))]
    public void mremap_unfaulted_behind_faulted()
    {
        _process.Map(6, 11);
        _process.Map(14, 19);
        _process.Move(14, 19, 1014);
        _process.Write(6);
        _process.Move(1014, 1019, 1);
        Assert.Equal("[1,11)", _process[1]);
    }

    [Fact]
    [KernelTest(Merge, nameof(mremap_unfaulted_between_faulted))]
    public void mremap_unfaulted_between_faulted()
    {
        BetweenFaulted(writeThird: true);
        Assert.Equal("[1,11) [11,16)", _process.Vmas(1, 16));
    }

    [Fact]
    [KernelTest(Merge, nameof(mremap_unfaulted_between_faulted_unfaulted))]
    public void mremap_unfaulted_between_faulted_unfaulted()
    {
        BetweenFaulted(writeThird: false);
        Assert.Equal("[1,16)", _process.Vmas(1, 16));
    }

    [Fact]
    [KernelTest(Merge, nameof(mremap_unfaulted_between_correctly_placed_faulted))]
    public void mremap_unfaulted_between_correctly_placed_faulted()
    {
        _process.Map(1, 16);
        _process.Write(1);
        _process.Unmap(6, 11);
        _process.Map(20, 25);
        _process.Move(20, 25, 6);
        Assert.Equal("[1,16)", _process[1]);
    }

    [Fact]
    [KernelTest(Merge, nameof(mremap_correct_placed_faulted))]
    public void mremap_correct_placed_faulted()
    {
        _process.Map(1, 16);
        _process.Write(1);
        _process.Move(11, 16, 2011);
        _process.Move(6, 11, 1006);

        _process.Move(1006, 1011, 6);
        Assert.Equal("[1,11)", _process[1]);
        _process.Move(1, 6, 1001);
        _process.Move(1001, 1006, 1);
        Assert.Equal("[1,11)", _process[1]);
        _process.Move(1, 6, 1001);
        _process.Move(2011, 2016, 11);
        Assert.Equal("[6,16)", _process[6]);
        _process.Move(1001, 1006, 1);
        Assert.Equal("[1,16)", _process[1]);
        _process.Move(6, 11, 1006);
        _process.Move(1006, 1011, 6);
        Assert.Equal("[1,16)", _process[1]);
        _process.Move(11, 16, 1011);
        _process.Move(1011, 1016, 11);
        Assert.Equal("[1,16)", _process[1]);
    }

    [Fact]
    [KernelTest(Merge, nameof(merge_vmas_with_mseal))]
    public void merge_vmas_with_mseal()
    {
        _process.Map(1, 2, "rw");
        _process.Map(2, 3, "rwx");
        _process.Map(3, 4, "r");
        _process.Seal(2, 3);
        _process.Protect(1, 2, "rwx");
        Assert.Equal("[1,2) [2,3) [3,4)", _process.Vmas(1, 4));
        _process.Seal(1, 4);
        Assert.Equal("[1,3) [3,4)", _process.Vmas(1, 4));
        Assert.True(_process.Flags(1).TestAny(VmaFlags.Sealed) && _process.Flags(3).TestAny(VmaFlags.Sealed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [KernelTest(Merge, nameof(mremap_faulted_to_unfaulted_prev))]
    public void mremap_faulted_to_unfaulted_prev(bool forked)
    {
        _process.Map(4, 7);
        _process.Write(4);
        var process = After(forked);
        process.Move(4, 7, 20);
        process.Map(1, 4);
        BackHome(process, 4);
        Assert.Equal(forked ? "[1,4) [4,7)" : "[1,7)", process.Vmas(1, 7));
        LeftOverGoes(process, 4, merges: !forked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [KernelTest(Merge, nameof(mremap_faulted_to_unfaulted_next))]
    public void mremap_faulted_to_unfaulted_next(bool forked)
    {
        _process.Map(1, 4);
        _process.Write(1);
        var process = After(forked);
        process.Move(1, 4, 20);
        process.Map(4, 7);
        BackHome(process, 1);
        Assert.Equal(forked ? "[1,4) [4,7)" : "[1,7)", process.Vmas(1, 7));
        LeftOverGoes(process, 1, merges: !forked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [KernelTest(Merge, nameof(mremap_faulted_to_unfaulted_prev_unfaulted_next))]
    public void mremap_faulted_to_unfaulted_prev_unfaulted_next(bool forked)
    {
        _process.Map(4, 7);
        _process.Write(4);
        var process = After(forked);
        process.Move(4, 7, 20);
        process.Map(1, 4);
        process.Map(7, 10);
        BackHome(process, 4);
        Assert.Equal(forked ? "[1,4) [4,7) [7,10)" : "[1,10)", process.Vmas(1, 10));
        LeftOverGoes(process, 4, merges: !forked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [KernelTest(Merge, nameof(mremap_faulted_to_unfaulted_prev_faulted_next))]
    public void mremap_faulted_to_unfaulted_prev_faulted_next(bool forked)
    {
        _process.Map(4, 10);
        _process.Write(4);
        var process = After(forked);
        process.Move(4, 7, 20);
        process.Map(1, 4);
        BackHome(process, 4);
        Assert.Equal(forked ? "[1,4) [4,10)" : "[1,10)", process.Vmas(1, 10));
        LeftOverGoes(process, 4, merges: true);
    }

    private static void Works(SyscallResult result) => Process.Works(result);

    private void BetweenFaulted(bool writeThird)
    {
        _process.Map(1, 6);
        _process.Map(7, 12);
        _process.Map(14, 19);
        _process.Move(14, 19, 2014);
        _process.Move(7, 12, 1007);
        _process.Write(1);
        if (writeThird)
        {
            _process.Write(2014);
        }

        _process.Move(2014, 2019, 11);
        _process.Move(1007, 1012, 6);
    }

    private Process After(bool forked) => forked ? _process.Fork() : _process;

    /// <summary>Brings three pages from 20 home, and leaves the empty mapping there.</summary>
    private static void BackHome(Process process, ulong home)
    {
        process.Move(20, 23, home, keepSource: true);
        Assert.Equal("[20,23)", process[20]);
        Assert.Equal("a--", process.Pages(home, home + 3));
    }

    /// <summary>What is merged has the moved pages' anon_vma, and it keeps it when the left-over goes.</summary>
    private static void LeftOverGoes(Process process, ulong home, bool merges)
    {
        var before = process.Vma(home);
        Assert.NotEqual(0, before.AnonVma);
        process.Unmap(20, 23);
        Assert.Equal(before, process.Vma(home));
        Assert.Equal(merges, before.Length > Process.Length(3));
        process.Write(home);
        Assert.Equal("a--", process.Pages(home, home + 3));
    }
}
