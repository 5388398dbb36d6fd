namespace KernelFlags.Vma;

/// <summary>The first reason why two ranges do not merge.</summary>
public enum MergeReason
{
    /// <summary>They would merge.</summary>
    None,

    /// <summary>They do not touch.</summary>
    Apart,

    /// <summary>One has a flag with which nothing merges.</summary>
    Special,

    /// <summary>Flags differ that merging does not ignore.</summary>
    Flags,

    /// <summary>They are of different files.</summary>
    File,

    /// <summary>They have different memory policies.</summary>
    Policy,

    /// <summary>Different userfaultfds watch them.</summary>
    Userfaultfd,

    /// <summary>They have different names.</summary>
    Name,

    /// <summary>Their page offsets do not continue.</summary>
    PageOffset,

    /// <summary>Their <c>anon_vma</c>s are two, or one of them came by fork(2) and the other has none.</summary>
    AnonVma,

    /// <summary>The one that a merge would delete must be told when it goes away.</summary>
    CloseHook,
}

/// <summary>Why two touching VMAs are two: the reason that decided.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
/// <param name="Reason">The reason; <see cref="MergeReason.None"/> when nothing keeps them from merging but that no call has tried to.</param>
/// <param name="Flags">The flags of the reason: those that differ, or the special ones; empty for any other reason.</param>
public readonly record struct MergeExplanation<TFlags>(MergeReason Reason, TFlags Flags)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>Whether they would merge.</summary>
    public bool CanMerge => Reason == MergeReason.None;

    /// <summary>The flags of the one VMA that they would be, were the right one new and the left one took it in: those of the left one, and
    /// what is sticky of the right one. Empty where they don't merge.</summary>
    public TFlags Merged { get; init; }
}
