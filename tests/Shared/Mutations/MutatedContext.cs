using System.Reflection;

namespace KernelFlags.Tests.Shared.Mutations;

/// <summary>
/// Loads the tests and what they test once more, one assembly with mistakes of which one at a time is made; everything else is shared. What is
/// worked out once in a context, as a static field is, keeps what was chosen then. It is never unloaded: what can be is compiled with all
/// optimisations at once, which takes longer than these few seconds of tests.
/// </summary>
/// <param name="mutated">The assembly with mistakes.</param>
/// <param name="own">The names of the others that are loaded again, from their files.</param>
internal sealed class MutatedContext(MutatedAssembly mutated, IReadOnlyList<string> own) : LoadedAgain(own)
{
    /// <summary>The build that is loaded, where it is not that with all mistakes.</summary>
    private byte[]? _image;

    /// <summary>A context that makes one mistake from the start.</summary>
    /// <exception cref="InvalidOperationException">The mistake can't be planted, or does not compile.</exception>
    public MutatedContext(MutatedAssembly mutated, IReadOnlyList<string> own, Mutation mutation)
        : this(mutated, own)
    {
        if (mutated.NumberOf(mutation) is null)
        {
            _image = mutated.ImageOf(mutation);
        }
        else
        {
            TryChoose(mutation);
        }
    }

    /// <summary>Makes a mistake from now on, and no other.</summary>
    /// <returns>False for one that needs a context of its own, which has it from the start.</returns>
    /// <exception cref="InvalidOperationException">The mistake can't be planted, or does not compile.</exception>
    public bool TryChoose(Mutation mutation)
    {
        var number = mutated.NumberOf(mutation);
        LoadFromAssemblyName(new AssemblyName(mutated.Name)).GetType(MutationPlanter.ChoiceType)!
            .GetField(MutationPlanter.NumberField)!.SetValue(null, number ?? 0);
        return number is not null;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == mutated.Name)
        {
            using var stream = new MemoryStream(_image ?? mutated.Image);
            return LoadFromStream(stream);
        }

        return base.Load(assemblyName);
    }
}
