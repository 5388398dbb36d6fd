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

    [UnmanagedCallersOnly(EntryPoint = "kf_decode", CallConvs = [typeof(CallConvCdecl)])]
    public static long Decode(byte* kernel, byte* text, ulong* flags)
    {
        try
        {
            if (CText.Read(kernel) is not { } name || CText.Read(text) is not { } words || flags is null)
            {
                return Failure.Is(static () => "kernel, text or flags is NULL");
            }

            var pair = NativeKernel.Of(name).Flags.Decode(words);
            flags[0] = pair.Low;
            flags[1] = pair.High;
            return 0;
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
            if (CText.Read(kernel) is not { } name || flags is null)
            {
                return Failure.Is(static () => "kernel or flags is NULL");
            }

            var format = style switch
            {
                's' => "M",
                't' => "T",
                _ => throw new RefusedException($"{style} is no style; write 's' for mnemonics or 't' for trace names"),
            };
            return CText.Write(NativeKernel.Of(name).Flags.Format(new(flags[0], flags[1]), format), buffer, size);
        }
        catch (Exception exception)
        {
            return Failure.Of(exception);
        }
    }
}
