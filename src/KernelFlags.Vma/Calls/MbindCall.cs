using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>mbind(2), without moving pages.</summary>
internal static class MbindCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Sets the memory policy of a range.</summary>
        public SyscallResult SetPolicy(ulong address, ulong length, MemoryPolicy? policy)
        {
            var end = address + mm.AlignUp(length);
            if (policy is { HasKnownMode: false } || !mm.IsAligned(address) || end < address)
            {
                return Errno.EINVAL;
            }

            if (end == address)
            {
                return SyscallResult.Success();
            }

            if (policy?.Normalize(mm.Machine.Nodes, out policy) == false)
            {
                return Errno.EINVAL;
            }

            using var write = mm.BeginWrite();

            // The whole range is looked at first; only the default policy may be set over holes.
            if (policy is not null ? mm.Areas.HasHole(address, end) : !mm.Store.TryFindNext(address, out var first) || first.Start >= end)
            {
                return Errno.EFAULT;
            }

            var walk = mm.Areas.Range(address, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                var attributes = mm.AttributesOf(vma);
                var number = attributes.Policy == policy ? vma.Attributes : write.Attributes.Number(attributes with { Policy = policy });
                if (!write.TryModify(ref walk, ref vma, vma.Flags, number))
                {
                    return Errno.ENOMEM;
                }
            }

            return SyscallResult.Success();
        }
    }
}
