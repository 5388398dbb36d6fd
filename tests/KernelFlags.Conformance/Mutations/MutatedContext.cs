using System.Reflection;
using System.Runtime.Loader;

namespace KernelFlags.Conformance.Mutations;

/// <summary>Loads the tests and what they test once more, some assemblies in another build; everything else is shared.</summary>
/// <param name="assemblies">The other builds, by name.</param>
internal sealed class MutatedContext(IReadOnlyDictionary<string, byte[]> assemblies) : AssemblyLoadContext("mutated", isCollectible: true)
{
    private static readonly string[] Own =
        ["KernelFlags.Vma", "KernelFlags.Linux", "KernelFlags.Live", "kflags", typeof(MutatedContext).Assembly.GetName().Name!];

    /// <summary>The tests once more.</summary>
    public Assembly Tests => LoadFromAssemblyName(typeof(MutatedContext).Assembly.GetName());

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblies.TryGetValue(assemblyName.Name!, out var assembly))
        {
            using var stream = new MemoryStream(assembly);
            return LoadFromStream(stream);
        }

        return Own.Contains(assemblyName.Name)
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"))
            : null;
    }
}
