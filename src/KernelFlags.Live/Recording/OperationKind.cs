namespace KernelFlags.Live.Recording;

/// <summary>What a mix gives weights to, in the order in which one of them is drawn.</summary>
internal enum OperationKind
{
    /// <summary>mmap of private anonymous memory.</summary>
    Anonymous,

    /// <summary>mmap of shared anonymous memory.</summary>
    SharedAnonymous,

    /// <summary>mmap of a file.</summary>
    File,

    /// <summary>mmap with MAP_DROPPABLE.</summary>
    Droppable,

    Unmap,

    Protect,

    Touch,

    /// <summary>Advice that takes pages away or brings them in.</summary>
    Zap,

    /// <summary>Advice that changes a flag.</summary>
    Flag,

    Guard,

    Lock,

    Name,

    Remap,

    Fork,

    Exit,

    Userfaultfd,

    Seal,

    Collapse,

    /// <summary>The opposite of something that was done a short while ago.</summary>
    Undo,

    /// <summary>mmap beside a mapping, like it.</summary>
    Fill,

    /// <summary>mmap with MAP_GROWSDOWN.</summary>
    Stack,

    /// <summary>Takes away a difference between neighbours.</summary>
    Join,

    Break,

    Policy,
}
