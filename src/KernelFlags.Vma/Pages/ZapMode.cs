namespace KernelFlags.Vma.Pages;

/// <summary>How pages are taken away.</summary>
[Flags]
internal enum ZapMode
{
    /// <summary>Markers stay.</summary>
    None = 0,

    /// <summary>Guards and write-protect markers go too.</summary>
    DropMarkers = 1,

    /// <summary>Private copies of a file's pages stay.</summary>
    KeepCopies = 2,
}
