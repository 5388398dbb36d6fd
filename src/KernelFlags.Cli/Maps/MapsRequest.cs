using System.Runtime.CompilerServices;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Cli.Maps.Rows;
using KernelFlags.Vma;

namespace KernelFlags.Cli.Maps;

/// <summary>What a call of <c>kflags maps</c> asks for.</summary>
/// <param name="Target">A process, <c>self</c>, or a file.</param>
/// <param name="Proc">Where proc is mounted.</param>
/// <param name="WithFlags">Whether flags are wanted.</param>
/// <param name="WithRows">Whether VMAs are shown, and not only sums.</param>
/// <param name="Explain">Whether borders are explained.</param>
/// <param name="Summarize">Whether borders are summed up.</param>
/// <param name="WithDetails">Whether all that keeps VMAs apart is told, however little it is.</param>
/// <param name="Top">The most causes in a summary; null for all that matter.</param>
/// <param name="WithMeanings">Whether flags are told with their meanings.</param>
/// <param name="Limit">The most VMAs; null for that of the machine.</param>
internal sealed record MapsRequest(
    string Target, string Proc, bool WithFlags, bool WithRows, bool Explain, bool Summarize, bool WithDetails, int? Top, bool WithMeanings, int? Limit)
{
    /// <summary>What the kernel sets where nobody has changed it (<c>DEFAULT_MAX_MAP_COUNT</c>).</summary>
    private const int DefaultLimit = 65530;

    /// <summary>Whether the kernel itself is asked for what smaps hides.</summary>
    public bool Prove { get; init; }

    /// <summary>Which VMAs are shown, how, and in which order.</summary>
    public MapsChoice Choice { get; init; } = MapsChoice.All;

    /// <summary>The file with the memory policies of a saved file; null for none.</summary>
    public string? NumaMaps { get; init; }

    /// <summary>Whether anybody asks for borders.</summary>
    public bool WithBorders => Explain || Summarize || Choice.Filter?.NeedsBorders == true;

    /// <summary>The most VMAs that the process may have.</summary>
    /// <param name="isLive">Whether it runs here: then the machine's setting holds.</param>
    public int LimitOf(bool isLive)
    {
        if (Limit is { } given)
        {
            return given;
        }

        try
        {
            var text = isLive ? File.ReadAllText(Path.Combine(Proc, "sys/vm/max_map_count")) : "";
            return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var limit) ? limit : DefaultLimit;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DefaultLimit;
        }
    }

    /// <summary>Opens what is looked at. Reading begins at once.</summary>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="isSparing">Whether memory matters more than time.</param>
    public MapsSource Open(Terminal terminal, bool isSparing = false) => MapsSource.Open(Target, terminal, Proc, WithFlags, Prove, NumaMaps, isSparing);

    /// <summary>Counts what the memory of a process, or of a saved text, is used for.</summary>
    /// <param name="borders">Takes each VMA first.</param>
    public UseSummary UsesOf(MapsSource source, BorderSummary borders) =>
        new(borders, source.Pid is { } pid ? Path.Combine(Proc, FormattableString.Invariant($"{pid}/root")) : null);

    /// <summary>Reads it to the end.</summary>
    /// <param name="sinks">Who takes the VMAs.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>How long it took, and how much was read.</returns>
    /// <exception cref="UnusableException">There is none: an empty file, as a thread of the kernel has.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadCost ReadAll(MapsSource source, MapsKernel kernel, IReadOnlyList<IMapsSink> sinks, CancellationToken cancel)
    {
        var guards = new List<AddressRange>();
        var kinds = new KindFinder(source.Pid is { } pid ? () => StackPointers.Of(Proc, pid) : null, sinks);
        var borders = new BorderTracker(kernel.Explainer, Prove ? new(kernel.RawFlags) : null, source.Policies);
        var count = 0;
        for (; source.TryRead(out var entry); count++)
        {
            cancel.ThrowIfCancellationRequested();
            guards.Clear();
            var flags = kernel.Explainer.Flags(entry);
            var areGuardsTold = !kernel.MayHoldGuards(flags) || (flags.IsTold && kernel.TellsGuards && source.TryFindGuards(entry, guards));
            var facts = source.FactsOf(entry);
            var item = new MapsItem(entry, flags, guards, areGuardsTold, WithBorders ? borders.Below(entry, facts) : null, facts);
            kinds.Add(item, borders.Previous);
            borders.Advance(entry, facts);
        }

        kinds.End();

        if (count == 0)
        {
            throw new UnusableException($"{source.Name} has no VMA; save one with cat /proc/PID/smaps > FILE");
        }

        if (Choice.Filter is { NeedsFields: true } && !source.TellsFlags && !source.TellsRss)
        {
            throw new UnusableException($"--filter '{Choice.Filter.Text}' asks for flags or sizes in memory, which {source.Name} does not tell: smaps does");
        }

        return new(WithFlags, source.Bytes, source.Elapsed, source.Pid is not null);
    }
}

/// <summary>What it cost to read.</summary>
/// <param name="WithFlags">Whether smaps was read, for which the kernel walks page tables.</param>
/// <param name="Bytes">How much text there was.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="IsLive">Whether a process was asked.</param>
internal sealed record ReadCost(bool WithFlags, long Bytes, TimeSpan Elapsed, bool IsLive)
{
    /// <summary>The cost as a person reads it; for a saved file there is none worth telling.</summary>
    /// <returns>One line; empty for a file.</returns>
    public string Text() => !IsLive ? ""
        : $"cost: {Sizes.Of((ulong)Bytes)} of {(WithFlags ? "smaps" : "maps")} in {Elapsed.TotalMilliseconds:0} ms; "
            + (WithFlags
                ? "the kernel walked the page tables of the process for it, under its mmap lock (--no-flags reads maps, which does not)\n"
                : "no page table was walked\n");
}
