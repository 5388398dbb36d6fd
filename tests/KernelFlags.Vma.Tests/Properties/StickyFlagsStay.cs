namespace KernelFlags.Vma.Tests.Properties;

/// <summary>Sticky flags are never lost while memory stays mapped, and a VMA only has those that a VMA had which took part in it.</summary>
public sealed class StickyFlagsStay : Property
{
    internal override IReadOnlyList<CallKind> Calls { get; } =
    [
        CallKind.Mmap, CallKind.Mmap, CallKind.Mmap, CallKind.Mmap, CallKind.Munmap, CallKind.Mprotect, CallKind.Mprotect, CallKind.Madvise,
        CallKind.Madvise, CallKind.Mlock2, CallKind.Munlock, CallKind.Resize, CallKind.Move, CallKind.DontUnmap, CallKind.Touch, CallKind.Fork,
        CallKind.GuardInstall, CallKind.GuardInstall, CallKind.GuardInstall, CallKind.GuardInstall,
    ];

    internal override Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world) => step =>
    {
        NoneIsLost(step);
        NoneAppears(step);
    };

    private static void NoneIsLost<TFlags>(Step<TFlags> step)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var call = step.Call;
        var target = call.Target(step.Result);
        var range = new AddressRange(call.Start, call.End);
        var after = step.After.ByPage();
        foreach (var (address, old) in step.Before.ByPage())
        {
            var moved = step.Result.Succeeded && call.IsRemap() && range.Contains(address) ? step.Result.Value + (address - range.Start) : address;
            var isReplaced = target.Contains(address) || (call.Kind == CallKind.Mmap && step.Result.Succeeded && range.Contains(address));
            if (!after.TryGetValue(moved, out var vma) || (isReplaced && moved == address))
            {
                continue;
            }

            var asked = call.Kind == CallKind.Madvise && call.Advice == Advice.Unmergeable && range.Contains(address)
                ? TFlags.Mergeable
                : TFlags.None;
            var lost = (old.Flags & TFlags.Sticky).Without(vma.Flags | asked);
            Assert.True(lost.IsEmpty, $"{call} lost {lost} at {moved:x}");
        }
    }

    private static void NoneAppears<TFlags>(Step<TFlags> step)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var call = step.Call;
        var (range, target) = (call.Range(), call.Target(step.Result));
        var replaced = call.Kind == CallKind.Mmap && step.Result.Succeeded ? range : target;
        foreach (var vma in step.After)
        {
            var tookPart = Set(call, vma, range, target);
            foreach (var old in step.Before)
            {
                var isMoved = call.IsRemap() && (old.Overlaps(range) || Touches(old, target));
                var overlaps = vma.Overlaps(new(old.Start, old.End)) && !IsWithin(vma, old, replaced);
                tookPart |= isMoved || overlaps ? old.Flags : TFlags.None;
            }

            var appeared = (vma.Flags & TFlags.Sticky).Without(tookPart);
            Assert.True(appeared.IsEmpty, $"{call} gave {appeared} to {vma.Start:x}-{vma.End:x}");
        }
    }

    /// <summary>The sticky flags that a call gives to what it is about.</summary>
    private static TFlags Set<TFlags>(RandomCall call, Vma<TFlags> vma, AddressRange range, AddressRange target)
        where TFlags : unmanaged, IVmaFlags<TFlags> => !vma.Overlaps(range) && !vma.Overlaps(target) ? TFlags.None
        : call.Kind switch
        {
            CallKind.Mmap or CallKind.Resize => TFlags.SoftDirty,
            CallKind.GuardInstall => TFlags.MaybeGuard,
            CallKind.Madvise when call.Advice == Advice.Mergeable => TFlags.Mergeable,
            _ => TFlags.None,
        };

    private static bool Touches<TFlags>(Vma<TFlags> vma, AddressRange range)
        where TFlags : unmanaged, IVmaFlags<TFlags> => vma.Start <= range.End && vma.End >= range.Start;

    /// <summary>Whether all that both share is gone.</summary>
    private static bool IsWithin<TFlags>(Vma<TFlags> vma, Vma<TFlags> old, AddressRange replaced)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        Math.Max(vma.Start, old.Start) >= replaced.Start && Math.Min(vma.End, old.End) <= replaced.End;
}
