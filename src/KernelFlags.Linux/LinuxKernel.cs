using System.Runtime.InteropServices;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux.Runtime;
using SystemArchitecture = System.Runtime.InteropServices.Architecture;

namespace KernelFlags.Linux;

/// <summary>
/// A kernel with its flag type: one that was compiled, or for any other version, architecture and configuration, and for definitions of
/// one's own, one that is filled at run time. What is generic over the flag type gets it through a visitor.
/// </summary>
/// <example>
/// What Linux 6.6 on arm64 prints in smaps for two flags, by the definitions of a folder:
/// <code>
/// var files = Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories)
///     .Select(path => Path.GetRelativePath(root, path))
///     .Select(path => new DefinitionFile(path, path, File.ReadAllText(Path.Combine(root, path))));
/// var model = DefinitionLoader.Load(files).Model;
/// var kernel = LinuxKernel.Of(model, KernelSelector.Of(model, new KernelVersion(6, 6), "arm64"));
/// Console.WriteLine(kernel.Accept(new Printer()));   // rd wr
///
/// sealed class Printer : ILinuxKernelVisitor&lt;string&gt;
/// {
///     public string Visit&lt;TFlags&gt;(LinuxKernel kernel)
///         where TFlags : unmanaged, IVmaFlags&lt;TFlags&gt; => (TFlags.Read | TFlags.Write).ToString("M", null);
/// }
/// </code>
/// </example>
public abstract class LinuxKernel
{
    private const string VmaTable = "vma";
    private const string ReleaseFile = "/proc/sys/kernel/osrelease";

    private LinuxKernel(string profile, KernelCapabilities capabilities) => (Profile, Capabilities) = (profile, capabilities);

    /// <summary>Those with a compiled flag type, oldest first.</summary>
    public static IReadOnlyList<LinuxKernel> All { get; } =
    [
        new Compiled<Linux61.VmaFlags>("linux-6.1-x86_64", Linux61.VmaFlags.Capabilities),
        new Compiled<Linux612.VmaFlags>("linux-6.12-x86_64", Linux612.VmaFlags.Capabilities),
        new Compiled<Linux616.VmaFlags>("linux-6.16-x86_64", Linux616.VmaFlags.Capabilities),
        new Compiled<Linux617.VmaFlags>("linux-6.17-x86_64", Linux617.VmaFlags.Capabilities),
        new Compiled<Linux618.VmaFlags>("linux-6.18-x86_64", Linux618.VmaFlags.Capabilities),
        new Compiled<Linux61844.VmaFlags>("linux-6.18.44-x86_64", Linux61844.VmaFlags.Capabilities),
        new Compiled<Linux619.VmaFlags>("linux-6.19-x86_64", Linux619.VmaFlags.Capabilities),
        new Compiled<Linux70.VmaFlags>("linux-7.0-x86_64", Linux70.VmaFlags.Capabilities),
        new Compiled<Linux71.VmaFlags>("linux-7.1-x86_64", Linux71.VmaFlags.Capabilities),
        new Compiled<Linux72.VmaFlags>("linux-7.2-x86_64", Linux72.VmaFlags.Capabilities),
        new Compiled<Linux72Arm64.VmaFlags>("linux-7.2-arm64", Linux72Arm64.VmaFlags.Capabilities),
        new Compiled<Linux73.VmaFlags>("linux-7.3-x86_64", Linux73.VmaFlags.Capabilities),
        new Compiled<Linux73Arm64.VmaFlags>("linux-7.3-arm64", Linux73Arm64.VmaFlags.Capabilities),
    ];

    /// <summary>The profile's name in the definitions, <c>linux-7.2-x86_64</c>, or one made of version and architecture.</summary>
    public string Profile { get; }

    /// <summary>What the kernel does.</summary>
    public KernelCapabilities Capabilities { get; }

    /// <summary>The kernel of a profile.</summary>
    /// <param name="profile">The profile's name.</param>
    /// <returns>The kernel; null when there is no compiled flag type for it.</returns>
    public static LinuxKernel? Find(string profile) => All.FirstOrDefault(kernel => kernel.Profile == profile);

