using System.Collections.Immutable;
using System.Globalization;
using KernelFlags.Rendering.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelFlags.Generator;

/// <summary>A struct that asks for a table: names alone, so that no edit of other code changes it.</summary>
/// <param name="Table">The table that it asks for.</param>
/// <param name="Profile">The kernel that it asks for; null for the default profile of the definitions.</param>
/// <param name="HintPrefix">What precedes the names of its files: its namespace and the types that it is nested in.</param>
internal sealed record FlagType(CSharpType Type, string Table, string? Profile, string HintPrefix)
{
    /// <summary>The attribute.</summary>
    public const string AttributeName = "KernelFlags.KernelFlagsAttribute";

    /// <summary>Whether a declaration may be meant.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken token) => node is StructDeclarationSyntax or RecordDeclarationSyntax;

    /// <summary>Reads a declaration.</summary>
    /// <returns>The names; null for a type that can't be completed, which the analyzer reports.</returns>
    public static FlagType? Read(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        if (context.TargetSymbol is not INamedTypeSymbol type || Obstacle(type, token) is not null)
        {
            return null;
        }

        var attribute = context.Attributes[0];
        var space = type.ContainingNamespace.IsGlobalNamespace ? string.Empty : Qualified(type.ContainingNamespace);
        var containers = Containers(type).ToList();
        var prefix = string.Concat(new[] { space.Replace("@", string.Empty) }.Where(s => s.Length > 0)
            .Concat(containers.Select(container => container.Name)).Select(name => name + "."));
        return new FlagType(
            new CSharpType(
                space,
                containers.Select(container => Keyword(container) + " " + CSharpNames.Escape(container.Name)).ToEquatableArray(),
                SyntaxFacts.GetText(type.DeclaredAccessibility),
                CSharpNames.Escape(type.Name)),
            TableOf(attribute) ?? string.Empty,
            ProfileOf(attribute),
            prefix);
    }

    /// <summary>The table that an attribute names.</summary>
    public static string? TableOf(AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 1 ? attribute.ConstructorArguments[0].Value as string : null;

    /// <summary>The profile that an attribute names.</summary>
    public static string? ProfileOf(AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Profile").Value.Value as string;

    /// <summary>What keeps a type from being completed.</summary>
    /// <returns>What is wrong and what would be right; null when nothing is.</returns>
    public static string? Obstacle(INamedTypeSymbol type, CancellationToken token)
    {
        if (type.TypeKind != TypeKind.Struct || type.IsRecord || type.IsRefLikeType || type.IsFileLocal)
        {
            return "it must be a plain struct: 'readonly partial struct'";
        }

        if (type.Arity > 0 || Containers(type).Any(container => container.Arity > 0))
        {
            return "it can't have type parameters, nor can a type that it is nested in";
        }

        if (!IsPartial(type, token))
        {
            return "it must be partial";
        }

        return Containers(type).FirstOrDefault(container => !IsPartial(container, token)) is { } outer
            ? "'" + outer.Name + "', which it is nested in, must be partial"
            : null;
    }

    /// <summary>
    /// The types, each once. Two files of a project must not have one name, in any case of letters: of types that differ in nothing else
    /// the later ones get a number.
    /// </summary>
    public static IEnumerable<FlagType> Distinct(ImmutableArray<FlagType?> types)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<CSharpType>();
        foreach (var type in types)
        {
            if (type is null || !seen.Add(type.Type))
            {
                continue;
            }

            var prefix = type.HintPrefix;
            for (var i = 2; !taken.Add(prefix + type.Type.Name); i++)
            {
                prefix = type.HintPrefix + i.ToString(CultureInfo.InvariantCulture) + ".";
            }

            yield return type with { HintPrefix = prefix };
        }
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken token) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax(token) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static IEnumerable<INamedTypeSymbol> Containers(INamedTypeSymbol type) =>
        type.ContainingType is { } container ? Containers(container).Append(container) : [];

    private static string Qualified(INamespaceSymbol space) => space.ContainingNamespace.IsGlobalNamespace
        ? CSharpNames.Escape(space.Name)
        : Qualified(space.ContainingNamespace) + "." + CSharpNames.Escape(space.Name);

    private static string Keyword(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Interface, _) => "interface",
        (TypeKind.Struct, true) => "record struct",
        (TypeKind.Struct, false) => "struct",
        (_, true) => "record",
        _ => "class",
    };
}
