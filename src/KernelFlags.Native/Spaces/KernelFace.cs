using KernelFlags.Native.Handles;
using KernelFlags.Native.Kernels;
using KernelFlags.Proc;
using KernelFlags.Vma;

namespace KernelFlags.Native.Spaces;

/// <summary>What a C program does with the flags of a kernel, whatever their type is.</summary>
internal abstract class KernelFace
{
    /// <summary>Makes an address space with nothing in it.</summary>
    public abstract NativeSpace NewSpace(NativeKernel kernel, Func<Machine, AddressSpaceOptions> options);

    /// <summary>Makes an address space of what smaps or maps shows.</summary>
    public abstract NativeSpace ReadSpace(NativeKernel kernel, string path);

    /// <summary>Reads flags from any text that the kernel writes them in.</summary>
    /// <exception cref="RefusedException">A name in it is not known; the message says which.</exception>
    public abstract FlagPair Decode(string text);

    /// <summary>Writes flags.</summary>
    /// <param name="format">As flag types have it: <c>M</c> or <c>T</c>.</param>
    /// <exception cref="RefusedException">The kernel's word has no such bits.</exception>
    public abstract string Format(FlagPair flags, string format);
}

/// <summary>The words of flags; the second one is 0 for tables of 64 bits.</summary>
internal readonly record struct FlagPair(ulong Low, ulong High);

/// <summary>What a C program does with the flags of a kernel.</summary>
/// <typeparam name="TFlags">Their type.</typeparam>
/// <param name="capabilities">What the kernel does.</param>
internal sealed class KernelFace<TFlags>(KernelCapabilities capabilities) : KernelFace
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The words of flags.</summary>
    public static FlagPair Words(TFlags flags) => new(flags.GetWord(0), TFlags.WordCount > 1 ? flags.GetWord(1) : 0);

    public override NativeSpace NewSpace(NativeKernel kernel, Func<Machine, AddressSpaceOptions> options) =>
        new NativeSpace<TFlags>(new AddressSpace<TFlags>(options(new Machine(capabilities))), kernel);

    public override NativeSpace ReadSpace(NativeKernel kernel, string path)
    {
        using var vmas = Smaps.ReadFile(path);
        return new NativeSpace<TFlags>(ProcessImage.Of<TFlags>(vmas, new() { Machine = new Machine(capabilities) }).Space, kernel);
    }

    public override FlagPair Decode(string text)
    {
        try
        {
            return Words(TFlags.Parse(text, null));
        }
        catch (FormatException exception)
        {
            throw new RefusedException($"this kernel has no such flags{exception.Message[exception.Message.IndexOf(':', StringComparison.Ordinal)..]}", exception);
        }
    }

    public override string Format(FlagPair flags, string format)
    {
        if ((flags.High != 0 && TFlags.WordCount == 1) || (TFlags.Width < 64 && flags.Low >> TFlags.Width != 0))
        {
            throw new RefusedException($"0x{flags.High:x}_{flags.Low:x16} does not fit the word of this kernel, which has {TFlags.Width} bits");
        }

        var words = TFlags.FromWord(0, flags.Low);
        return (flags.High == 0 ? words : words | TFlags.FromWord(1, flags.High)).ToString(format, null).TrimEnd(' ');
    }
}
