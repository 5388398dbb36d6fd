using System.Runtime.CompilerServices;
using KernelFlags.Proc.Mappings;
using KernelFlags.Proc.Processes;

namespace KernelFlags.Live.Bpf;

/// <summary>
/// What the kernel has of the VMAs of a process, beside what its smaps shows: read along with it, so that a process that changes meanwhile is seen
/// at nearly the same time. They meet by address, and only where they agree in what both tell.
/// </summary>
public sealed class ProcessFacts : IDisposable
{
    private const int ReadBit = 1;
    private const int WriteBit = 2;
    private const int ExecBit = 4;
    private const int MayShareBit = 0x80;

    /// <summary>What lies above is the kernel's: a page that it shows each process, such as <c>[vsyscall]</c>, and that is no VMA.</summary>
    private const ulong EndOfProcess = 1UL << 63;

    private readonly Task<VmaIterator> _opening;
    private readonly ulong _pageSize = (ulong)Environment.SystemPageSize;
    private VmaIterator? _iterator;
    private VmaFacts _next;
    private bool _isRead;

    private ProcessFacts(Task<VmaIterator> opening) => _opening = opening;

    /// <summary>Why nothing can be told; null as long as something can.</summary>
    public string? Failure { get; private set; }

    /// <summary>How many VMAs were asked for that the kernel did not have, or not so: the process changed in between.</summary>
    public int Unmatched { get; private set; }

    /// <summary>Begins to ask. That the kernel can't be asked is said by <see cref="Failure"/>.</summary>
    /// <param name="process">The process.</param>
    /// <returns>The facts.</returns>
    public static ProcessFacts Begin(ProcessFolder process)
    {
        ArgumentNullException.ThrowIfNull(process);
        return new(Task.Run(() => process.HasNumbersOfCaller
            ? VmaIterator.Open(process.Pid)
            : throw new BpfException($"{process.Proc} numbers processes as another PID namespace does than this program's; run it in that one (nsenter --pid), or name its own proc")));
    }

    /// <summary>What the kernel has of a VMA.</summary>
    /// <param name="entry">The VMA, above those that were asked for before.</param>
    /// <returns>What it has; null where nothing can be told.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public VmaFacts? Of(in MapsEntry entry)
    {
        if (Failure is not null || entry.Start >= EndOfProcess)
        {
            return null;
        }

        try
        {
            while (HasNext() && _next.Start <= entry.Start)
            {
                if (_next.Start == entry.Start && AgreesWith(entry, _next))
                {
                    return _next;
                }

                _isRead = false;
            }
        }
        catch (BpfException exception)
        {
            Failure = exception.Message;
            return null;
        }

        Unmatched++;
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nobody waits for what nobody asked for, but what was opened is closed.
        _opening.ContinueWith(
            opening => opening.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _ = _opening.ContinueWith(opening => opening.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private bool HasNext() => _isRead || (_isRead = (_iterator ??= _opening.GetAwaiter().GetResult()).TryRead(out _next));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AgreesWith(in MapsEntry entry, in VmaFacts facts)
    {
        var perm = entry.Perm;
        return facts.End == entry.End
            && (facts.Flags & ReadBit) != 0 == (perm[0] == 'r')
            && (facts.Flags & WriteBit) != 0 == (perm[1] == 'w')
            && (facts.Flags & ExecBit) != 0 == (perm[2] == 'x')
            && (facts.Flags & MayShareBit) != 0 == (perm[3] == 's')
            && (facts.File == 0 || facts.PageOffset == entry.Offset / _pageSize);
    }
}
