using System.Reflection;
using System.Text.RegularExpressions;
using KernelFlags.Conformance.KernelTests;
using KernelFlags.Conformance.Replay;

namespace KernelFlags.Conformance;

/// <summary>Holds the table of the README against the tests: each of the kernel's tests has a state, and the state is true.</summary>
public sealed partial class StateTableTests
{
    private const int ShortestReason = 30;

    private static readonly IReadOnlyList<(string File, string Name, string State)> Rows = [.. Read()];

    private static readonly ILookup<string, MethodInfo> Tests = typeof(StateTableTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .SelectMany(method => method.GetCustomAttributes<KernelTestAttribute>().Select(test => (Name: $"{test.File} {test.Name}", Method: method)))
        .ToLookup(test => test.Name, test => test.Method);

    [Fact]
    public void WhatRuns_IsInTheTable_AndNothingElseIsSaidToRun()
    {
        var said = Rows.Where(row => Runs().IsMatch(row.State)).Select(row => $"{row.File} {row.Name}");
        Assert.Equal(Tests.Select(test => test.Key).Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NoTest_HasTwoStates() => Assert.Distinct(Rows.Select(row => (row.File, row.Name)));

    [Fact]
    public void EveryState_IsOneOfThree() => Assert.All(Rows, row =>
    {
        if (RunsAs().Match(row.State) is { Success: true } other)
        {
            Assert.Contains($"{row.File} {other.Groups[1].Value}", Tests.Select(test => test.Key));
        }
        else if (!Runs().IsMatch(row.State))
        {
            Assert.StartsWith("skipped: ", row.State, StringComparison.Ordinal);
            Assert.InRange(row.State.Length, ShortestReason, int.MaxValue);
        }
    });

    /// <summary>The kernel's files of which each test is here, with the number of tests that they have in 7.2.</summary>
    [Theory]
    [InlineData(KernelTestAttribute.VmaMerge, 14)]
    [InlineData(KernelTestAttribute.VmaMmap, 1)]
    [InlineData(KernelTestAttribute.VmaVma, 12)]
    [InlineData(KernelTestAttribute.Merge, 20)]
    [InlineData(KernelTestAttribute.GuardRegions, 30)]
    public void WholeFiles_AreWhole(string file, int tests)
    {
        var rows = Rows.Where(row => row.File == file).ToList();
        Assert.Equal(tests, rows.Count);
        Assert.All(rows, row => Assert.Matches(Runs(), row.State));
    }

    /// <summary>A test with backings runs on those that the table says.</summary>
    [Fact]
    public void Backings_AreThoseOfTheTable() => Assert.All(
        Rows.Where(row => Tests[$"{row.File} {row.Name}"].Any(HasBacking)),
        row =>
        {
            var cases = Tests[$"{row.File} {row.Name}"].SelectMany(test => test.GetCustomAttributes<InlineDataAttribute>());
            var backings = cases.Select(data => ((Backing)data.Data[0]!).ToString().ToUpperInvariant()).Order(StringComparer.Ordinal);
            Assert.Equal($"runs on {string.Join(", ", backings)}", row.State, ignoreCase: true);
        });

    private static bool HasBacking(MethodInfo test) => test.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(Backing);

    private static IEnumerable<(string File, string Name, string State)> Read()
    {
        var file = "";
        foreach (var line in File.ReadLines(Path.Combine(TraceFiles.Root, "README.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                file = line[3..];
            }
            else if (Row().Match(line) is { Success: true } row)
            {
                yield return (file, row.Groups[1].Value, row.Groups[2].Value);
            }
        }
    }

    [GeneratedRegex(@"^\| `([^`]+)` \| (.+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex("^runs( on .+)?$")]
    private static partial Regex Runs();

    [GeneratedRegex("^runs as `([^`]+)`$")]
    private static partial Regex RunsAs();
}
