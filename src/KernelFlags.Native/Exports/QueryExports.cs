using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelFlags.Native.Handles;
using KernelFlags.Native.Kernels;
using KernelFlags.Native.Spaces;

namespace KernelFlags.Native.Exports;

/// <summary>What can be asked of address spaces and of flags.</summary>
internal static unsafe class QueryExports
{
    [UnmanagedCallersOnly(EntryPoint = "kf_count", CallConvs = [typeof(CallConvCdecl)])]
    public static nuint Count(nint space)
    {
        try
        {
            if (Things.Spaces.Find(space) is { } found)
            {
                return (nuint)found.Count;
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

    [UnmanagedCallersOnly(EntryPoint = "kf_find", CallConvs = [typeof(CallConvCdecl)])]
    public static int Find(nint space, ulong address, NativeVma* vma)
    {
        try
        {
            if (Things.Spaces.Find(space) is not { } found)
            {
                return Failure.NoHandle("kf_space");
            }

            if (vma is null)
            {
                return Failure.Is(static () => "there is no room for the VMA: it is NULL");
            }

            return found.TryFind(address, ref *vma) ? 1 : 0;
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_next", CallConvs = [typeof(CallConvCdecl)])]
    public static int Next(nint space, ulong address, NativeVma* vma)
    {
        try
        {
            if (Things.Spaces.Find(space) is not { } found)
            {
                return Failure.NoHandle("kf_space");
            }

            if (vma is null)
            {
                return Failure.Is(static () => "there is no room for the VMA: it is NULL");
            }

            return found.TryFindNext(address, ref *vma) ? 1 : 0;
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_explain", CallConvs = [typeof(CallConvCdecl)])]
    public static long Explain(nint space, ulong address, byte* buffer, nuint size)
    {
        try
        {
            if (Things.Spaces.Find(space) is not { } found)
            {
                return Failure.NoHandle("kf_space");
            }

            return CText.Write(found.Explain(address) ?? "", buffer, size);
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_maps", CallConvs = [typeof(CallConvCdecl)])]
    public static long Maps(nint space, byte* buffer, nuint size)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found ? CText.Write(found.Maps(), buffer, size) : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_decode", CallConvs = [typeof(CallConvCdecl)])]
    public static long Decode(byte* kernel, byte* text, ulong* flags)
    {
        try
        {
            return CText.Read(kernel) is { } name ? Decode(NativeKernel.Of(name), text, flags) : Failure.Is(static () => "kernel is NULL");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_space_decode", CallConvs = [typeof(CallConvCdecl)])]
    public static long DecodeOf(nint space, byte* text, ulong* flags)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found ? Decode(found.Kernel, text, flags) : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_format", CallConvs = [typeof(CallConvCdecl)])]
    public static long Format(byte* kernel, ulong* flags, int style, byte* buffer, nuint size)
    {
        try
        {
            return CText.Read(kernel) is { } name ? Format(NativeKernel.Of(name), flags, style, buffer, size) : Failure.Is(static () => "kernel is NULL");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "kf_space_format", CallConvs = [typeof(CallConvCdecl)])]
    public static long FormatOf(nint space, ulong* flags, int style, byte* buffer, nuint size)
    {
        try
        {
            return Things.Spaces.Find(space) is { } found ? Format(found.Kernel, flags, style, buffer, size) : Failure.NoHandle("kf_space");
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }

    private static long Decode(NativeKernel kernel, byte* text, ulong* flags)
    {
        if (CText.Read(text) is not { } words || flags is null)
        {
            return Failure.Is(static () => "text or flags is NULL");
        }

        var pair = kernel.Flags.Decode(words);
        flags[0] = pair.Low;
        flags[1] = pair.High;
        return 0;
    }

    private static long Format(NativeKernel kernel, ulong* flags, int style, byte* buffer, nuint size)
    {
        if (flags is null)
        {
            return Failure.Is(static () => "flags is NULL");
        }

        var format = style switch
        {
            's' => "M",
            't' => "T",
            _ => throw new RefusedException($"{style} is no style; write 's' for mnemonics or 't' for trace names"),
        };
        return CText.Write(kernel.Flags.Format(new(flags[0], flags[1]), format), buffer, size);
    }
}
