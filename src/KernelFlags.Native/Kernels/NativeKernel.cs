using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux;
using KernelFlags.Native.Handles;
using KernelFlags.Native.Spaces;

namespace KernelFlags.Native.Kernels;

/// <summary>A kernel that was asked for: its flag type, behind a face that does not name it, and the words of its architecture.</summary>
/// <param name="Flags">The flags.</param>
/// <param name="Numbers">The words of system calls.</param>
internal sealed record NativeKernel(KernelFace Flags, ArchitectureNumbers Numbers)
{
    /// <summary>How many names are remembered: a program uses some, and may read others from files.</summary>
    private const int MaxRemembered = 64;

    private static readonly Lock Changing = new();
    private static Dictionary<string, NativeKernel> _byName = new(StringComparer.Ordinal);

    /// <summary>The kernel of a name. It is remembered.</summary>
    /// <exception cref="RefusedException">There is no such kernel, or no flag type can be made of it.</exception>
    public static NativeKernel Of(string name)
    {
        if (Volatile.Read(ref _byName).TryGetValue(name, out var known))
        {
            return known;
        }

        var kernel = Of(new KernelRequest(name, null, null, null));
        lock (Changing)
        {
            _byName = new(_byName.Count < MaxRemembered ? _byName : [], StringComparer.Ordinal) { [name] = kernel };
        }

        return kernel;
    }

    /// <summary>The kernel of a request.</summary>
    /// <exception cref="RefusedException">There is no such kernel, or no flag type can be made of it.</exception>
    public static NativeKernel Of(KernelRequest request)
    {
        if (request is { Arch: null, Config: null, Overlay: null } && Volatile.Read(ref _byName).TryGetValue(request.Kernel, out var known))
        {
            return known;
        }

        var model = request.Model();
        var profile = request.Select(model);
        try
        {
            // A compiled type is no faster here, and each would bring an engine of its own: half a megabyte.
            var table = TableResolver.Resolve(model.FindTable(VmaContract.Name) ?? throw new RefusedException("the definitions have no table 'vma'"), profile);
            var kernel = LinuxKernel.AtRunTime(table, KernelCapabilities.FromNames(TableResolver.Capabilities(model, profile)));
            return new(kernel.Accept(new Faces()), ArchitectureNumbers.Of(model, profile));
        }
        catch (Exception exception) when (exception is NotSupportedException or ArgumentException)
        {
            throw new RefusedException($"{profile.Profile}: {exception.Message}", exception);
        }
    }

    private sealed class Faces : ILinuxKernelVisitor<KernelFace>
    {
        public KernelFace Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => new KernelFace<TFlags>(kernel.Capabilities);
    }
}
