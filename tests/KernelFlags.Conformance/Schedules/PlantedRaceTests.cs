using System.Reflection;
using KernelFlags.Conformance.Mutations;

namespace KernelFlags.Conformance.Schedules;

/// <summary>The exploration is tested: each race that is planted in the engine is found, and its order of steps finds it again.</summary>
public sealed class PlantedRaceTests(PlantedRaceTests.Sources sources) : IClassFixture<PlantedRaceTests.Sources>
{
    public static TheoryData<string> Names => [.. PlantedRaces.All.Select(r => r.Mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Race_IsFound(string race)
    {
        var (mutation, scenario) = PlantedRaces.All.Single(r => r.Mutation.Name == race);
        var (name, assembly) = sources.Mutated.Compile(mutation);
        var context = new MutatedContext(new Dictionary<string, byte[]> { [name] = assembly });
        try
        {
            var failures = context.Tests.GetType(typeof(Exploration).FullName!)!
                .GetMethod(nameof(Exploration.FailuresOf), BindingFlags.Public | BindingFlags.Static)!
                .Invoke(null, [scenario]);
            var found = Assert.IsType<string[]>(failures);
            Assert.Equal(found[0], found[1]);
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>The sources, parsed once for all tests.</summary>
    public sealed class Sources
    {
        internal MutatedSources Mutated { get; } = new();
    }
}
