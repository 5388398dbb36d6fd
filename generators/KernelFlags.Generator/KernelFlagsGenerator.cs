using KernelFlags.Definitions.Binding;
using Microsoft.CodeAnalysis;

namespace KernelFlags.Generator;

/// <summary>
/// Completes each struct that has the attribute <c>[KernelFlags]</c> with the flags of its table. This file is the wiring: what a step does
/// is said by its name and done elsewhere.
/// </summary>
/// <remarks>
/// Invariants: one step reads C#, and gives names without positions; every value between steps is equal by value and holds nothing of a
/// compilation; nothing throws, what goes wrong is a diagnostic.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class KernelFlagsGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Each definition file is read and parsed by itself.
        var files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, token) => DefinitionSource.Read(pair.Left, pair.Right.GetOptions(pair.Left), token))
            .Where(static file => file is not null)
            .Select(static (file, _) => file!)
            .WithTrackingName(TrackingNames.ReadDefinition);
        var parsed = files
            .Select(static (file, _) => DefinitionParser.Parse(file))
            .WithTrackingName(TrackingNames.ParseDefinition);

        // What they say, without positions, becomes one model.
        var bound = parsed
            .Select(static (result, _) => result.File)
            .WithTrackingName(TrackingNames.SelectFile)
            .Collect()
            .Select(static (all, _) => Outcome.Of(() => DefinitionBinder.Bind(OtherFiles.LeftOut(DefinitionSource.Distinct(all)).ToEquatableArray())))
            .WithTrackingName(TrackingNames.BindDefinitions);
        var model = bound
            .Select(static (outcome, _) => outcome.Value?.Model)
            .WithTrackingName(TrackingNames.SelectModel);

        // What is wrong with them gets its place, and leaves here.
        var problems = files.Collect()
            .Combine(parsed.Collect())
            .Combine(bound)
            .Select(static (all, _) => Outcome.Of(() => DefinitionProblems.Locate(all.Left.Left, all.Left.Right, all.Right.Value)))
            .WithTrackingName(TrackingNames.SelectProblems);
        context.RegisterSourceOutput(bound, static (output, outcome) => output.ReportFailure(outcome));
        context.RegisterSourceOutput(problems, static (output, outcome) => output.ReportProblems(outcome));

        // The types that ask for a table. Nothing else of the C# is looked at.
        var types = context.SyntaxProvider
            .ForAttributeWithMetadataName(FlagType.AttributeName, FlagType.IsCandidate, FlagType.Read)
            .WithTrackingName(TrackingNames.SelectAttribute)
            .Collect()
            .SelectMany(static (all, _) => FlagType.Distinct(all))
            .WithTrackingName(TrackingNames.SelectType);
        var language = context.ParseOptionsProvider
            .Select(static (options, _) => LanguageCheck.Of(options))
            .WithTrackingName(TrackingNames.SelectLanguage);
        context.RegisterSourceOutput(types.Collect().Combine(language), static (output, pair) => output.ReportLanguage(pair.Left, pair.Right));

        // Each type's table is resolved for its kernel, and becomes files that are rendered only when what they show has changed.
        var emissions = types
            .Combine(model)
            .Combine(language)
            .Select(static (all, _) => Outcome.Of(() => TypeTable.Resolve(all.Left.Left, all.Left.Right, all.Right)))
            .WithTrackingName(TrackingNames.ResolveTable)
            .SelectMany(static (outcome, _) => Emission.Of(outcome))
            .WithTrackingName(TrackingNames.SelectFiles);
        context.RegisterSourceOutput(emissions, static (output, emission) => emission.Emit(output));
    }
}
