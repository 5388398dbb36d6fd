using KernelFlags.Proc.Mappings;
using KernelFlags.Proc.Processes;

namespace KernelFlags.Proc;

/// <summary>Reads <c>/proc/PID/smaps</c> (proc_pid_smaps(5)), a VMA at a time.</summary>
/// <remarks>The reader and the texts that VMAs have are kept while it reads: after the first VMAs nothing is allocated but for what was not met yet.</remarks>
public static class Smaps
{
    /// <summary>Begins to read what the kernel says of a process now. It walks the process's page tables for it.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>The reader, to be disposed.</returns>
    /// <exception cref="ProcessException">It can't be read; a process that ends meanwhile is one of a read.</exception>
    public static MapsReader Read(int pid) => new(new ProcessFolder(ProcessFolder.Mount, pid).Open(withFields: true), isSaved: false);

    /// <summary>Begins to read a text that somebody saved, in whatever encoding, gzip too.</summary>
    /// <param name="text">The text; closed with the reader.</param>
    /// <returns>The reader, to be disposed.</returns>
    public static MapsReader Read(Stream text) => new(text);

    /// <summary>Begins to read a file: one that somebody saved, or <c>/proc/self/smaps</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The reader, to be disposed.</returns>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static MapsReader ReadFile(string path) => new(ProcFile.Open(path), isSaved: !ProcFile.IsOfKernel(path));
}

/// <summary>Reads <c>/proc/PID/maps</c> (proc_pid_maps(5)), a VMA at a time: as <see cref="Smaps"/>, without flags and sizes, which makes it
/// cheap.</summary>
public static class Maps
{
    /// <inheritdoc cref="Smaps.Read(int)"/>
    public static MapsReader Read(int pid) => new(new ProcessFolder(ProcessFolder.Mount, pid).Open(withFields: false), isSaved: false);

    /// <inheritdoc cref="Smaps.Read(Stream)"/>
    public static MapsReader Read(Stream text) => new(text);

    /// <inheritdoc cref="Smaps.ReadFile"/>
    public static MapsReader ReadFile(string path) => Smaps.ReadFile(path);
}
