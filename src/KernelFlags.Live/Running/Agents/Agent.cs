using System.Runtime.InteropServices;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Running.Agents;

/// <summary>
/// A process whose address space is looked at: it runs <see cref="AgentProgram"/> under ptrace(2) and does what it is told. It ends with
/// the thread that traces it, whatever becomes of that thread. Everything here is done on that one thread.
/// </summary>
internal sealed class Agent
{
    private const int EventFork = 1;
    private const int EventStop = 128;

    private readonly AgentOrders _orders;
    private readonly HangWatch _watch;

    /// <summary>Whether it stands where a touch faulted. Elsewhere it goes on with what its orders name.</summary>
    private bool _stands;

    private int _forked;

    /// <summary>A process that is traced already.</summary>
    public Agent(int pid, AgentOrders orders, HangWatch watch)
    {
        (Pid, _orders, _watch) = (pid, orders, watch);
        IsAlive = true;
    }

    /// <summary>The process.</summary>
    public int Pid { get; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>Makes a system call.</summary>
    /// <returns>What the kernel returns: an error is its negative number.</returns>
    public long Call(SystemCall call, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0, ulong e = 0, ulong f = 0)
    {
        _orders.Set(AgentProgram.CallAddress, (ulong)call, a, b, c, d, e, f);
        var (signal, address) = Run(AgentProgram.CallAddress);
        return signal == 0
            ? (long)_orders.Result
            : throw new RunningKernelException($"the process {Pid} got signal {signal} at 0x{address:x} in a system call");
    }

    /// <summary>Touches a byte of each page of a range, up to the first that faults.</summary>
    /// <returns>The signal, 0 without one, and the address that was touched.</returns>
    public (int Signal, ulong Address) Touch(ulong start, ulong end, bool write)
    {
        var program = write ? AgentProgram.WriteAddress : AgentProgram.ReadAddress;
        _orders.Set(program, 0, start, end, 0, 0, 0, 0);
        return Run(program);
    }

    /// <summary>Makes a copy of the process.</summary>
    /// <exception cref="RunningKernelException">fork(2) fails.</exception>
    public Agent Fork()
    {
        _forked = 0;
        var result = Call(SystemCall.Fork);
        if (result < 0 || _forked == 0)
        {
            throw RunningKernelException.Of("fork", (int)-result, "a limit on processes may be reached (ulimit -u)");
        }

        var child = new Agent(_forked, _orders, _watch);
        child.WaitForStop();
        child.Run(AgentProgram.CallAddress);
        return child;
    }

    /// <summary>Ends the process; its memory has been given back when this returns.</summary>
    public void End()
    {
        if (!IsAlive)
        {
            return;
        }

        _ = LibC.Kill(Pid, Signals.Kill);
        WaitForEnd();
    }

    /// <summary>
    /// Tells apart what is wrong of a process from what is wrong because it was ended: its memory goes a moment before it can be waited
    /// for, and what /proc shows of it until then is anything.
    /// </summary>
    /// <exception cref="RunningKernelException">The process was ended from outside.</exception>
    public void ThrowIfEnded()
    {
        if (IsAlive && Ptrace.IsStopped(Pid))
        {
            return;
        }

        WaitForEnd();
        throw Ended();
    }

    /// <summary>Waits for the first stop after a fork or a seizure.</summary>
    public void WaitForStop()
    {
        if (!Wait(out var status) || HasEnded(status))
        {
            throw Ended();
        }
    }

    /// <summary>Maps the page of orders, the one call that is made without it.</summary>
    public void MapOrders(int fd)
    {
        Ptrace.BeginWithMmap(Pid, AgentProgram.SystemCallAddress, AgentProgram.OrdersAddress, fd);
        if (Run(AgentProgram.CallAddress).Signal != 0)
        {
            throw new RunningKernelException($"the process {Pid} can't map the page by which it is told what to do");
        }
    }

    private (int Signal, ulong Address) Run(ulong program)
    {
        if (!IsAlive)
        {
            throw Ended();
        }

        if (_stands)
        {
            Ptrace.SetInstruction(Pid, program);
            _stands = false;
        }

        _watch.Begin(Pid);
        var deliver = 0;
        while (true)
        {
            Ptrace.Continue(Pid, deliver);
            if (!Wait(out var status) || HasEnded(status))
            {
                IsAlive = false;
                throw _watch.End() ? new HangException() : Ended();
            }

            var signal = (status >> 8) & 0xff;
            var traceEvent = status >> 16;
            if (traceEvent == EventFork)
            {
                _forked = Ptrace.EventMessage(Pid);
            }

            deliver = 0;
            if (traceEvent is EventFork or EventStop || signal == Signals.Child)
            {
                continue;
            }

            if (signal is Signals.Trap or Signals.Segv or Signals.Bus)
            {
                _watch.End();
                return signal == Signals.Trap ? default : (signal, Fault());
            }

            deliver = signal;
        }
    }

    /// <summary>The address that a fault was at.</summary>
    private ulong Fault()
    {
        _stands = true;
        return Ptrace.FaultAddress(Pid);
    }

    private void WaitForEnd()
    {
        while (IsAlive && Wait(out var status) && !HasEnded(status))
        {
        }

        IsAlive = false;
    }

    private bool Wait(out int status)
    {
        const int AllOfThisThread = 0x6000_0000; // __WALL | __WNOTHREAD
        while (true)
        {
            if (LibC.WaitPid(Pid, out status, AllOfThisThread) == Pid)
            {
                return true;
            }

            if (TraceNames.Errors.NameOf(Marshal.GetLastPInvokeError()) != "EINTR")
            {
                return false;
            }
        }
    }

    private static bool HasEnded(int status) => (status & 0x7f) != 0x7f;

    private RunningKernelException Ended() =>
        new($"the process {Pid}, whose address space is looked at, was ended from outside; the kernel's log tells whether memory ran out");
}