    /// <summary>The kernel that this process runs on, as <see cref="Nearest"/> finds it by what it calls itself.</summary>
    /// <returns>The kernel. It has the options of a profile of just this version, else every option that its architecture can have: not all kernels
    /// tell theirs.</returns>
    /// <exception cref="PlatformNotSupportedException">The system does not tell which Linux it runs.</exception>
    public static LinuxKernel Running()
    {
        try
        {
            return Nearest(File.ReadAllText(ReleaseFile).Trim(), RunningArchitecture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new PlatformNotSupportedException($"{ReleaseFile} does not tell which Linux this is.", exception);
        }
    }

    /// <summary>The name that the definitions have for the architecture of this machine.</summary>
    public static string RunningArchitecture => RuntimeInformation.OSArchitecture switch
    {
        SystemArchitecture.X64 => "x86_64",
        SystemArchitecture.X86 => "i386",
        SystemArchitecture.Arm64 => "arm64",
        SystemArchitecture.Arm or SystemArchitecture.Armv6 => "arm",
        SystemArchitecture.S390x => "s390",
        SystemArchitecture.LoongArch64 => "loongarch64",
        SystemArchitecture.Ppc64le => "ppc64",
        var other => other.ToString(),
    };

    /// <summary>
    /// The kernel that is meant by a release such as <c>6.18.44-fc</c>, by the definitions of this library: the profile of just this version that says
    /// what it carries early, else the version with every option. One after the newest that is described is taken as the newest, one before the
    /// oldest as the oldest: <see cref="Profile"/> says which it became.
    /// </summary>
    /// <param name="release">The release, as <c>uname -r</c> says it.</param>
    /// <param name="architecture">The architecture, as the definitions name it.</param>
    /// <returns>The kernel.</returns>
    /// <exception cref="FormatException">The release does not begin with a version.</exception>
    /// <exception cref="ArgumentException">That kernel has no such architecture.</exception>
    public static LinuxKernel Nearest(string release, string architecture = "x86_64")
    {
        ArgumentNullException.ThrowIfNull(release);
        var model = LinuxDefinitions.Model;
        if (!KernelSelector.TryParse(model, release, out var version))
        {
            throw new FormatException($"'{release}' is no release of Linux; one begins with a version, as 6.18.44-fc.");
        }

        if (version < model.Oldest)
        {
            version = model.Oldest;
        }

        var known = KernelSelector.Described(model, version);
        if (!KernelSelector.Architectures(model, known).Contains(architecture))
        {
            throw new ArgumentException(
                $"Linux {known} has no architecture '{architecture}'; it has {string.Join(", ", KernelSelector.Architectures(model, known))}.", nameof(architecture));
        }

        var profile = model.Profiles.FirstOrDefault(profile => profile.Kernel == version && profile.Arch == architecture && !profile.Extras.IsEmpty);
        return Of(model, profile is null ? KernelSelector.Of(model, version, architecture) : KernelSelector.Of(model, profile));
    }

    /// <summary>The kernel that definitions describe, exactly: its bits, masks, traits, mnemonics, trace names and capabilities.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="kernel">The kernel, chosen by <see cref="KernelSelector"/>.</param>
    /// <returns>The kernel.</returns>
    /// <exception cref="ArgumentException">The definitions have no table <c>vma</c>.</exception>
    /// <exception cref="NotSupportedException">No flag type can be made of the table, and the message says why.</exception>
    public static LinuxKernel Of(DefinitionModel model, KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(kernel);
        var table = model.FindTable(VmaTable) ?? throw new ArgumentException($"The definitions have no table '{VmaTable}'.", nameof(model));
        return Of(TableResolver.Resolve(table, kernel), KernelCapabilities.FromNames(TableResolver.Capabilities(model, kernel)));
    }

    /// <summary>
    /// The kernel of a table: with a compiled flag type where one says exactly the same, else with one that is filled at run time and is as
    /// fast once the runtime has compiled the code that uses it. Equal kernels share a type, which lives as long as the process.
    /// </summary>
    /// <param name="table">A table of VMA flags on one kernel.</param>
    /// <param name="capabilities">What the kernel does.</param>
    /// <returns>The kernel.</returns>
    /// <exception cref="NotSupportedException">
    /// The table is not one of VMAs; its word has more than 64 bits; or the process was compiled ahead of time, and has no room for one more.
    /// </exception>
    public static LinuxKernel Of(ResolvedTable table, KernelCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(table);
        var words = FlagWords.Of(table, capabilities);
        var compiled = Near(table.Kernel.Kernel).FirstOrDefault(kernel => kernel.Accept(new SaysTheSame(words)));
        return compiled?.Called(table.Kernel.Profile) ?? new Resolved(table.Kernel.Profile, capabilities, RuntimeSlots.For(words));
    }

    /// <summary>The kernel of a table with a type that is filled at run time, also where a compiled one says the same.</summary>
    internal static LinuxKernel AtRunTime(ResolvedTable table, KernelCapabilities capabilities) =>
        new Resolved(table.Kernel.Profile, capabilities, RuntimeSlots.For(FlagWords.Of(table, capabilities)));

    /// <summary>The compiled types that a table may equal: those of its version, and of the one before, after which nothing may have changed.</summary>
    private static IEnumerable<LinuxKernel> Near(KernelVersion version)
    {
        var release = version with { Patch = 0 };
        var before = All.Select(kernel => kernel.Version with { Patch = 0 }).Where(other => other <= release).Max();
        return All.Where(kernel => kernel.Version with { Patch = 0 } == before);
    }

    private KernelVersion Version => KernelVersion.TryParse(Profile.Split('-')[1], out var version) ? version : KernelVersion.None;

    private protected abstract LinuxKernel Called(string profile);

    /// <summary>Calls a visitor with the kernel's flag type.</summary>
    /// <typeparam name="TResult">What the visitor returns.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <returns>What it returns.</returns>
    public abstract TResult Accept<TResult>(ILinuxKernelVisitor<TResult> visitor);

    private sealed class Compiled<TFlags>(string profile, KernelCapabilities capabilities) : LinuxKernel(profile, capabilities)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        public override TResult Accept<TResult>(ILinuxKernelVisitor<TResult> visitor) => visitor.Visit<TFlags>(this);

        private protected override LinuxKernel Called(string profile) => profile == Profile ? this : new Compiled<TFlags>(profile, Capabilities);
    }

    private sealed class Resolved(string profile, KernelCapabilities capabilities, RuntimeType type) : LinuxKernel(profile, capabilities)
    {
        public override TResult Accept<TResult>(ILinuxKernelVisitor<TResult> visitor) => type.Accept(this, visitor);

        private protected override LinuxKernel Called(string profile) => new Resolved(profile, Capabilities, type);
    }

    private sealed class SaysTheSame(FlagWords words) : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => FlagWords.Of<TFlags>().Equals(words);
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
