using Mono.Cecil;

namespace KernelFlags.Vma.Tests;

/// <summary>A floor of the engine calls down, never up, and the two lower ones know nothing of each other: read from what is compiled.</summary>
public sealed class FloorTests
{
    private const string Root = "KernelFlags.Vma";
    private const string Face = "AddressSpace`1";

    [Theory]
    [InlineData("Synchronization", "Areas", "Pages", "Calls", "Readers")]
    [InlineData("Areas", "Pages", "Calls", "Readers")]
    [InlineData("Pages", "Areas", "Calls", "Readers")]
    [InlineData("Calls", "Readers")]
    public void Floor_RefersToNone(string floor, params string[] forbidden)
    {
        using var module = ModuleDefinition.ReadModule(typeof(AddressSpace<>).Assembly.Location);
        var types = module.GetTypes().Where(t => IsOn(t, floor)).ToList();
        Assert.NotEmpty(types);
        Assert.Empty(
            from type in types
            from other in ReferencesOf(type).Distinct()
            where forbidden.Any(f => IsOn(other, f)) || (other.Namespace == Root && other.Name == Face)
            select $"{type.Name} refers to {other.FullName}");
    }

    [Fact]
    public void References_OfBodiesAreSeen()
    {
        using var module = ModuleDefinition.ReadModule(typeof(AddressSpace<>).Assembly.Location);
        var face = module.GetType($"{Root}.{Face}");
        Assert.Contains(ReferencesOf(face), t => IsOn(t, "Calls"));
    }

    private static bool IsOn(TypeReference type, string floor)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.Namespace == $"{Root}.{floor}" || type.Namespace.StartsWith($"{Root}.{floor}.", StringComparison.Ordinal);
    }

    private static IEnumerable<TypeReference> ReferencesOf(TypeDefinition type)
    {
        var direct = new[] { type.BaseType }.OfType<TypeReference>()
            .Concat(type.Interfaces.Select(i => i.InterfaceType))
            .Concat(type.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType))
            .Concat(type.Fields.Select(f => f.FieldType))
            .Concat(type.Methods.SelectMany(ReferencesOf));
        return direct.SelectMany(Parts);
    }

    private static IEnumerable<TypeReference> ReferencesOf(MethodDefinition method)
    {
        foreach (var parameter in method.Parameters)
        {
            yield return parameter.ParameterType;
        }

        yield return method.ReturnType;
        if (!method.HasBody)
        {
            yield break;
        }

        foreach (var variable in method.Body.Variables)
        {
            yield return variable.VariableType;
        }

        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    yield return type;
                    break;
                case MemberReference member:
                    yield return member.DeclaringType;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A type with its arguments and elements.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type)
    {
        IEnumerable<TypeReference> inner = type switch
        {
            GenericInstanceType generic => generic.GenericArguments.Append(generic.ElementType),
            TypeSpecification specification => [specification.ElementType],
            _ => [],
        };
        return inner.SelectMany(Parts).Append(type);
    }
}
