using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Conformance.Schedules;

/// <summary>
/// Runs threads one at a time and decides at each step which of them goes on, as a <see cref="Schedule"/> lays it down: so many times it
/// may take the turn from a thread that could go on (preemptions); where one waits or ends, any other may follow.
/// </summary>
internal sealed class Scheduler : IDisposable
{
    private const int MaxSteps = 100_000;

    [ThreadStatic]
    private static Worker? _running;

    private readonly List<Worker> _workers = [];
    private readonly SemaphoreSlim _finished = new(0);
    private readonly List<Worker> _options = [];
    private Scenario _scenario = new([], () => { }, () => { });
    private Schedule _schedule = new();
    private Exception? _failure;
    private int _preemptions;
    private int _steps;
    private long _writes;

    /// <summary>How often a thread may lose its turn though it could go on.</summary>
    public required int MaxPreemptions { get; init; }

    /// <summary>A step of the running thread. Outside of a run it is nothing.</summary>
    /// <param name="writes">Whether it may change what another thread waits for.</param>
    public static void Step(bool writes = false)
    {
        if (_running is { } worker)
        {
            worker.Scheduler.StepOf(worker, writes);
        }
    }

    /// <summary>The running thread waits for another one.</summary>
    public static void Wait()
    {
        if (_running is { } worker)
        {
            worker.Scheduler.WaitOf(worker);
        }
        else
        {
            throw new WaitingException();
        }
    }

    /// <summary>Runs a scenario once.</summary>
    /// <param name="scenario">The scenario, fresh.</param>
    /// <param name="schedule">The order; choices that it does not lay down are added.</param>
    /// <returns>What went wrong; null for nothing.</returns>
    public string? Run(Scenario scenario, Schedule schedule)
    {
        schedule.Rewind();
        (_scenario, _schedule, _failure, _preemptions, _steps, _writes) = (scenario, schedule, null, 0, 0, 0);
        while (_workers.Count < scenario.Threads.Count)
        {
            _workers.Add(new(this));
        }

        for (var i = 0; i < _workers.Count; i++)
        {
            _workers[i].Prepare(i < scenario.Threads.Count ? scenario.Threads[i] : null);
        }

        PassOn(null);
        _finished.Wait();
        if (_failure is null)
        {
            Check(scenario.AtEnd);
        }

        return _failure is null ? null : _failure is BrokenException ? _failure.Message : _failure.ToString();
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Stop();
        }

        _finished.Dispose();
    }

    private void StepOf(Worker worker, bool writes)
    {
        if (_failure is not null || ++_steps > MaxSteps)
        {
            _failure ??= new BrokenException("it does not end");
            throw new StoppedException();
        }

        FindOptions(worker);
        if (_options.Count > 0 && _preemptions < MaxPreemptions && _schedule.Choose(_steps, _options.Count + 1) is var choice and > 0)
        {
            _preemptions++;
            HandOver(worker, _options[choice - 1]);
        }

        _writes += writes ? 1 : 0;
    }

    /// <summary>A thread goes on waiting until another one has written since it looked the time before.</summary>
    private void WaitOf(Worker worker)
    {
        _steps++;
        worker.WaitsSince = worker.LookedAt;
        worker.LookedAt = _writes;
        FindOptions(worker);
        if (_options.Count > 0)
        {
            HandOver(worker, _options[_schedule.Choose(_steps, _options.Count)]);
        }
        else if (!worker.MayGoOn(_writes))
        {
            _failure ??= new BrokenException("deadlock: each thread waits for another");
            throw new StoppedException();
        }

        worker.WaitsSince = null;
    }

    private void HandOver(Worker from, Worker to)
    {
        Check(_scenario.Always);
        to.Turn.Release();
        from.Turn.Wait();
        if (_failure is not null)
        {
            throw new StoppedException();
        }
    }

    /// <summary>The other threads that could go on.</summary>
    private void FindOptions(Worker? besides)
    {
        _options.Clear();
        foreach (var worker in _workers)
        {
            if (worker != besides && !worker.IsDone && (worker.MayGoOn(_writes) || _failure is not null))
            {
                _options.Add(worker);
            }
        }
    }

    /// <summary>A thread is done, or none has begun: another one follows.</summary>
    private void PassOn(Worker? done)
    {
        FindOptions(done);
        if (_options.Count == 0 && _workers.Any(w => !w.IsDone))
        {
            _failure ??= new BrokenException("deadlock: a thread waits for one that is done");
            FindOptions(done);
        }

        if (_options.Count == 0)
        {
            _finished.Release();
        }
        else
        {
            Check(_scenario.Always);
            _steps++;
            _options[_failure is null ? _schedule.Choose(_steps, _options.Count) : 0].Turn.Release();
        }
    }

    private void Check(Action check)
    {
        var running = _running;
        _running = null;
        try
        {
            check();
        }
        catch (WaitingException)
        {
            // In the middle of a change that readers have to wait for nothing can be said, but at the end it can.
            _failure ??= check == _scenario.AtEnd ? new BrokenException("a lock is held at the end") : null;
        }
        catch (Exception e) when (e is not StoppedException)
        {
            _failure ??= e;
        }
        finally
        {
            _running = running;
        }
    }

    private sealed class Worker
    {
        private Action? _action;
        private bool _isStopped;

        public Worker(Scheduler scheduler)
        {
            Scheduler = scheduler;
            new Thread(Work) { IsBackground = true }.Start();
        }

        public Scheduler Scheduler { get; }

        public SemaphoreSlim Turn { get; } = new(0);

        public bool IsDone { get; private set; }

        /// <summary>How much was written when it last looked in vain.</summary>
        public long LookedAt { get; set; }

        /// <summary>How much must have been written for it to go on; null where it does not wait.</summary>
        public long? WaitsSince { get; set; }

        public bool MayGoOn(long writes) => WaitsSince is null || WaitsSince < writes;

        public void Prepare(Action? action) => (_action, IsDone, LookedAt, WaitsSince) = (action, action is null, 0, null);

        public void Stop()
        {
            _isStopped = true;
            Turn.Release();
        }

        private void Work()
        {
            for (; ; )
            {
                Turn.Wait();
                if (_isStopped)
                {
                    return;
                }

                _running = this;
                try
                {
                    _action!();
                }
                catch (StoppedException)
                {
                }
#pragma warning disable CA1031 // Whatever a thread throws is what the run found.
                catch (Exception e)
                {
                    Scheduler._failure ??= e;
                }
#pragma warning restore CA1031
                finally
                {
                    _running = null;
                }

                IsDone = true;
                Scheduler.PassOn(this);
            }
        }
    }

    /// <summary>Ends a thread of a run that has failed.</summary>
    [SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It says all by its type.")]
    private sealed class StoppedException : Exception;

    /// <summary>Somebody who is no thread of the run would have to wait.</summary>
    [SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It says all by its type.")]
    private sealed class WaitingException : Exception;
}
