using System.Diagnostics.CodeAnalysis;
using KernelFlags.Proc.Mappings;
using KernelFlags.Proc.Processes;

namespace KernelFlags.Proc;

/// <summary>Reads <c>/proc/PID/numa_maps</c> (proc_pid_numa_maps(5)): the memory policy of each VMA.</summary>
[SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The reader closes what it reads.")]
public static class NumaMaps
{
    /// <summary>Begins to read what the kernel says of a process now. It walks the page tables of a VMA for its line.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>The reader, to be disposed.</returns>
    /// <exception cref="ProcessException">It can't be read, or the kernel has no memory policies.</exception>
    public static NumaMapsReader Read(int pid) => new(new ProcessFolder(ProcessFolder.Mount, pid).OpenNumaMaps(), isSaved: false);

    /// <summary>Begins to read a text that somebody saved, gzip too.</summary>
    /// <param name="text">The text; closed with the reader.</param>
    /// <returns>The reader, to be disposed.</returns>
    public static NumaMapsReader Read(Stream text) => new(text, isSaved: true);

    /// <summary>Begins to read a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The reader, to be disposed.</returns>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static NumaMapsReader ReadFile(string path) => new(ProcFile.Open(path), isSaved: !ProcFile.IsOfKernel(path));
}
