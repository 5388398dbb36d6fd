using KernelFlags.Live.Replay;
using KernelFlags.Live.Running.Agents;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Live.Running;

/// <summary>
/// The running kernel as the target of operations: a process for each address space, driven and looked at from outside. It needs root, for
/// pagemap, userfaultfd and locked memory, and x86-64. Everything is done on the thread that made it; see <see cref="LiveThread"/>.
/// </summary>
public sealed class LiveTarget : ITraceTarget, IDisposable
{
    private readonly LiveFiles _files;
    private readonly AgentFamily _family;
    private readonly List<Space?> _spaces = [];
    private readonly LiveProbe _probe;
    private readonly TraceRange _window;

    /// <summary>One empty address space.</summary>
    /// <param name="options">What it is in.</param>
    /// <param name="cancel">Ends a system call that takes long.</param>
    /// <exception cref="RunningKernelException">The kernel can't be asked.</exception>
    /// <exception cref="IOException">The files can't be made.</exception>
    public LiveTarget(LiveOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Supported.CheckOperations();
        _window = options.Window;
        _files = new LiveFiles(options.Folder, options.FileSize);
        try
        {
            _family = new AgentFamily(_files.Handles, options.LongestCall, cancel);
            _probe = new LiveProbe(_family, _files.Handles.Count, _window.Start);
            var first = _family.Start();
            Prepare(first, options);
            _spaces.Add(new Space(first, this, inherited: null));
            Header = Describe(options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The first line of a trace of this, without seed and mix.</summary>
    public TraceHeader Header { get; }

    /// <summary>The setting read_ahead_kb of the disk that the files are on; null where the kernel does not tell.</summary>
    public int? ReadAheadKilobytes => KernelSettings.ReadAheadKilobytes(_probe.Files[0].Device);

    /// <summary>The processes of the address spaces that are alive.</summary>
    public IEnumerable<int> Processes => _spaces.OfType<Space>().Select(s => s.Agent.Pid);

    /// <inheritdoc/>
    /// <exception cref="RunningKernelException">The process was ended from outside.</exception>
    public string? Apply(TraceOperation operation, out TraceOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var space = _spaces[operation.AddressSpace]!;
        try
        {
            outcome = operation.Op switch
            {
                TraceOp.Fork => Fork(space),
                TraceOp.Exit => Exit(space),
                TraceOp.Touch => Touch(space.Agent, operation),
                _ => Outcome(operation, Call(space, operation)),
            };
        }
        catch (HangException)
        {
            outcome = new TraceOutcome(0, Hang: true);
        }
        catch (RunningKernelException)
        {
            space.Agent.ThrowIfEnded();
            throw;
        }

        if (operation.Op == TraceOp.Exit || outcome.Hang)
        {
            space.Dispose();
            _spaces[operation.AddressSpace] = null;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Snapshot(int addressSpace, TraceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var space = _spaces[addressSpace]!;
        try
        {
            space.View.Take(snapshot);
        }
        catch
        {
            space.Agent.ThrowIfEnded();
            throw;
        }
    }

    /// <summary>Looks whether what was found is of processes that were ended meanwhile.</summary>
    /// <exception cref="RunningKernelException">One was ended from outside.</exception>
    public void ThrowIfEnded() => _spaces.ForEach(space => space?.Agent.ThrowIfEnded());

    /// <inheritdoc/>
    public void Dispose()
    {
        _spaces.ForEach(s => s?.Dispose());
        _family?.Dispose();
        _files.Dispose();
    }

    private static TraceOutcome Outcome(TraceOperation operation, long result)
    {
        const long LowestError = -4095;
        return result is < 0 and >= LowestError
            ? TraceOutcome.Failure((int)-result)
            : new TraceOutcome(0, TraceCalls.Of(operation.Op).ReturnsAddress ? (ulong)result : 0);
    }

    private long Call(Space space, TraceOperation o)
    {
        const ulong SetVma = 0x53564d41; // PR_SET_VMA, with PR_SET_VMA_ANON_NAME, which is 0
        const ulong NodeBits = 65;
        var agent = space.Agent;
        return o.Op switch
        {
            TraceOp.Mmap => agent.Call(SystemCall.Mmap, o.Address, o.Length, (ulong)o.Protection, (ulong)o.MapFlags, FileOf(o), o.Offset),
            TraceOp.Munmap => agent.Call(SystemCall.Munmap, o.Address, o.Length),
            TraceOp.Mprotect => agent.Call(SystemCall.Mprotect, o.Address, o.Length, (ulong)o.Protection),
            TraceOp.Madvise => agent.Call(SystemCall.Madvise, o.Address, o.Length, (ulong)o.Advice),
            TraceOp.Mlock => agent.Call(SystemCall.Mlock, o.Address, o.Length),
            TraceOp.Mlock2 => agent.Call(SystemCall.Mlock2, o.Address, o.Length, o.On ? (ulong)LockFlags.OnFault : 0),
            TraceOp.Munlock => agent.Call(SystemCall.Munlock, o.Address, o.Length),
            TraceOp.Mseal => agent.Call(SystemCall.Mseal, o.Address, o.Length),
            TraceOp.Mremap => agent.Call(SystemCall.Mremap, o.Address, o.Length, o.NewLength, (ulong)o.RemapFlags, o.NewAddress ?? 0),
            TraceOp.Name => agent.Call(SystemCall.Prctl, SetVma, 0, o.Address, o.Length, _family.Orders.SetText(o.Name)),
            TraceOp.UffdRegister => space.Uffds.Register(o.Context, o.Address, o.Length, (ulong)o.UffdMode),
            TraceOp.UffdUnregister => space.Uffds.Unregister(o.Context, o.Address, o.Length),
            TraceOp.UffdWriteProtect => space.Uffds.WriteProtect(o.Context, o.Address, o.Length, o.On),
            TraceOp.Brk => agent.Call(SystemCall.Brk, o.Address),
            TraceOp.Mbind when o.Nodes == 0 => agent.Call(SystemCall.Mbind, o.Address, o.Length, (ulong)o.PolicyMode, 0, 0, (ulong)o.PolicyFlags),
            TraceOp.Mbind => agent.Call(SystemCall.Mbind, o.Address, o.Length, (ulong)o.PolicyMode, Nodes(o.Nodes), NodeBits, (ulong)o.PolicyFlags),
            _ => throw new ArgumentOutOfRangeException(nameof(o), o.Op, "This is no call."),
        };
    }

    private ulong FileOf(TraceOperation o) =>
        o.File > 0 && o.File <= _files.Handles.Count ? (ulong)(_family.FirstFile + o.File - 1) : ulong.MaxValue;

    private ulong Nodes(ulong nodes)
    {
        _family.Orders.Room[0] = nodes;
        _family.Orders.Room[1] = 0;
        return AgentOrders.RoomAddress;
    }

    private static TraceOutcome Touch(Agent agent, TraceOperation o)
    {
        var (signal, address) = agent.Touch(o.Address, o.Address + o.Length, o.On);
        return signal switch
        {
            0 => TraceOutcome.Success,
            Signals.Bus => new TraceOutcome(0, 0, TraceSignal.Sigbus, address),
            _ => new TraceOutcome(0, 0, TraceSignal.Segv, address),
        };
    }

    private TraceOutcome Fork(Space parent)
    {
        var child = _family.Fork(parent.Agent);
        _spaces.Add(new Space(child, this, parent.Uffds));
        return TraceOutcome.Success;
    }

    private static TraceOutcome Exit(Space space)
    {
        space.Agent.ThrowIfEnded();
        space.Agent.End();
        return TraceOutcome.Success;
    }

    private int FileOf(MapsEntry entry) => _probe.Files.IndexOf((entry.Backing.Device, entry.Backing.Inode)) + 1;

    private void Prepare(Agent agent, LiveOptions options)
    {
        const ulong ThpDisable = 41; // PR_SET_THP_DISABLE
        agent.Call(SystemCall.Prctl, ThpDisable, options.HugePagesDisabled ? 1ul : 0);
        if (options.HeapStart is { } heap)
        {
            LiveHeap.Move(agent, _family.Orders, heap);
        }
    }

    private TraceHeader Describe(LiveOptions options) => new()
    {
        Kernel = KernelSettings.Release,
        Window = _window,
        Config = KernelSettings.Config(),
        MaxMapCount = KernelSettings.Number("max_map_count", 65530),
        OvercommitMemory = KernelSettings.Number("overcommit_memory", 0),
        ProtectionKeys = KernelSettings.ProtectionKeys,
        Thp = KernelSettings.Choice("enabled"),
        ThpShmem = KernelSettings.Choice("shmem_enabled"),
        ThpDisabled = options.HugePagesDisabled,
        Probe = _probe.Found,
        Files = _files.Described,
        Uffd = _spaces[0]!.Uffds.Features,
        HeapStart = options.HeapStart,
    };

    private sealed class Space(Agent agent, LiveTarget target, LiveUserfaultfds? inherited) : IDisposable
    {
        public Agent Agent { get; } = agent;

        public ProcessView View { get; } = new(agent.Pid, target._window, target.FileOf, target._probe.Found["guard_pagemap"]);

        public LiveUserfaultfds Uffds { get; } = new(agent, target._family.Orders, inherited);

        public void Dispose() => View.Dispose();
    }
}
