using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelFlags.Native.Handles;
using KernelFlags.Vma;

namespace KernelFlags.Native.Exports;

/// <summary>Userfaultfds, and what they watch.</summary>
internal static unsafe class UserfaultExports
{
    [UnmanagedCallersOnly(EntryPoint = "kf_uffd_new", CallConvs = [typeof(CallConvCdecl)])]
    public static nint New(ulong features)
    {
        try
        {
            return Things.Userfaultfds.Add(new(new Userfaultfd((UffdFeatures)features)));
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_uffd_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(nint uffd)
    {
        try
        {
            if (uffd != 0 && Things.Userfaultfds.Remove(uffd) is null)
            {
                Failure.NoHandle("kf_uffd");
            }
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_uffd_register", CallConvs = [typeof(CallConvCdecl)])]
    public static long Register(nint space, nint uffd, ulong address, ulong length, ulong mode)
    {
        try
        {
            if (Things.Spaces.Find(space) is not { } found)
            {
                return Failure.NoHandle("kf_space");
            }

            return Things.Userfaultfds.Find(uffd) is { } watcher
                ? Returned.Of(found.UffdRegister(address, length, (UffdMode)mode, watcher.Uffd))
                : Failure.NoHandle("kf_uffd");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_uffd_unregister", CallConvs = [typeof(CallConvCdecl)])]
    public static long Unregister(nint space, nint uffd, ulong address, ulong length)
    {
        try
        {
            if (Things.Spaces.Find(space) is not { } found)
            {
                return Failure.NoHandle("kf_space");
            }

            return Things.Userfaultfds.Find(uffd) is { } watcher
                ? Returned.Of(found.UffdUnregister(address, length, watcher.Uffd))
                : Failure.NoHandle("kf_uffd");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_uffd_writeprotect", CallConvs = [typeof(CallConvCdecl)])]
    public static long WriteProtect(nint space, ulong address, ulong length, int on)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found
                ? Returned.Of(found.UffdWriteProtect(address, length, on != 0))
                : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }
}
