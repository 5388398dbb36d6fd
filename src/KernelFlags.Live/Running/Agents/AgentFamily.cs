using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KernelFlags.Live.Running.Agents;

/// <summary>
/// The processes of one run. All descend from one that stays empty, so that those whose parent has ended are not left to others. They end
/// with this object, and with the thread that made it.
/// </summary>
internal sealed unsafe class AgentFamily : IDisposable
{
    private const int SetChildSubreaper = 36;
    private const ulong IgnoreSignal = 1;

    private readonly HangWatch _watch;
    private readonly Agent _root;
    private readonly List<Agent> _children = [];

    /// <summary>Starts the first process.</summary>
    /// <param name="files">Files that the processes have open.</param>
    /// <param name="longest">How long a system call may take.</param>
    /// <param name="cancel">Ends a system call that takes long.</param>
    /// <exception cref="RunningKernelException">It can't be started, or not be traced.</exception>
    public AgentFamily(IReadOnlyList<SafeFileHandle> files, TimeSpan longest, CancellationToken cancel)
    {
        Orders = new AgentOrders();
        // Above all descriptors that are copied, so that no copy takes the place of one that is still to be copied.
        FirstFile = files.Select(f => (int)f.DangerousGetHandle()).Append(Orders.Fd).Max() + 2;
        _watch = new HangWatch(longest, cancel);
        try
        {
            _root = new Agent(Spawn(files), Orders, _watch);
            Prepare();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the processes are told by.</summary>
    public AgentOrders Orders { get; }

    /// <summary>The descriptor that the first of the files has in the processes; the others follow.</summary>
    public int FirstFile { get; }

    private int OrdersFd => FirstFile - 1;

    /// <summary>A new process, with nothing mapped but what it consists of.</summary>
    public Agent Start() => Add(_root.Fork());

    /// <summary>A copy of a process.</summary>
    public Agent Fork(Agent parent) => Add(parent.Fork());

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var child in _children)
        {
            child.End();
        }

        _root?.End();
        _watch.Dispose();
        Orders.Dispose();
    }

    private Agent Add(Agent child)
    {
        _children.RemoveAll(c => !c.IsAlive);
        _children.Add(child);
        return child;
    }

    private int Spawn(IReadOnlyList<SafeFileHandle> files)
    {
        using var image = Executable();
        const int ActionsSize = 256; // more than any C library needs
        var actions = stackalloc byte[ActionsSize];
        Check("posix_spawn_file_actions_init", LibC.SpawnActionsInit(actions));
        Check("posix_spawn_file_actions_adddup2", LibC.SpawnActionsAddDup2(actions, Orders.Fd, OrdersFd));
        for (var i = 0; i < files.Count; i++)
        {
            var fd = (int)files[i].DangerousGetHandle();
            Check("posix_spawn_file_actions_adddup2", LibC.SpawnActionsAddDup2(actions, fd, FirstFile + i));
        }

        try
        {
            fixed (byte* name = "kflags-agent\0"u8)
            {
                var argv = stackalloc byte*[] { name, null };
                var envp = stackalloc byte*[] { null };
                var path = $"/proc/{Environment.ProcessId}/fd/{image.DangerousGetHandle()}";
                Check("posix_spawn", LibC.PosixSpawn(out var pid, path, actions, null, argv, envp));
                return pid;
            }
        }
        finally
        {
            _ = LibC.SpawnActionsDestroy(actions);
        }
    }

    private static SafeFileHandle Executable()
    {
        var fd = LibC.MemfdCreate("kflags-agent", 1);
        if (fd < 0)
        {
            throw RunningKernelException.Of("memfd_create", Marshal.GetLastPInvokeError());
        }

        var handle = new SafeFileHandle(fd, ownsHandle: true);
        RandomAccess.Write(handle, AgentProgram.Image(), 0);
        return handle;
    }

    private void Prepare()
    {
        Ptrace.Seize(_root.Pid);
        _root.WaitForStop();
        _root.MapOrders(OrdersFd);
        Orders.Room[..4].Clear();
        Orders.Room[0] = IgnoreSignal;
        Expect("rt_sigaction", _root.Call(SystemCall.RtSigaction, Signals.Child, AgentOrders.RoomAddress, 0, sizeof(ulong)));
        Expect("prctl", _root.Call(SystemCall.Prctl, SetChildSubreaper, 1));
    }

    private static void Check(string what, int errno)
    {
        if (errno != 0)
        {
            throw RunningKernelException.Of(what, errno);
        }
    }

    private static void Expect(string what, long result)
    {
        if (result < 0)
        {
            throw RunningKernelException.Of(what, (int)-result);
        }
    }
}
