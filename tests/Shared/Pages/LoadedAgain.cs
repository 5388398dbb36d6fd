using System.Reflection;
using System.Runtime.Loader;

namespace KernelFlags.Tests.Shared.Pages;

/// <summary>The tests and what they test, loaded once more with static fields of their own; everything else is shared.</summary>
/// <param name="own">The names of the assemblies that are loaded again, from their files.</param>
internal class LoadedAgain(IReadOnlyList<string> own) : AssemblyLoadContext("again")
{
    /// <summary>The tests once more.</summary>
    public Assembly Tests => LoadFromAssemblyName(typeof(LoadedAgain).Assembly.GetName());

    /// <summary>Loads them for a page size.</summary>
    /// <param name="own">The names of the assemblies that are loaded again.</param>
    /// <param name="pageShift">Two to this power are the bytes of a page.</param>
    public static LoadedAgain WithPages(IReadOnlyList<string> own, int pageShift)
    {
        var context = new LoadedAgain(own);
        context.Tests.GetType(typeof(TestPage).FullName!, throwOnError: true)!.GetProperty(nameof(TestPage.Shift))!.SetValue(null, pageShift);
        return context;
    }

    protected override Assembly? Load(AssemblyName assemblyName) => own.Contains(assemblyName.Name)
        ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"))
        : null;
}
