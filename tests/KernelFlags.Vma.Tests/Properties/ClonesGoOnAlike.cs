using KernelFlags.Vma.Pages.Tables;

namespace KernelFlags.Vma.Tests.Properties;

/// <summary>A clone does what the original does, whatever is called, and neither notices the other: VMAs, pages, promised memory.</summary>
public sealed class ClonesGoOnAlike : Property
{
    internal override IReadOnlyList<CallKind> Calls =>
        [.. base.Calls, .. base.Calls, CallKind.Mseal, CallKind.Fork, .. Enumerable.Repeat(CallKind.Touch, 4)];

    protected override int Runs => 120;

    internal override SyscallResult Do<TFlags>(World<TFlags> world, in RandomCall call)
    {
        var before = State(world.Space);
        var clone = world.Clone();
        Assert.Equal(before, State(clone.Space));
        var result = world.Do(call);
        Assert.Equal(before, State(clone.Space));
        Assert.Equal(result, clone.Do(call));
        var after = State(world.Space);
        Assert.Equal(after, State(clone.Space));
        clone.Space.Exit();
        Assert.Equal(after, State(world.Space));
        return result;
    }

    internal override Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world) => _ => { };

    /// <summary>All that can be told of an address space, but for identities of VMAs and of files that the kernel makes itself.</summary>
    private static string State<TFlags>(AddressSpace<TFlags> space)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var vmas = space.Select(v => $"{v} {v.Flags:X} {v.PageOffset} {v.AnonVma} {space.Machine.AnonVmas.IsForkChild(v.AnonVma)} {v.Policy} {v.Uffd?.GetHashCode()}");
        var pages = space.Mm.Pages.Table.UsedPages().Select(page => (Page: page, Entry: space.Mm.Pages.Table.Get(page)))
            .Select(p => $"{p.Page:x} {p.Entry.Word:x} {(p.Entry.Kind == PageKind.Anon ? space.Machine.AnonPages.MapCount(p.Entry.Page) : 0)}");
        return string.Join('\n', [.. vmas, .. pages, $"{space.Machine.Committed} {space.Machine.AnonPages.Used} {space.DefaultFlags:X}"]);
    }
}
