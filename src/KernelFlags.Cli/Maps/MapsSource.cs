using System.Globalization;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Maps.Html;
using KernelFlags.Live.Bpf;
using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;
using KernelFlags.Proc.Processes;
using KernelFlags.Vma;

namespace KernelFlags.Cli.Maps;

/// <summary>The VMAs of a process, or of a saved file, and what the user is told where they can't be read.</summary>
internal sealed class MapsSource : IDisposable
{
    /// <summary>The word for standard input.</summary>
    public const string StandardInput = "-";

    private const string Self = "self";

    private readonly MapsReadAhead _entries;
    private readonly ProcessFolder? _process;
    private readonly ProcessActivity? _activity;
    private readonly GuardScanner? _guards;
    private readonly ProcessFacts? _facts;

    private MapsSource(
        string name, Stream stream, bool isSparing, MapsPolicies? policies, ProcessFolder? process = null, ProcessActivity? activity = null, ProcessFacts? facts = null)
    {
        (Name, Policies, _process, _activity, _facts) = (name, policies, process, activity, facts);
        _guards = process?.OpenPagemap() is { } pagemap ? new(pagemap) : null;
        _entries = new MapsReadAhead(stream, isSaved: process is null, isSparing);
    }

    /// <summary>What messages call it: the path of the text.</summary>
    public string Name { get; }

    /// <summary>The process; null for a saved file.</summary>
    public int? Pid => _process?.Pid;

    /// <summary>The memory policies; null where nothing tells them.</summary>
    public MapsPolicies? Policies { get; }

    /// <summary>Whether a guard that is there is seen.</summary>
    public bool SeesGuards => _guards is not null;

    /// <summary>Ranges that were too long to look for guards in.</summary>
    public int SkippedByGuards => _guards?.Skipped ?? 0;

    /// <summary>Why the kernel itself can't be asked; null where it can, or nobody wanted it to be.</summary>
    public string? WithoutFacts => _facts?.Failure;

    /// <summary>How many VMAs the kernel did not have as they were read, so that nothing more is known of them.</summary>
    public int VmasWithoutFacts => _facts?.Unmatched ?? 0;

    /// <summary>Whether one of the first VMAs tells what is in memory.</summary>
    public bool TellsRss => _entries.TellsRss;

    /// <summary>Whether one of the first VMAs tells its flags.</summary>
    public bool TellsFlags => _entries.TellsFlags;

    /// <summary>Whether the process changed its memory while it was read, as far as that can be told; complete after the last VMA.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>What the text has that the kernel writes otherwise; complete after the last VMA.</summary>
    public IReadOnlyList<MapsNote> Notes => _entries.Notes;

    /// <summary>Which fields there were; complete after the last VMA.</summary>
    public IReadOnlyList<MapsField> Fields => _entries.Fields;

    /// <summary>How much text was read, in bytes.</summary>
    public long Bytes => _entries.Bytes;

    /// <summary>How long it took to read all of it.</summary>
    public TimeSpan Elapsed => _entries.Elapsed;

    /// <summary>Opens what the user named. Reading begins at once.</summary>
    /// <param name="target">A process, <c>self</c>, or a file.</param>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="proc">Where proc is mounted.</param>
    /// <param name="withFields">Whether flags and sizes are wanted.</param>
    /// <param name="withFacts">Whether the kernel itself is to be asked too.</param>
    /// <param name="numaMaps">The file that was saved with a file's; null for none.</param>
    /// <param name="isSparing">Whether memory matters more than time.</param>
    /// <exception cref="UnusableException">There is no such thing.</exception>
#pragma warning disable CA2000 // The source closes what it reads.
    public static MapsSource Open(string target, Terminal terminal, string proc, bool withFields, bool withFacts, string? numaMaps = null, bool isSparing = false)
    {
        if (PidOf(target) is { } pid)
        {
            var process = new ProcessFolder(proc, pid);

            // kflags changes its own memory by reading it.
            var activity = pid == ProcessFolder.OwnPid ? null : process.Watch();
            var text = process.Open(withFields);
            return new(
                process.PathOf(withFields ? "smaps" : "maps"),
                text,
                isSparing,
                new(process.PathOf("numa_maps"), isSaved: false, process.OpenNumaMaps),
                process,
                activity,
                withFacts ? ProcessFacts.Begin(process) : null);
        }

        return new(
            target,
            target == StandardInput ? terminal.OpenInput() : SavedPage.TextOf(InputFile.Open(terminal, target, "name a process, self, a saved smaps file, or - for standard input"), target),
            isSparing,
            numaMaps is null ? null : OpenPolicies(numaMaps, terminal));
    }

    private static MapsPolicies OpenPolicies(string file, Terminal terminal)
    {
        var stream = file == StandardInput ? terminal.OpenInput() : InputFile.Open(terminal, file, "name a file saved with cat /proc/PID/numa_maps");
        return new(file, isSaved: true, () => stream, stream);
    }
#pragma warning restore CA2000

    /// <summary>The process that a word names.</summary>
    /// <returns>Its number; null where it is a file.</returns>
    public static int? PidOf(string target) =>
        target == Self ? ProcessFolder.OwnPid ?? Environment.ProcessId
        : int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

    /// <summary>The next VMA.</summary>
    /// <returns>False after the last one.</returns>
    /// <exception cref="UnusableException">The text is none of maps or smaps, or can't be read to its end.</exception>
    public bool TryRead(out MapsEntry entry)
    {
        try
        {
            if (_entries.TryRead(out entry))
            {
                return true;
            }
        }
        catch (InputException wrong)
        {
            throw new UnusableException(wrong.Format(Name));
        }
        catch (ProcessException ended)
        {
            throw new UnusableException(ended.Message, ended);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{Name} can't be read: {exception.Message}", exception);
        }

        HasChanged |= _process is not null && (_entries.Notes.Count > 0 || (_activity is not null && _process.HasChanged(_activity, _entries.Fingerprint)));
        return false;
    }

    /// <summary>What the kernel has of a VMA.</summary>
    /// <param name="entry">The VMA that was read last.</param>
    /// <returns>What it has; null where that can't be told, or nobody wanted it.</returns>
    public VmaFacts? FactsOf(in MapsEntry entry) => _facts?.Of(entry);

    /// <summary>Finds the guards in a VMA.</summary>
    /// <param name="guards">Where they are added.</param>
    /// <returns>False where nothing tells which there are: for a saved file.</returns>
    public bool TryFindGuards(in MapsEntry entry, List<AddressRange> guards)
    {
        var skipped = SkippedByGuards;
        _guards?.Find(entry.Start, entry.End, guards);
        return SeesGuards && SkippedByGuards == skipped;
    }

    public void Dispose()
    {
        _entries.Dispose();
        _guards?.Dispose();
        _facts?.Dispose();
        Policies?.Dispose();
    }
}
