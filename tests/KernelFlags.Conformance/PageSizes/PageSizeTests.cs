using KernelFlags.Conformance.Mutations;
using KernelFlags.Conformance.Schedules;

namespace KernelFlags.Conformance.PageSizes;

/// <summary>What the kernel's own tests and the schedules ask for holds of larger pages, too: they run once more, with pages of 16 and 64 KiB.</summary>
public sealed class PageSizeTests
{
    public static TheoryData<int, string> Scenarios
    {
        get
        {
            var cases = new TheoryData<int, string>();
            foreach (var scenario in ScheduleTests.Names)
            {
                cases.Add(14, scenario.Data);
                cases.Add(16, scenario.Data);
            }

            return cases;
        }
    }

    [Theory]
    [InlineData(14)]
    [InlineData(16)]
    public void NamedTests_PassWithLargerPages(int pageShift) =>
        Assert.Empty(new NamedTests(LoadedAgain.WithPages(MutatedSources.Own, pageShift)).Failing());

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Scenario_GoesWellWithLargerPages(int pageShift, string scenario)
    {
        var type = LoadedAgain.WithPages(MutatedSources.Own, pageShift).Tests.GetType(typeof(Exploration).FullName!, throwOnError: true)!;
        Assert.Null(type.GetMethod(nameof(Exploration.FailuresOf))!.Invoke(null, [scenario]));
    }
}
