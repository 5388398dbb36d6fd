namespace KernelFlags.Live.Strace;

/// <summary>A process or a thread of a log, with what it shares with others.</summary>
/// <param name="id">Its number.</param>
/// <param name="group">The number of the process that it is a thread of.</param>
/// <param name="files">All files of the log.</param>
internal sealed class LogProcess(int id, int group, LogFiles files)
{
    /// <summary>Its number.</summary>
    public int Id => id;

    /// <summary>The number of the process that it is a thread of.</summary>
    public int Group => group;

    /// <summary>All files of the log.</summary>
    public LogFiles Files => files;

    /// <summary>Its memory; null until its first call.</summary>
    public ProcessMemory? Memory { get; set; }

    /// <summary>Why its memory is not known; null where it is.</summary>
    public string? WhyUnknown { get; set; }

    /// <summary>Its descriptors.</summary>
    public FileTable Descriptors { get; set; } = new();

    /// <summary>What stands behind a descriptor as a call has it: <c>3</c>, <c>3&lt;/etc/passwd&gt;</c>.</summary>
    /// <returns>The file; one that is not known where the log does not tell.</returns>
    public OpenFile Find(string text)
    {
        var number = StraceArguments.Descriptor(text);
        var known = number is { } descriptor ? Descriptors[descriptor] : null;
        if (StraceArguments.Path(text) is { } path)
        {
            return LogFiles.WhyNotModelled(path) is { } why && known?.Uffd is null ? new(null, path, why)
                : known is not null && (known.WhyNot is not null || known.Uffd is not null || known.Path == path) ? known
                : new(files.OfPath(path), path);
        }

        if (known is null && number is { } unknown)
        {
            known = new OpenFile(files.Unknown());
            Descriptors[unknown] = known;
        }

        return known ?? new OpenFile(files.Unknown());
    }
}
