using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Conformance.Schedules;

/// <summary>What threads do at the same time on one address space goes well in every order of their steps.</summary>
public sealed class ScheduleTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Scenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_InEveryOrder_GoesWell(string scenario)
    {
        var found = Exploration.Of(scenario);
        output.WriteLine($"{found.Runs} orders with at most two preemptions, which are all");
        Assert.True(found.Failure is null, $"{found.Failure}\nschedule {found.Schedule}");
        Assert.True(found.IsComplete);
        Assert.True(found.Runs > 20, "There is next to nothing to choose.");
    }

    [Fact]
    public void Exploration_FindsALostUpdate_AndRunsItAgain()
    {
        var found = Exploration.Of(LosesUpdates, maxPreemptions: 1, maxRuns: 100);
        Assert.Equal("an update is lost", found.Failure);
        Assert.Equal("an update is lost", Exploration.Replay(LosesUpdates, found.Schedule));
        Assert.Null(Exploration.Replay(LosesUpdates, ""));
    }

    [Fact]
    public void Exploration_FindsADeadlock()
    {
        var found = Exploration.Of(LocksCrosswise, maxPreemptions: 1, maxRuns: 100);
        Assert.StartsWith("deadlock", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Exploration_SeesEveryOrderOnce()
    {
        var seen = new List<string>();
        var found = Exploration.Of(() => Records(seen), maxPreemptions: 4, maxRuns: 1000);

        // Two threads of two steps each: four over two.
        Assert.True(found.IsComplete);
        Assert.Equal(["aabb", "abab", "abba", "baab", "baba", "bbaa"], seen.Distinct().Order(StringComparer.Ordinal));
    }

    private static Scenario LosesUpdates()
    {
        var word = new ulong[1];
        void Add() => Stepped.Write(ref word[0], Stepped.Read(ref word[0]) + 1);
        return new([Add, Add], () => { }, () =>
        {
            if (word[0] != 2)
            {
                throw new BrokenException("an update is lost");
            }
        });
    }

    private static Scenario LocksCrosswise()
    {
        var words = new ulong[2];
        void Lock(int first, int second)
        {
            WordLock<Stepped>.Enter(ref words[first]);
            WordLock<Stepped>.Enter(ref words[second]);
            WordLock<Stepped>.Exit(ref words[second]);
            WordLock<Stepped>.Exit(ref words[first]);
        }

        return new([() => Lock(0, 1), () => Lock(1, 0)], () => { }, () => { });
    }

    private static Scenario Records(List<string> seen)
    {
        var word = new ulong[1];
        var order = "";
        void Go(char name)
        {
            Stepped.Write(ref word[0], 0);
            order += name;
            Stepped.Write(ref word[0], 0);
            order += name;
        }

        return new([() => Go('a'), () => Go('b')], () => { }, () => seen.Add(order));
    }
}
