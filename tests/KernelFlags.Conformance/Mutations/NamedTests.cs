using System.Reflection;
using KernelFlags.Conformance.KernelTests;

namespace KernelFlags.Conformance.Mutations;

/// <summary>The tests that stand for the kernel's own, run with another build of what they test.</summary>
/// <param name="context">The context that has it.</param>
internal sealed class NamedTests(LoadedAgain context)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The names of all of them: <c>vma/tests/merge.c merge_new</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Methods(typeof(NamedTests).Assembly).SelectMany(m => NamesOf(m.Method)).Distinct().Order(StringComparer.Ordinal)];

    private readonly IReadOnlyList<Test> _tests =
        [.. Methods(context.Tests).Select(m => new Test(m.Type, m.Method, [.. NamesOf(m.Method)], Cases(m.Type, m.Method)))];

    /// <summary>The context.</summary>
    public LoadedAgain Context => context;

    /// <summary>Runs them all.</summary>
    /// <returns>The names of those that failed; a test with several cases fails with any of them.</returns>
    /// <exception cref="TimeoutException">One does not end: the context can't be used again.</exception>
    public IReadOnlyList<string> Failing() =>
        [.. _tests.Where(Fails).SelectMany(test => test.Names).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<(Type Type, MethodInfo Method)> Methods(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where NamesOf(method).Any()
        select (type, method);

    /// <summary>The attribute is known by its name: that of another build is another type.</summary>
    private static IEnumerable<string> NamesOf(MethodInfo method) => method.GetCustomAttributesData()
        .Where(a => a.AttributeType.FullName == typeof(KernelTestAttribute).FullName)
        .Select(a => $"{a.ConstructorArguments[0].Value} {a.ConstructorArguments[1].Value}");

    private static bool Fails(Test test)
    {
        // What does not end would go on for ever beside the tests to come: such a mistake is of no use.
        var run = Task.Run(() => test.Cases.Any(arguments => Fails(test.Type, test.Method, arguments)));
        return run.Wait(Longest) ? run.Result : throw new TimeoutException($"{test.Method.Name} does not end");
    }

    private static bool Fails(Type type, MethodInfo method, object?[] arguments)
    {
        try
        {
            var test = Activator.CreateInstance(type);
            method.Invoke(test, arguments);
            return false;
        }
        catch (TargetInvocationException)
        {
            return true;
        }
    }

    private static List<object?[]> Cases(Type type, MethodInfo method)
    {
        var cases = method.GetCustomAttributes<InlineDataAttribute>().Select(a => a.Data).ToList();
        foreach (var member in method.GetCustomAttributes<MemberDataAttribute>())
        {
            var data = type.GetProperty(member.MemberName, BindingFlags.Public | BindingFlags.Static)!.GetValue(null);
            cases.AddRange(((IEnumerable<ITheoryDataRow>)data!).Select(row => row.GetData()));
        }

        return cases.Count > 0 ? cases : [[]];
    }

    /// <summary>A test with what reflection tells of it, which takes longer than to run it.</summary>
    private sealed record Test(Type Type, MethodInfo Method, IReadOnlyList<string> Names, IReadOnlyList<object?[]> Cases);
}
