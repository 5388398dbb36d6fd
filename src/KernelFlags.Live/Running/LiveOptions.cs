using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Running;

/// <summary>What operations on the running kernel are done in.</summary>
public sealed record LiveOptions
{
    /// <summary>The window in which everything happens.</summary>
    public required TraceRange Window { get; init; }

    /// <summary>The size of each file in bytes.</summary>
    public required ulong FileSize { get; init; }

    /// <summary>The folder of the files on a disk, which have no name there.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether huge pages are off (PR_SET_THP_DISABLE).</summary>
    public bool HugePagesDisabled { get; init; } = true;

    /// <summary>Where the heap starts when it lies in the window.</summary>
    public ulong? HeapStart { get; init; }

    /// <summary>How long a system call may take before its process is ended.</summary>
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What a script is recorded in.</summary>
    /// <param name="script">The script's header.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <returns>The options.</returns>
    public static LiveOptions OfScript(TraceHeader script, string folder) => new()
    {
        Window = script.Window,
        FileSize = script.Files is [var file, ..] ? file.Size : FileSizeOf(script.Window),
        Folder = folder,
        HugePagesDisabled = script.ThpDisabled,
        HeapStart = script.HeapStart,
    };

    /// <summary>The size of the files where nobody names one: a page for each of the window, and not too few.</summary>
    /// <param name="window">The window.</param>
    /// <returns>The size in bytes.</returns>
    public static ulong FileSizeOf(TraceRange window) => Math.Max(window.End - window.Start, 64 * 4096);
}
