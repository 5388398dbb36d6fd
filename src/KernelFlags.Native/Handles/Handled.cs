namespace KernelFlags.Native.Handles;

/// <summary>What a C program holds by a handle.</summary>
internal abstract class Handled
{
    /// <summary>The handle; 0 while it has none.</summary>
    public nint Handle { get; set; }
}
