using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps;

/// <summary>Kinds of mapping, as far as what is shown tells them apart.</summary>
internal enum MappingKind
{
    Heap,
    Stack,
    Anonymous,
    NamedAnonymous,
    NoAccess,
    SharedAnonymous,
    Memfd,
    Code,
    FileData,
    FileReadOnly,
    SharedFile,
    Device,
    Kernel,
}

/// <summary>Tells the kind of a mapping.</summary>
internal static class MappingKinds
{
    /// <summary>The kinds' names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "heap", "stack", "anonymous", "named anonymous", "anonymous, no access", "shared anonymous", "memfd", "file, code", "file, private data",
        "file, read only", "file, shared", "device", "of the kernel",
    ];

    /// <summary>The VMA that every process is shown and none has: it counts nowhere.</summary>
    /// <param name="entry">A VMA.</param>
    /// <returns>True for that one.</returns>
    public static bool IsGate(in MapsEntry entry) => entry.Backing.Path == "[vsyscall]";

    /// <summary>The kind of a VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <returns>The kind.</returns>
    public static MappingKind Of(in MapsEntry entry)
    {
        var backing = entry.Backing;
        var path = backing.Path;
        if (!backing.HasFile)
        {
            return backing.AnonymousName is not null ? MappingKind.NamedAnonymous : path switch
            {
                "[heap]" => MappingKind.Heap,
                "" => entry.Perm.StartsWith("---", StringComparison.Ordinal) ? MappingKind.NoAccess : MappingKind.Anonymous,
                _ => path.StartsWith("[stack", StringComparison.Ordinal) ? MappingKind.Stack : MappingKind.Kernel,
            };
        }

        if (backing.AnonymousName is not null || Starts(path, "/dev/zero") || Starts(path, "/SYSV"))
        {
            return MappingKind.SharedAnonymous;
        }

        return Starts(path, "/memfd:") ? MappingKind.Memfd
            : Starts(path, "anon_inode:") || (Starts(path, "/dev/") && !Starts(path, "/dev/shm/")) ? MappingKind.Device
            : entry.Perm[3] == 's' ? MappingKind.SharedFile
            : entry.Perm[2] == 'x' ? MappingKind.Code
            : entry.Perm[1] == 'w' ? MappingKind.FileData
            : MappingKind.FileReadOnly;
    }

    private static bool Starts(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal);
}
