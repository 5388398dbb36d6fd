namespace KernelFlags.Vma.Tests.Properties;

/// <summary>Which addresses a call is about.</summary>
internal static class Reach
{
    public static bool IsRemap(this RandomCall call) => call.Kind is CallKind.Resize or CallKind.Move or CallKind.DontUnmap;

    /// <summary>The range that a call names.</summary>
    public static AddressRange Range(this RandomCall call) => new(
        call.Start, call.Start + (call.Kind == CallKind.Resize ? Math.Max(call.Length, call.NewLength) : call.Length));

    /// <summary>Where mremap moves to; empty for every other call.</summary>
    public static AddressRange Target(this RandomCall call, SyscallResult result) => call.Kind switch
    {
        CallKind.Resize when result.Succeeded => new(result.Value, result.Value + call.NewLength),
        CallKind.Move or CallKind.DontUnmap => new(call.NewStart, call.NewStart + call.Length),
        _ => default,
    };

    public static bool Overlaps<TFlags>(this Vma<TFlags> vma, AddressRange range)
        where TFlags : unmanaged, IVmaFlags<TFlags> => vma.Start < range.End && vma.End > range.Start;

    public static bool Contains(this AddressRange range, ulong address) => address >= range.Start && address < range.End;

    /// <summary>Each page of some VMAs, and the VMA.</summary>
    public static Dictionary<ulong, Vma<TFlags>> ByPage<TFlags>(this List<Vma<TFlags>> vmas)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var pages = new Dictionary<ulong, Vma<TFlags>>();
        foreach (var vma in vmas)
        {
            for (var address = vma.Start; address < vma.End; address += TestPage.Size)
            {
                pages.Add(address, vma);
            }
        }

        return pages;
    }
}
