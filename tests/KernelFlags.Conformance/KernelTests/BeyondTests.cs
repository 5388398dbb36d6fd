using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>What the manual pages and the kernel's rules say of VMAs, and none of its own tests asks.</summary>
public sealed class BeyondTests
{
    private readonly Process _p = new();

    [Fact]
    [KernelTest(Beyond, nameof(other_files_keep_apart))]
    public void other_files_keep_apart()
    {
        var file = new VmaFile(FileKind.Memfd, Process.Length(4));
        _p.Map(0, 2, file: file, isShared: true);
        _p.Map(2, 4, file: new VmaFile(FileKind.Memfd, Process.Length(4)), offset: 2, isShared: true);
        Assert.Equal("[0,2) [2,4)", _p.Vmas());
        Assert.Equal(MergeReason.File, Explain(0, 2));
        _p.Map(2, 4, file: file, offset: 2, isShared: true);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Beyond, nameof(other_names_keep_apart))]
    public void other_names_keep_apart()
    {
        _p.Map(0, 4);
        Name(0, 2, "left");
        Name(2, 4, "right");
        Assert.Equal("[0,2) [2,4)", _p.Vmas());
        Assert.Equal(MergeReason.Name, Explain(0, 2));
        Name(2, 4, "left");
        Assert.Equal("[0,4)", _p.Vmas());

        void Name(ulong from, ulong to, string name) =>
            Process.Works(_p.Space.SetAnonName(Process.Address(from), Process.Length(to - from), name));
    }

    [Fact]
    [KernelTest(Beyond, nameof(other_policies_keep_apart))]
    public void other_policies_keep_apart()
    {
        _p.Map(0, 4);
        Policy(2, 4, new MemoryPolicy(MemoryPolicyMode.Preferred, 0, 1));
        Assert.Equal("[0,2) [2,4)", _p.Vmas());
        Assert.Equal(MergeReason.Policy, Explain(0, 2));
        Policy(2, 4, null);
        Assert.Equal("[0,4)", _p.Vmas());

        void Policy(ulong from, ulong to, MemoryPolicy? policy) =>
            Process.Works(_p.Space.SetPolicy(Process.Address(from), Process.Length(to - from), policy));
    }

    [Fact]
    [KernelTest(Beyond, nameof(other_userfaultfds_keep_apart))]
    public void other_userfaultfds_keep_apart()
    {
        var uffd = new Userfaultfd(UffdFeatures.None);
        var other = new Userfaultfd(UffdFeatures.None);
        _p.Map(0, 4);
        Process.Works(_p.Space.UffdRegister(Process.Address(0), Process.Length(2), UffdMode.Missing, uffd));
        Process.Works(_p.Space.UffdRegister(Process.Address(2), Process.Length(2), UffdMode.Missing, other));
        Assert.Equal(_p.Flags(0), _p.Flags(2));
        Assert.Equal("[0,2) [2,4)", _p.Vmas());
        Assert.Equal(MergeReason.Userfaultfd, Explain(0, 2));
        Process.Works(_p.Space.UffdUnregister(Process.Address(0), Process.Length(2), uffd));
        Process.Works(_p.Space.UffdUnregister(Process.Address(2), Process.Length(2), other));
        Assert.Equal("[0,4)", _p.Vmas());
    }

    /// <summary>What was faulted is found by its offset: it keeps it, and does not merge where another one would be right.</summary>
    [Fact]
    [KernelTest(Beyond, nameof(faulted_memory_keeps_its_offset))]
    public void faulted_memory_keeps_its_offset()
    {
        _p.Map(0, 2);
        _p.Write(0);
        var offset = _p.Vma(0).PageOffset;
        _p.Move(0, 2, 10);
        Assert.Equal(offset, _p.Vma(10).PageOffset);
        _p.Map(12, 14);
        Assert.Equal("[10,12) [12,14)", _p.Vmas());
        Assert.Equal(MergeReason.PageOffset, Explain(10, 12));
    }

    [Fact]
    [KernelTest(Beyond, nameof(splits_share_an_anon_vma))]
    public void splits_share_an_anon_vma()
    {
        _p.Map(0, 3);
        _p.Write(0);
        _p.Protect(1, 2, "r");
        Assert.Equal("[0,1) [1,2) [2,3)", _p.Vmas());
        Assert.All(new ulong[] { 1, 2 }, page => Assert.Equal(_p.Vma(0).AnonVma, _p.Vma(page).AnonVma));
    }

    [Fact]
    [KernelTest(Beyond, nameof(growth_in_place_needs_room_behind_the_vma))]
    public void growth_in_place_needs_room_behind_the_vma()
    {
        _p.Map(0, 2);
        _p.Map(3, 4, "r");
        Assert.Equal(Errno.ENOMEM, _p.TryResize(0, 2, 4).Error);
        Assert.Equal(Errno.ENOMEM, _p.TryResize(0, 1, 2).Error);
        Assert.Equal("[0,2) [3,4)", _p.Vmas());
        _p.Resize(0, 2, 3);
        Assert.Equal("[0,3) [3,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Beyond, nameof(dontunmap_takes_guards_along))]
    public void dontunmap_takes_guards_along()
    {
        _p.Map(0, 3);
        _p.Guard(1);
        _p.Move(0, 3, 10, keepSource: true);
        Assert.Equal("-x-", _p.Pages(10, 13));
        Assert.Equal("---", _p.Pages(0, 3));
        Assert.True(_p.Flags(0).TestAny(VmaFlags.MaybeGuard) && _p.Flags(10).TestAny(VmaFlags.MaybeGuard));
    }

    /// <summary>Neighbours share an anon_vma only where they differ in nothing but access.</summary>
    [Fact]
    [KernelTest(Beyond, nameof(unlike_neighbours_share_no_anon_vma))]
    public void unlike_neighbours_share_no_anon_vma()
    {
        _p.Map(0, 1);
        _p.Map(1, 2, "rwx");
        _p.Map(2, 3);
        _p.Advise(2, 3, Advice.DontFork);
        _p.Write(0, 3);
        Assert.Equal(_p.Vma(0).AnonVma, _p.Vma(1).AnonVma);
        Assert.NotEqual(_p.Vma(1).AnonVma, _p.Vma(2).AnonVma);
    }

    [Fact]
    [KernelTest(Beyond, nameof(max_map_count_refuses_mappings))]
    public void max_map_count_refuses_mappings()
    {
        var space = new UnitSpace(maxMapCount: 2);
        space.Put(0, 1);
        space.Put(10, 11);
        space.Put(20, 21);
        var before = space.Vmas();
        const MapFlags How = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;
        Assert.Equal(Errno.ENOMEM, space.Space.Mmap(30 * TestPage.Size, TestPage.Size, Protection.Read, How).Error);
        Assert.Equal(before, space.Vmas());
    }

    private MergeReason Explain(ulong left, ulong right) => _p.Space.Explain(_p.Vma(left), _p.Vma(right)).Reason;
}
