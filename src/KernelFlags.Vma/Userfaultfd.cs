namespace KernelFlags.Vma;

/// <summary>A userfaultfd(2): what watches registered ranges. Its identity is what keeps VMAs of two of them apart.</summary>
/// <param name="features">Its features. Whatever it has, a fault that would wait for an answer raises SIGBUS here: nobody answers.</param>
public sealed class Userfaultfd(UffdFeatures features)
{
    /// <summary>Its features.</summary>
    public UffdFeatures Features { get; } = features;
}
