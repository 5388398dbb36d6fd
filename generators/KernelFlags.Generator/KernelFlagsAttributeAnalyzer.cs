using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KernelFlags.Generator;

/// <summary>
/// Reports a <c>[KernelFlags]</c> that the generator can't follow, at the attribute: the generator itself knows names and no positions, so
/// that moving code about does not run it again.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KernelFlagsAttributeAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that holds the nearest valid name, for the code fix.</summary>
    internal const string Suggestion = nameof(Suggestion);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        DiagnosticDescriptors.NotCompletable,
        DiagnosticDescriptors.UnknownTable,
        DiagnosticDescriptors.UnknownProfile,
        DiagnosticDescriptors.NoDefinitions,
        DiagnosticDescriptors.TableOfWords);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(FlagType.AttributeName) is not { } attributeType)
            {
                return;
            }

            // The definitions are read only when a type asks for a table.
            var definitions = new Lazy<LoadResult>(() => Load(start.Options, start.CancellationToken));
            start.RegisterSymbolAction(symbol => Analyze(symbol, attributeType, definitions), SymbolKind.NamedType);
        });
    }

    private static LoadResult Load(AnalyzerOptions options, CancellationToken token) => DefinitionLoader.Load(options.AdditionalFiles
        .Select(file => DefinitionSource.Read(file, options.AnalyzerConfigOptionsProvider.GetOptions(file), token))
        .OfType<DefinitionFile>()
        .Distinct());

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol attributeType, Lazy<LoadResult> definitions)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var attribute = type.GetAttributes().FirstOrDefault(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attributeType));
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is not AttributeSyntax syntax)
        {
            return;
        }

        if (FlagType.Obstacle(type, context.CancellationToken) is { } obstacle)
        {
            var name = type.DeclaringSyntaxReferences[0].GetSyntax(context.CancellationToken) is TypeDeclarationSyntax declaration
                ? declaration.Identifier.GetLocation()
                : syntax.GetLocation();
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.NotCompletable, name, type.Name, obstacle));
        }

        AnalyzeNames(context, attribute, syntax, definitions.Value);
    }

    private static void AnalyzeNames(SymbolAnalysisContext context, AttributeData attribute, AttributeSyntax syntax, LoadResult definitions)
    {
        var model = definitions.Model;
        if (model.Tables.IsEmpty && !definitions.HasErrors)
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.NoDefinitions, syntax.GetLocation()));
            return;
        }

        // What an error has kept out of the model is not unknown.
        var table = FlagType.TableOf(attribute) ?? string.Empty;
        if (model.FindTable(table) is null && !definitions.HasErrors)
        {
            Report(context, DiagnosticDescriptors.UnknownTable, Argument(syntax, null), table, [.. model.Tables.Where(t => !t.IsWords).Select(t => t.Name)]);
        }

        if (model.FindTable(table) is { IsWords: true })
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.TableOfWords, Argument(syntax, null).GetLocation(), table));
        }

        var profile = FlagType.ProfileOf(attribute);
        if (TypeTable.ProfileOf(model, profile) is null && !definitions.HasErrors)
        {
            Report(context, DiagnosticDescriptors.UnknownProfile, Argument(syntax, "Profile"), profile ?? model.DefaultProfile ?? string.Empty, [.. model.Profiles.Select(p => p.Name)]);
        }
    }

    private static SyntaxNode Argument(AttributeSyntax attribute, string? name) =>
        attribute.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name)?.Expression ?? (SyntaxNode)attribute;

    private static void Report(
        SymbolAnalysisContext context, DiagnosticDescriptor descriptor, SyntaxNode at, string name, string[] candidates)
    {
        var nearest = NearestName.Of(name, candidates);
        var hint = nearest is not null ? $"; did you mean '{nearest}'?" : "; there are " + string.Join(", ", candidates);
        var properties = ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Diagnostic.Create(
            descriptor,
            at.GetLocation(),
            nearest is null ? properties : properties.Add(Suggestion, nearest),
            name,
            hint));
    }
}
