namespace KernelFlags.Vma;

/// <content>Names and memory policies.</content>
public partial class AddressSpace<TFlags, TSync>
{
    private const int MaxNameLength = 79;

    /// <summary>Names anonymous memory (<c>PR_SET_VMA_ANON_NAME</c>, PR_SET_VMA(2const)).</summary>
    /// <remarks>From the manual page: no kernel at hand has the option that it needs.</remarks>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="name">The name, of at most 79 printable ASCII characters without <c>[ ] \ $ `</c>; null to take it away.</param>
    /// <returns>0; or EINVAL without the option and for bad arguments, ENOMEM for holes, what is mapped being done, EBADF for memory of a
    /// file, EAGAIN at the limit of VMAs.</returns>
    public SyscallResult SetAnonName(ulong address, ulong length, string? name)
    {
        var aligned = AlignUp(length);
        if (!_capabilities.Has(KernelCapability.AnonVmaName)
            || (name is not null && !IsName(name))
            || !IsAligned(address)
            || (length != 0 && aligned == 0)
            || address + aligned < address)
        {
            return Errno.EINVAL;
        }

        using var write = BeginWrite();
        var result = Errno.None;
        var (start, end) = (address, address + aligned);
        for (var at = _vmas.Seek(start); start < end; _vmas.MoveNext(ref at))
        {
            if (!_vmas.TryGet(at, out var vma) || vma.Start >= end)
            {
                return Errno.ENOMEM;
            }

            result = vma.Start > start ? Errno.ENOMEM : result;
            start = Math.Max(start, vma.Start);
            var attributes = _attributes[vma.Attributes];
            if (attributes.File is { Kind: not FileKind.SharedAnonymous })
            {
                return Errno.EBADF;
            }

            var stop = Math.Min(end, vma.End);
            var named = attributes.Name == name ? vma.Attributes : _attributes.Number(attributes with { Name = name });
            if (ChangeFlags(ref at, ref vma, start, stop, vma.Flags, named) is var error and not Errno.None)
            {
                return error == Errno.ENOMEM ? Errno.EAGAIN : error;
            }

            start = Math.Max(stop, vma.End);
        }

        return result;
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

    /// <summary>Sets the memory policy of a range (mbind(2), without moving pages).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="policy">The policy; null for the process's (<c>MPOL_DEFAULT</c>).</param>
    /// <returns>0; or EINVAL for bad arguments, EFAULT for holes, what lies before being done, ENOMEM at the limit of VMAs.</returns>
    public SyscallResult SetPolicy(ulong address, ulong length, MemoryPolicy? policy)
    {
        var end = address + AlignUp(length);
        if (policy is { HasKnownMode: false } || !IsAligned(address) || end < address)
        {
            return Errno.EINVAL;
        }

        if (end == address)
        {
            return SyscallResult.Success();
        }

        if (policy?.Normalize(_machine.Nodes, out policy) == false)
        {
            return Errno.EINVAL;
        }

        using var write = BeginWrite();

        // The whole range is looked at first; only the default policy may be set over holes.
        if (policy is not null ? HasHole(address, end) : !_vmas.TryFindNext(address, out var first) || first.Start >= end)
        {
            return Errno.EFAULT;
        }

        var start = address;
        for (var at = _vmas.Seek(start); _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            start = Math.Max(start, vma.Start);
            var attributes = _attributes[vma.Attributes];
            var number = attributes.Policy == policy ? vma.Attributes : _attributes.Number(attributes with { Policy = policy });
            if (ChangeFlags(ref at, ref vma, start, Math.Min(end, vma.End), vma.Flags, number) is var error and not Errno.None)
            {
                return error;
            }

            start = vma.End;
        }

        return SyscallResult.Success();
    }
}
