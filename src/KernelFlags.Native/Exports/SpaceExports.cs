using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelFlags.Native.Handles;
using KernelFlags.Native.Kernels;
using KernelFlags.Vma;

namespace KernelFlags.Native.Exports;

/// <summary>Address spaces and files: how they come and go.</summary>
internal static unsafe class SpaceExports
{
    /// <summary><c>KF_ABI</c>.</summary>
    public const int Abi = 1;

    /// <summary>Where the heap of a new address space begins: where that of a program lies that is loaded at its usual place.</summary>
    private const ulong BreakStart = 0x5555_5557_9000;

    /// <summary>Inodes of files, above those that the engine gives to shared anonymous memory.</summary>
    private static ulong _lastInode = 1UL << 32;

    [UnmanagedCallersOnly(EntryPoint = "kf_abi", CallConvs = [typeof(CallConvCdecl)])]
    public static int AbiOf()
    {
        try
        {
            return Abi;
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_error", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* Error()
    {
        try
        {
            return Failure.Text();
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_space_new", CallConvs = [typeof(CallConvCdecl)])]
    public static nint New(byte* kernel, byte* arch, byte* config, byte* overlay)
    {
        try
        {
            var name = CText.Read(kernel) ?? throw new RefusedException("kernel is NULL; name a version, such as 7.2, or a profile");
            var native = NativeKernel.Of(new KernelRequest(name, CText.Read(arch), CText.Read(config), CText.Read(overlay)));
            return Things.Spaces.Add(native.Flags.NewSpace(native, machine => new() { Machine = machine, BreakStart = BreakStart }));
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_space_from_smaps", CallConvs = [typeof(CallConvCdecl)])]
    public static nint FromSmaps(byte* kernel, byte* path)
    {
        try
        {
            if (CText.Read(kernel) is not { } name || CText.Read(path) is not { } file)
            {
                Failure.Is(static () => "kernel or path is NULL");
                return 0;
            }

            return ReadSpace(NativeKernel.Of(name), file);
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return 0;
        }
    }

    private static nint ReadSpace(NativeKernel kernel, string file)
    {
        try
        {
            return Things.Spaces.Add(kernel.Flags.ReadSpace(kernel, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Failure.Unread(file, exception);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_fork", CallConvs = [typeof(CallConvCdecl)])]
    public static nint Fork(nint space)
    {
        try
        {
            if (Things.Spaces.Find(space) is { } found)
            {
                return Things.Spaces.Add(found.Fork());
            }

            Failure.NoHandle("kf_space");
            return 0;
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_clone", CallConvs = [typeof(CallConvCdecl)])]
    public static nint Clone(nint space)
    {
        try
        {
            if (Things.Spaces.Find(space) is { } found)
            {
                return Things.Spaces.Add(found.Clone());
            }

            Failure.NoHandle("kf_space");
            return 0;
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_space_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(nint space)
    {
        try
        {
            if (Things.Spaces.Remove(space) is { } found)
            {
                found.Exit();
            }
            else if (space != 0)
            {
                Failure.NoHandle("kf_space");
            }
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_file_new", CallConvs = [typeof(CallConvCdecl)])]
    public static nint NewFile(ulong size, int shmem) => Open(size, shmem != 0, isWritable: true);

    [UnmanagedCallersOnly(EntryPoint = "kf_file_new_readonly", CallConvs = [typeof(CallConvCdecl)])]
    public static nint NewReadOnlyFile(ulong size, int shmem) => Open(size, shmem != 0, isWritable: false);

    [UnmanagedCallersOnly(EntryPoint = "kf_file_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void FreeFile(nint file)
    {
        try
        {
            if (file != 0 && Things.Files.Remove(file) is null)
            {
                Failure.NoHandle("kf_file");
            }
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
        }
    }

    private static nint Open(ulong size, bool isShmem, bool isWritable)
    {
        try
        {
            var inode = Interlocked.Increment(ref _lastInode);
            return Things.Files.Add(new(new VmaFile(isShmem ? FileKind.Memfd : FileKind.Regular, size, new() { IsWritable = isWritable }) { Inode = inode }));
        }
        catch (Exception exception)
        {
            Failure.Of(exception);
            return 0;
        }
    }
}
