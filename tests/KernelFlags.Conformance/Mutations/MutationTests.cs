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
    public void WithoutAMutation_NamedTestsPass() => Assert.All(MutatedSources.WithoutMistake(), context => Assert.Empty(new NamedTests(context).Failing()));

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
        private readonly ConcurrentQueue<Mutation> _left = new(Planted.All);
        private readonly ConcurrentDictionary<string, (IReadOnlyList<string> CaughtBy, string? Problem)> _results = new();

        public Run()
        {
            var workers = Enumerable.Range(0, Environment.ProcessorCount)
                .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            Task.WaitAll([.. workers], TestContext.Current.CancellationToken);
        }

        /// <summary>The tests that caught a mutation, by its name; or why there is none.</summary>
        internal IReadOnlyDictionary<string, (IReadOnlyList<string> CaughtBy, string? Problem)> Results => _results;

        private void Work()
        {
            var tests = Prepared();
            while (_left.TryDequeue(out var mutation))
            {
                try
                {
                    _results[mutation.Name] = (CaughtBy(tests, mutation), null);
                }
                catch (Exception e) when (e is InvalidOperationException or TimeoutException)
                {
                    _results[mutation.Name] = ([], e.Message);
                    tests = e is TimeoutException ? Prepared() : tests;
                }
            }
        }

        /// <summary>The tests in a context for many mutations, where they ran once: what is worked out once has none.</summary>
        private static NamedTests Prepared()
        {
            var tests = new NamedTests(MutatedSources.WithEngine());
            _ = tests.Failing();
            return tests;
        }

        /// <summary>In the context of many; but a flag may be in what is worked out once, as whatever goes unnoticed there may be.</summary>
        private static IReadOnlyList<string> CaughtBy(NamedTests tests, Mutation mutation)
        {
            if (!mutation.File.EndsWith(".g.cs", StringComparison.Ordinal) && tests.Context is MutatedContext context && context.TryChoose(mutation)
                && tests.Failing() is { Count: > 0 } failing)
            {
                return failing;
            }

            return new NamedTests(MutatedSources.With(mutation)).Failing();
        }
    }
}
