using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Recording;

/// <summary>What the generator knows of an address space: what the last snapshot showed.</summary>
internal sealed class SpaceView
{
    /// <summary>Whether it has not ended.</summary>
    public bool IsAlive { get; set; } = true;

    /// <summary>The last snapshot.</summary>
    public TraceSnapshot Last { get; } = new();

    /// <summary>The mappings, in address order.</summary>
    public List<TraceVma> Vmas => Last.Vmas;

    /// <summary>The index of the mapping at an address; -1 without one.</summary>
    public int IndexAt(ulong address) => Vmas.FindIndex(v => address >= v.Start && address < v.End);

    /// <summary>The mapping at an address.</summary>
    public TraceVma? At(ulong address) => IndexAt(address) is >= 0 and var i ? Vmas[i] : null;
}

/// <summary>What the mappings of a snapshot say of themselves.</summary>
internal static class TraceVmaReading
{
    /// <summary>The protection, as mmap takes it.</summary>
    public static Protection Protection(this in TraceVma vma) => (vma.Perm[0] == 'r' ? KernelFlags.Protection.Read : 0)
        | (vma.Perm[1] == 'w' ? KernelFlags.Protection.Write : 0) | (vma.Perm[2] == 'x' ? KernelFlags.Protection.Exec : 0);

    /// <summary>Whether it is shared.</summary>
    public static bool IsShared(this in TraceVma vma) => vma.Perm[3] == 's';

    /// <summary>Whether VmFlags has a mnemonic.</summary>
    public static bool Has(this in TraceVma vma, string mnemonic)
    {
        for (var i = 0; i < vma.VmFlags.Length; i += 3)
        {
            if (vma.VmFlags[i] == mnemonic[0] && vma.VmFlags[i + 1] == mnemonic[1])
            {
                return true;
            }
        }

        return false;
    }
}
