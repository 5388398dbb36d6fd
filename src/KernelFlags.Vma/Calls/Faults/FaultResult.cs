namespace KernelFlags.Vma.Calls.Faults;

/// <summary>How a fault ended.</summary>
internal enum FaultResult
{
    Done,
    Segv,
    Sigbus,
}
