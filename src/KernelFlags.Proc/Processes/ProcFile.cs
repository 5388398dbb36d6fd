namespace KernelFlags.Proc.Processes;

/// <summary>Files that are read from front to back, those below /proc among them.</summary>
internal static class ProcFile
{
    /// <summary>Opens a file without a buffer: readers have their own.</summary>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Whether the kernel writes a file as it is read.</summary>
    public static bool IsOfKernel(string path) => Path.GetFullPath(path).StartsWith(ProcessFolder.Mount + "/", StringComparison.Ordinal);
}
