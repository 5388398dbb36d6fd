using KernelFlags.Live.Processes;

namespace KernelFlags.Cli;

/// <summary>What the machine has too little of, where that is why a call failed.</summary>
internal static class Shortage
{
    private const int NoSpace = 28; // ENOSPC
    private const int EnoughOpenFiles = 128;

    /// <summary>Says what there is too little of.</summary>
    /// <param name="exception">Why the call failed.</param>
    /// <returns>One line; null where that is not why.</returns>
    public static string? Of(Exception exception)
    {
        for (var each = exception; each is not null; each = each.InnerException)
        {
            // Where code can't be made for want of a descriptor, the runtime says that, too.
            if (each is OutOfMemoryException && !(OpenFiles.Max() < EnoughOpenFiles))
            {
                return "there is too little memory; allow more (ulimit -v, the container's limit), or give less at once";
            }

            if (each is IOException && (each.HResult == NoSpace || each.Message.Contains("disk was full", StringComparison.Ordinal)))
            {
                return $"the output can't be written: {each.Message}; make room, or write elsewhere (TMPDIR for temporary files)";
            }
        }

        // The runtime tells of a file that it can't open for that reason in many ways, as one that is not there among them.
        return exception is not UnusableException && OpenFiles.Max() is < EnoughOpenFiles and var max
            ? $"only {max} files may be open at once here; allow {EnoughOpenFiles} (ulimit -n {EnoughOpenFiles})"
            : null;
    }
}
