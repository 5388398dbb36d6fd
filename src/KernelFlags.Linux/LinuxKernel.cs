namespace KernelFlags.Linux;

/// <summary>A kernel that this library has a flag type for. What is generic over the flag type gets it through a visitor.</summary>
public abstract class LinuxKernel
{
    private LinuxKernel(string profile, KernelCapabilities capabilities) => (Profile, Capabilities) = (profile, capabilities);

    /// <summary>All of them, oldest first.</summary>
    public static IReadOnlyList<LinuxKernel> All { get; } =
    [
        new Of<Linux61.VmaFlags>("linux-6.1-x86_64", Linux61.VmaFlags.Capabilities),
        new Of<Linux612.VmaFlags>("linux-6.12-x86_64", Linux612.VmaFlags.Capabilities),
        new Of<Linux616.VmaFlags>("linux-6.16-x86_64", Linux616.VmaFlags.Capabilities),
        new Of<Linux617.VmaFlags>("linux-6.17-x86_64", Linux617.VmaFlags.Capabilities),
        new Of<Linux618.VmaFlags>("linux-6.18-x86_64", Linux618.VmaFlags.Capabilities),
        new Of<Linux61844.VmaFlags>("linux-6.18.44-x86_64", Linux61844.VmaFlags.Capabilities),
        new Of<Linux619.VmaFlags>("linux-6.19-x86_64", Linux619.VmaFlags.Capabilities),
        new Of<Linux70.VmaFlags>("linux-7.0-x86_64", Linux70.VmaFlags.Capabilities),
        new Of<Linux71.VmaFlags>("linux-7.1-x86_64", Linux71.VmaFlags.Capabilities),
        new Of<Linux72.VmaFlags>("linux-7.2-x86_64", Linux72.VmaFlags.Capabilities),
        new Of<Linux73.VmaFlags>("linux-7.3-x86_64", Linux73.VmaFlags.Capabilities),
    ];

    /// <summary>The profile's name in the definitions: <c>linux-7.2-x86_64</c>.</summary>
    public string Profile { get; }

    /// <summary>What the kernel does.</summary>
    public KernelCapabilities Capabilities { get; }

    /// <summary>The kernel of a profile.</summary>
    /// <param name="profile">The profile's name.</param>
    /// <returns>The kernel; null when there is no flag type for it.</returns>
    public static LinuxKernel? Find(string profile) => All.FirstOrDefault(kernel => kernel.Profile == profile);

    /// <summary>Calls a visitor with the kernel's flag type.</summary>
    /// <typeparam name="TResult">What the visitor returns.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <returns>What it returns.</returns>
    public abstract TResult Accept<TResult>(ILinuxKernelVisitor<TResult> visitor);

    private sealed class Of<TFlags>(string profile, KernelCapabilities capabilities) : LinuxKernel(profile, capabilities)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        public override TResult Accept<TResult>(ILinuxKernelVisitor<TResult> visitor) => visitor.Visit<TFlags>(this);
    }
}

/// <summary>Something to do with the flag type of a kernel.</summary>
/// <typeparam name="TResult">What comes of it.</typeparam>
public interface ILinuxKernelVisitor<out TResult>
{
    /// <summary>Does it.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="kernel">The kernel.</param>
    /// <returns>What comes of it.</returns>
    TResult Visit<TFlags>(LinuxKernel kernel)
        where TFlags : unmanaged, IVmaFlags<TFlags>;
}
