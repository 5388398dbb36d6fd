using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using KernelFlags.Conformance.Replay;

namespace KernelFlags.Conformance.Mutations;

/// <summary>
/// The tests are tested: each mistake that is planted is found by one of the tests that have a kernel's name, and each of these finds one.
/// </summary>
public sealed class MutationTests(MutationTests.Run run) : IClassFixture<MutationTests.Run>
{
    private const string Introduction = """
        # Which tests find which mistake

        Each mistake is planted in the sources of the engine or of a flag type, and all tests that have a kernel's name are run with it
        (`MutationTests`). Each must be found, and each test must find one. A test with several cases finds what one of them finds.

        This table is made by the run; `KFLAGS_ACCEPT=1` writes it anew.

        | mistake | planted in | found by |
        |---|---|---|

        """;

    private static readonly string TablePath = Path.Combine(TraceFiles.Root, "Mutations", "README.md");

    public static TheoryData<string> Names => [.. Planted.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutation_IsCaught(string mutation)
    {
        var (caughtBy, problem) = run.Results[mutation];
        Assert.Null(problem);
        Assert.NotEmpty(caughtBy);
    }

    [Fact]
    public void EveryNamedTest_CatchesAMutation() =>
        Assert.Empty(NamedTests.Names.Except(run.Results.Values.SelectMany(r => r.CaughtBy)));

    [Fact]
    public void WithoutAMutation_NamedTestsPass() => Assert.Empty(NamedTests.Failing(run.Sources.Compile()));

    [Fact]
    public void Table_IsWhatTheRunFound()
    {
        var table = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var mutation in Planted.All)
        {
            var files = run.Results[mutation.Name].CaughtBy.Select(test => test.Split(' ')).GroupBy(test => test[0], test => test[1]);
            table.Append(CultureInfo.InvariantCulture, $"| {mutation.Name} | `{mutation.File}` | ")
                .AppendJoin("; ", files.Select(file => $"`{file.Key}` {string.Join(", ", file)}"))
                .Append(" |\n");
        }

        if (Environment.GetEnvironmentVariable("KFLAGS_ACCEPT") == "1")
        {
            File.WriteAllText(TablePath, table.ToString());
        }

        Assert.Equal(table.ToString(), File.ReadAllText(TablePath));
    }

    /// <summary>One run of all mutations, for all tests.</summary>
    public sealed class Run
    {
        public Run()
        {
            var results = new ConcurrentDictionary<string, (IReadOnlyList<string> CaughtBy, string? Problem)>();
            var both = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
            Parallel.ForEach(Planted.All, both, mutation => results[mutation.Name] = Of(mutation));
            Results = results;
        }

        /// <summary>The tests that caught a mutation, by its name; or why there is none.</summary>
        internal IReadOnlyDictionary<string, (IReadOnlyList<string> CaughtBy, string? Problem)> Results { get; }

        internal MutatedSources Sources { get; } = new();

        private (IReadOnlyList<string> CaughtBy, string? Problem) Of(Mutation mutation)
        {
            try
            {
                var (name, assembly) = Sources.Compile(mutation);
                return (NamedTests.Failing(new Dictionary<string, byte[]> { [name] = assembly }), null);
            }
            catch (Exception e) when (e is InvalidOperationException or TimeoutException)
            {
                return ([], e.Message);
            }
        }
    }
}
