namespace KernelFlags.Conformance.Schedules;

/// <summary>What running a scenario in many orders found.</summary>
/// <param name="Runs">How many orders were run.</param>
/// <param name="IsComplete">Whether these are all with as few preemptions.</param>
/// <param name="Failure">What went wrong in the last one; null for nothing.</param>
/// <param name="Schedule">That order.</param>
internal sealed record Exploration(int Runs, bool IsComplete, string? Failure, string Schedule)
{
    /// <summary>Looks for an order in which a scenario fails: all of those with one preemption, then all with two.</summary>
    /// <param name="scenario">The scenario's name.</param>
    /// <returns>What was found.</returns>
    public static Exploration Of(string scenario)
    {
        var found = Of(Scenarios.All[scenario], maxPreemptions: 1, int.MaxValue);
        return found.Failure is null ? Of(Scenarios.All[scenario], maxPreemptions: 2, int.MaxValue) : found;
    }

    /// <summary>The same, in a word, for a caller that has another build of this type: what went wrong, and the same again.</summary>
    /// <param name="scenario">The scenario's name.</param>
    /// <returns>What went wrong, by the first order that fails and by that order run once more; null for nothing.</returns>
    public static string[]? FailuresOf(string scenario) =>
        Of(scenario) is { Failure: { } failure } found ? [failure, Replay(Scenarios.All[scenario], found.Schedule) ?? "nothing"] : null;

    /// <summary>Runs a scenario in one order after the other, depth first, until one fails.</summary>
    /// <param name="scenario">Makes the scenario anew for each run.</param>
    /// <param name="maxPreemptions">How often a thread loses its turn though it could go on.</param>
    /// <param name="maxRuns">How many orders at most.</param>
    /// <returns>What was found.</returns>
    public static Exploration Of(Func<Scenario> scenario, int maxPreemptions, int maxRuns)
    {
        using var scheduler = new Scheduler { MaxPreemptions = maxPreemptions };
        var schedule = new Schedule();
        for (var runs = 1; ; runs++)
        {
            if (scheduler.Run(scenario(), schedule) is { } failure)
            {
                return new(runs, false, failure, schedule.ToString());
            }

            if (!schedule.MoveNext())
            {
                return new(runs, true, null, "");
            }

            if (runs == maxRuns)
            {
                return new(runs, false, null, "");
            }
        }
    }

    /// <summary>Runs a scenario in one order, as an exploration named it.</summary>
    /// <param name="scenario">Makes the scenario.</param>
    /// <returns>What went wrong; null for nothing.</returns>
    public static string? Replay(Func<Scenario> scenario, string schedule)
    {
        using var scheduler = new Scheduler { MaxPreemptions = int.MaxValue };
        return scheduler.Run(scenario(), Schedules.Schedule.Parse(schedule));
    }
}
