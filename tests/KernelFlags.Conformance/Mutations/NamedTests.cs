using System.Reflection;
using KernelFlags.Conformance.KernelTests;

namespace KernelFlags.Conformance.Mutations;

/// <summary>The tests that stand for the kernel's own, run with other builds of what they test.</summary>
internal static class NamedTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The names of all of them: <c>vma/tests/merge.c merge_new</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Methods(typeof(NamedTests).Assembly).SelectMany(m => NamesOf(m.Method)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Runs them all with assemblies in the place of those of the same name.</summary>
    /// <param name="assemblies">The assemblies by name.</param>
    /// <returns>The names of those that failed; a test with several cases fails with any of them.</returns>
    /// <exception cref="TimeoutException">One does not end.</exception>
    public static IReadOnlyList<string> Failing(IReadOnlyDictionary<string, byte[]> assemblies)
    {
        var context = new MutatedContext(assemblies);
        try
        {
            var failing = Methods(context.Tests).Where(m => Fails(m.Type, m.Method)).SelectMany(m => NamesOf(m.Method));
            return [.. failing.Distinct().Order(StringComparer.Ordinal)];
        }
        finally
        {
            context.Unload();
        }
    }

    private static IEnumerable<(Type Type, MethodInfo Method)> Methods(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where NamesOf(method).Any()
        select (type, method);

    /// <summary>The attribute is known by its name: that of another build is another type.</summary>
    private static IEnumerable<string> NamesOf(MethodInfo method) => method.GetCustomAttributesData()
        .Where(a => a.AttributeType.FullName == typeof(KernelTestAttribute).FullName)
        .Select(a => $"{a.ConstructorArguments[0].Value} {a.ConstructorArguments[1].Value}");

    private static bool Fails(Type type, MethodInfo method)
    {
        // What does not end would go on for ever beside the tests to come: such a mistake is of no use.
        var run = Task.Run(() => Cases(type, method).Any(arguments => Fails(type, method, arguments)));
        return run.Wait(Longest) ? run.Result : throw new TimeoutException($"{method.Name} does not end");
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
}
