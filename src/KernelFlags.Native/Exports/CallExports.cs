using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelFlags.Native.Handles;
using KernelFlags.Vma;

namespace KernelFlags.Native.Exports;

/// <summary>System calls of an address space. Numbers of words are those of its architecture.</summary>
/// <remarks>Each entry catches by itself: one that did so for all would take what it calls as a closure, which each call would allocate.</remarks>
internal static unsafe class CallExports
{
    [UnmanagedCallersOnly(EntryPoint = "kf_mmap", CallConvs = [typeof(CallConvCdecl)])]
    public static long Mmap(nint space, ulong address, ulong length, int protection, int flags, nint file, ulong offset)
    {
        try
        {
            if (Things.Spaces.Find(space) is not { } found)
            {
                return Failure.NoHandle("kf_space");
            }

            var backing = Things.Files.Find(file);
            return file == 0 || backing is not null
                ? Returned.Of(found.Mmap(
                    address, length, (Protection)found.Numbers.Protection.ToGeneric(protection), (MapFlags)found.Numbers.Mapping.ToGeneric(flags), backing?.File, offset))
                : Failure.NoHandle("kf_file");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_munmap", CallConvs = [typeof(CallConvCdecl)])]
    public static long Munmap(nint space, ulong address, ulong length)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Munmap(address, length))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_mprotect", CallConvs = [typeof(CallConvCdecl)])]
    public static long Mprotect(nint space, ulong address, ulong length, int protection)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Mprotect(address, length, (Protection)found.Numbers.Protection.ToGeneric(protection)))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_madvise", CallConvs = [typeof(CallConvCdecl)])]
    public static long Madvise(nint space, ulong address, ulong length, int advice)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Madvise(address, length, found.Numbers.Advice.ToGeneric(advice)))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_mremap", CallConvs = [typeof(CallConvCdecl)])]
    public static long Mremap(nint space, ulong address, ulong oldLength, ulong newLength, int flags, ulong newAddress)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Mremap(address, oldLength, newLength, (RemapFlags)found.Numbers.Remapping.ToGeneric(flags), newAddress))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_mlock", CallConvs = [typeof(CallConvCdecl)])]
    public static long Mlock(nint space, ulong address, ulong length)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Mlock(address, length, onFault: false))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_mlock2", CallConvs = [typeof(CallConvCdecl)])]
    public static long Mlock2(nint space, ulong address, ulong length, uint flags)
    {
        try
        {
            if (Things.Spaces.Find(space) is not { } found)
            {
                return Failure.NoHandle("kf_space");
            }

            var words = (LockFlags)found.Numbers.Locking.ToGeneric((int)flags);
            return Returned.Of((words & ~LockFlags.OnFault) != 0 ? Errno.EINVAL : found.Mlock(address, length, words == LockFlags.OnFault));
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_munlock", CallConvs = [typeof(CallConvCdecl)])]
    public static long Munlock(nint space, ulong address, ulong length)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Munlock(address, length))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_mseal", CallConvs = [typeof(CallConvCdecl)])]
    public static long Mseal(nint space, ulong address, ulong length, nuint flags)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Mseal(address, length, flags))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_brk", CallConvs = [typeof(CallConvCdecl)])]
    public static long Brk(nint space, ulong address)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Brk(address))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_touch", CallConvs = [typeof(CallConvCdecl)])]
    public static long Touch(nint space, ulong address, ulong length, int write)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.Touch(address, length, write != 0))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_set_anon_name", CallConvs = [typeof(CallConvCdecl)])]
    public static long SetAnonName(nint space, ulong address, ulong length, byte* name)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.SetName(address, length, CText.Read(name)))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_mbind", CallConvs = [typeof(CallConvCdecl)])]
    public static long Mbind(nint space, ulong address, ulong length, int mode, ulong nodes)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.SetPolicy(address, length, new MemoryPolicy((MemoryPolicyMode)(mode & 0xfff), mode & ~0xfff, nodes)))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }
}
