namespace KernelFlags.Live.Borders;

/// <summary>What VMAs differ in beside their flags, and calls make alike.</summary>
[Flags]
public enum MendedDifferences
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Memory policies, by mbind(2).</summary>
    Policy = 1,

    /// <summary>Userfaultfds, by <c>UFFDIO_UNREGISTER</c>.</summary>
    Userfaultfd = 2,
}
