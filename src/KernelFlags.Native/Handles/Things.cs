using KernelFlags.Native.Spaces;
using KernelFlags.Vma;

namespace KernelFlags.Native.Handles;

/// <summary>Everything that C programs hold.</summary>
internal static class Things
{
    public static HandleTable<NativeSpace> Spaces { get; } = new(kind: 1);

    public static HandleTable<NativeFile> Files { get; } = new(kind: 2);

    public static HandleTable<NativeSnapshot> Snapshots { get; } = new(kind: 3);

    public static HandleTable<NativeUserfaultfd> Userfaultfds { get; } = new(kind: 4);
}

/// <summary>A file that a C program holds.</summary>
/// <param name="file">The file.</param>
internal sealed class NativeFile(VmaFile file) : Handled
{
    public VmaFile File { get; } = file;
}

/// <summary>A userfaultfd that a C program holds.</summary>
/// <param name="uffd">The userfaultfd.</param>
internal sealed class NativeUserfaultfd(Userfaultfd uffd) : Handled
{
    public Userfaultfd Uffd { get; } = uffd;
}
