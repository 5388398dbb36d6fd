using System.Runtime.CompilerServices;
using KernelFlags.Linux;
using KernelFlags.Vma;

namespace KernelFlags.Benchmarks.Workloads;

/// <summary>
/// The full engine by its public members: Linux 7.2 without soft-dirty tracking, as the peer is compiled. It is a field and not a base, so
/// that nothing lies between a workload and the engine.
/// </summary>
internal sealed class SpaceUnderTest
{
    /// <summary>The address of page 0 of the workloads.</summary>
    public const ulong Base = 0x1000_0000_0000;

    /// <summary>The pages of each VMA that W3, W4x and W5 start with.</summary>
    public const uint ChurnSlot = 4;

    /// <summary>The pages of each VMA of W4.</summary>
    public const uint RemapSlot = 8;

    /// <summary>A page's size as a power of two.</summary>
    public const int PageShift = 12;

    private const MapFlags How = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;

    /// <summary>The engine.</summary>
    public AddressSpace<Linux72.VmaFlags> Space { get; } = new(new AddressSpaceOptions
    {
        Machine = new(Linux72.VmaFlags.Capabilities.Without(KernelCapability.SoftDirty)),
        MaxMapCount = int.MaxValue,
    });

    /// <summary>The address of a page.</summary>
    /// <returns>Its first byte.</returns>
    public static ulong Address(ulong page) => Base + (page << PageShift);

    /// <summary>A space of single pages, each a VMA.</summary>
    /// <param name="n">How many.</param>
    /// <param name="order">The order in which they are mapped; null for that of their addresses.</param>
    public static SpaceUnderTest OfPages(int n, uint[]? order)
    {
        var subject = new SpaceUnderTest();
        subject.MapPages(n, order);
        return subject;
    }

    /// <summary>A space of slots, each a VMA.</summary>
    /// <param name="n">How many.</param>
    /// <param name="slot">The pages of each.</param>
    public static SpaceUnderTest OfSlots(int n, uint slot)
    {
        var subject = new SpaceUnderTest();
        for (var i = 0U; i < n; i++)
        {
            subject.Map(i * slot, slot, i & 1);
        }

        return subject;
    }

    /// <summary>Maps single pages, as W1 does.</summary>
    /// <param name="n">How many.</param>
    /// <param name="order">Their order; null for that of their addresses.</param>
    public void MapPages(int n, uint[]? order)
    {
        if (order is null)
        {
            for (var page = 0U; page < n; page++)
            {
                Map(page, 1, page & 1);
            }
        }
        else
        {
            foreach (var page in order)
            {
                Map(page, 1, page & 1);
            }
        }
    }

    /// <summary>Does operations.</summary>
    public void Run(ReadOnlySpan<Operation> operations)
    {
        foreach (ref readonly var operation in operations)
        {
            Run(operation);
        }
    }

    /// <summary>Does an operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(in Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.ProtectNone or OperationKind.ProtectRead:
                Check(Space.Mprotect(Address(operation.Page), (ulong)operation.Length << PageShift, (Protection)operation.Kind));
                break;
            case OperationKind.RemapNone or OperationKind.RemapRead:
                Check(Space.Munmap(Address(operation.Page), (ulong)operation.Length << PageShift));
                Map(operation.Page, operation.Length, (uint)operation.Kind & 1);
                break;
            default:
                Guard(operation.Page);
                break;
        }
    }

    /// <summary>The checksum of the VMAs, which every engine must end with.</summary>
    public ulong Checksum()
    {
        var sum = 0UL;
        foreach (var vma in Space)
        {
            sum = RandomStream.Mix(sum ^ ((vma.Start - Base) >> PageShift));
            sum = RandomStream.Mix(sum ^ ((vma.End - Base) >> PageShift));
            sum = RandomStream.Mix(sum ^ vma.Flags.ToLegacyWord());
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Map(uint page, uint length, uint bit) =>
        Check(Space.Mmap(Address(page), (ulong)length << PageShift, (Protection)bit, How));

    /// <summary>What MADV_GUARD_INSTALL does to the VMA, without the <c>anon_vma</c> that it makes.</summary>
    private void Guard(uint page)
    {
        using var token = Space.LockForRead();
        if (!Space.TryFind(Address(page), out var vma))
        {
            throw new InvalidOperationException($"Page {page} is not mapped.");
        }

        Space.SetAtomic(token, vma, Linux72.VmaFlags.Atomic.MaybeGuard);
    }

    private static void Check(SyscallResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"An operation ended with {result}.");
        }
    }
}
