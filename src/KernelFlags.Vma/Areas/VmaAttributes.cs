namespace KernelFlags.Vma.Areas;

/// <summary>What a VMA has beside its range, flags and <c>anon_vma</c>; interned, so that a VMA keeps a number.</summary>
/// <param name="HasCloseHook">Whether it must be told when it goes away.</param>
/// <param name="Name">The name of anonymous memory.</param>
internal sealed record VmaAttributes(VmaFile? File, bool HasCloseHook, string? Name, MemoryPolicy? Policy, Userfaultfd? Uffd)
{
    public static VmaAttributes Plain { get; } = new(null, false, null, null, null);

    /// <summary>Whether its pages are private anonymous memory, as against a file's.</summary>
    public bool IsAnonymous => File is null;
}
