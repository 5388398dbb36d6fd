using System.Runtime.InteropServices;
using KernelFlags.Native.Handles;
using KernelFlags.Vma.Snapshots;

namespace KernelFlags.Native.Spaces;

/// <summary>The VMAs of one moment that a C program holds, whatever their flag type is.</summary>
internal abstract class NativeSnapshot : Handled
{
    public abstract int Count { get; }

    /// <summary>A VMA of it.</summary>
    /// <param name="index">Its place, which there is.</param>
    public abstract NativeVma At(int index);

    /// <summary>What is different in another one.</summary>
    /// <exception cref="RefusedException">They are of two kernels.</exception>
    public abstract IReadOnlyList<NativeChange> Diff(NativeSnapshot after);
}

/// <summary>A difference as the header's <c>kf_change</c> lays it out.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeChange
{
    public ulong Start;
    public ulong End;
    public nuint Before;
    public nuint BeforeCount;
    public nuint After;
    public nuint AfterCount;
}

/// <summary>The VMAs of one moment.</summary>
/// <typeparam name="TFlags">Their flag type.</typeparam>
/// <param name="snapshot">The VMAs.</param>
internal sealed class NativeSnapshot<TFlags>(AddressSpaceSnapshot<TFlags> snapshot) : NativeSnapshot
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private AddressSpaceSnapshot<TFlags> Vmas => snapshot;

    public override int Count => snapshot.Count;

    public override NativeVma At(int index)
    {
        var vma = default(NativeVma);
        vma.Fill(snapshot.Vmas[index]);
        return vma;
    }

    public override IReadOnlyList<NativeChange> Diff(NativeSnapshot after)
    {
        if (after is not NativeSnapshot<TFlags> other)
        {
            throw new RefusedException("the snapshots are of two kernels");
        }

        var differences = AddressSpaceSnapshot.Diff(snapshot, other.Vmas);
        var changes = new NativeChange[differences.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            var difference = differences[i];
            changes[i] = new()
            {
                Start = difference.Range.Start,
                End = difference.Range.End,
                Before = FirstAt(snapshot, difference.Range.Start),
                BeforeCount = (nuint)difference.Before.Count,
                After = FirstAt(other.Vmas, difference.Range.Start),
                AfterCount = (nuint)difference.After.Count,
            };
        }

        return changes;
    }

    /// <summary>The place of the first VMA that begins at an address or after it.</summary>
    private static nuint FirstAt(AddressSpaceSnapshot<TFlags> vmas, ulong address)
    {
        var (low, high) = (0, vmas.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = vmas.Vmas[middle].Start < address ? (middle + 1, high) : (low, middle);
        }

        return (nuint)low;
    }
}
