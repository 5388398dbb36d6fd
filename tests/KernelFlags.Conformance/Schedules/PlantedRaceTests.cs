using System.Reflection;
using KernelFlags.Conformance.Mutations;

namespace KernelFlags.Conformance.Schedules;

/// <summary>The exploration is tested: each race that is planted in the engine is found, and its order of steps finds it again.</summary>
public sealed class PlantedRaceTests(PlantedRaceTests.Engine engine) : IClassFixture<PlantedRaceTests.Engine>
{
    public static TheoryData<string> Names => [.. PlantedRaces.All.Select(r => r.Mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Race_IsFound(string race)
    {
        var (mutation, scenario) = PlantedRaces.All.Single(r => r.Mutation.Name == race);
        var context = engine.With(mutation);
        var failures = context.Tests.GetType(typeof(Exploration).FullName!)!
            .GetMethod(nameof(Exploration.FailuresOf), BindingFlags.Public | BindingFlags.Static)!
            .Invoke(null, [scenario]);
        var found = Assert.IsType<string[]>(failures);
        Assert.Equal(found[0], found[1]);
    }

    /// <summary>One engine for all races, of which one at a time is in it.</summary>
    public sealed class Engine
    {
        private readonly MutatedContext _context = MutatedSources.WithEngine();

        internal MutatedContext With(Mutation race) => _context.TryChoose(race) ? _context : MutatedSources.With(race);
    }
}
