using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace KernelFlags.Generator.Tests.Harness;

/// <summary>What must hold of the pipeline's tracked steps.</summary>
internal static class PipelineAssert
{
    private static readonly string[] Names =
        [.. typeof(TrackingNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!)];

    public static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps.TryGetValue(step, out var steps) ? steps.SelectMany(s => s.Outputs).Select(o => o.Reason) : [];

    public static void All(GeneratorRunResult result, string step, params IncrementalStepRunReason[] allowed) =>
        Assert.All(Reasons(result, step), reason => Assert.Contains(reason, allowed));

    /// <summary>Every named step but some is cached, and no source was made anew. Diagnostics may be reported again.</summary>
    public static void EverythingElseIsCached(GeneratorRunResult result, params string[] but)
    {
        foreach (var name in Names.Except(but))
        {
            All(result, name, IncrementalStepRunReason.Cached);
        }

        Assert.Empty(Rendered(result));
    }

    /// <summary>The hint names of sources that were made anew.</summary>
    public static IEnumerable<string> Rendered(GeneratorRunResult result) => result.TrackedOutputSteps.Values
        .SelectMany(steps => steps)
        .SelectMany(step => step.Inputs.Select(input => (input.Source.Outputs[input.OutputIndex].Value, step)))
        .Where(pair => pair.Value is Emission)
        .Where(pair => pair.step.Outputs.Any(output => output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified))
        .Select(pair => ((Emission)pair.Value).HintName)
        .Order(StringComparer.Ordinal);

    /// <summary>No output of a named step leads to anything of a compilation, which it would keep alive.</summary>
    public static void HoldsNothingOfTheCompilation(GeneratorRunResult result)
    {
        foreach (var name in Names)
        {
            var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
            foreach (var output in result.TrackedSteps.GetValueOrDefault(name, []).SelectMany(step => step.Outputs))
            {
                Visit(output.Value, name, seen);
            }
        }
    }

    private static void Visit(object? node, string path, HashSet<object> seen)
    {
        if (node is null || (!node.GetType().IsValueType && !seen.Add(node)))
        {
            return;
        }

        Assert.False(node is Compilation or ISymbol or SyntaxNode or SyntaxTree or Location, $"{path} holds a {node.GetType().Name}");
        var type = node.GetType();
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || node is Type or MemberInfo)
        {
            return;
        }

        if (node is IEnumerable items and not IDictionary && type.IsArray)
        {
            foreach (var item in items)
            {
                Visit(item, path + "[]", seen);
            }

            return;
        }

        for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Visit(field.GetValue(node), path + "." + field.Name, seen);
            }
        }
    }
}
