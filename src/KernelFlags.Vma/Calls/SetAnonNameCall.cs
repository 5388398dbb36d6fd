using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary><c>PR_SET_VMA_ANON_NAME</c>, PR_SET_VMA(2const).</summary>
internal static class SetAnonNameCall
{
    private const int MaxNameLength = 79;

    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Names anonymous memory.</summary>
        public SyscallResult SetAnonName(ulong address, ulong length, string? name)
        {
            var aligned = mm.AlignUp(length);
            if (!mm.Has(KernelCapability.AnonVmaName)
                || (name is not null && !IsName(name))
                || !mm.IsAligned(address)
                || (length != 0 && aligned == 0)
                || address + aligned < address)
            {
                return Errno.EINVAL;
            }

            using var write = mm.BeginWrite();
            var walk = mm.Areas.Range(address, address + aligned, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                var attributes = mm.AttributesOf(vma);
                if (attributes.File is { Kind: not FileKind.SharedAnonymous })
                {
                    return Errno.EBADF;
                }

                var named = attributes.Name == name ? vma.Attributes : write.Attributes.Number(attributes with { Name = name });
                if (!write.TryModify(ref walk, ref vma, vma.Flags, named))
                {
                    return Errno.EAGAIN;
                }
            }

            return walk.MetHole ? Errno.ENOMEM : Errno.None;
        }
    }

    private static bool IsName(string name)
    {
        foreach (var c in name)
        {
            if (c is < ' ' or > '~' or '\\' or '`' or '$' or '[' or ']')
            {
                return false;
            }
        }

        return name.Length <= MaxNameLength;
    }
}
