using Microsoft.CodeAnalysis;

namespace KernelFlags.Generator;

/// <summary>What can be wrong with a project that uses the generator (KF8), and with the generator (KF9). KF1 to KF5 are the definitions'.</summary>
public static class DiagnosticDescriptors
{
    private const string Category = "KernelFlags";

    /// <summary>Format: "KernelFlags needs C# 12 or later, and this project has C# {0}; …".</summary>
    internal static readonly DiagnosticDescriptor OldLanguage = new(
        "KF8002",
        "The project's C# is too old",
        "KernelFlags needs C# 12 or later, and this project has C# {0}; set LangVersion to 12 or remove it",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: ProblemRule.HelpPrefix + "KF8002.md");

    /// <summary>Format: "'{0}' can't be completed with flags: {1}".</summary>
    internal static readonly DiagnosticDescriptor NotCompletable = new(
        "KF8003",
        "A type that can't be completed",
        "'{0}' can't be completed with flags: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: ProblemRule.HelpPrefix + "KF8003.md");

    /// <summary>Format: "There is no table '{0}'{1}".</summary>
    internal static readonly DiagnosticDescriptor UnknownTable = new(
        "KF8004",
        "An unknown table",
        "There is no table '{0}'{1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: ProblemRule.HelpPrefix + "KF8004.md");

    /// <summary>Format: "There is no profile '{0}'{1}".</summary>
    internal static readonly DiagnosticDescriptor UnknownProfile = new(
        "KF8005",
        "An unknown profile",
        "There is no profile '{0}'{1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: ProblemRule.HelpPrefix + "KF8005.md");

    /// <summary>Format: "No definition reaches the compiler; …".</summary>
    internal static readonly DiagnosticDescriptor NoDefinitions = new(
        "KF8006",
        "No definitions",
        "No definition reaches the compiler; put them into the project's folder 'definitions', or add AdditionalFiles with KernelFlagsDefinition=\"true\"",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: ProblemRule.HelpPrefix + "KF8006.md");

    /// <summary>Format: "Table '{0}' holds words of a system call, …".</summary>
    internal static readonly DiagnosticDescriptor TableOfWords = new(
        "KF8007",
        "A table of words",
        "Table '{0}' holds words of a system call, which no type of flags can hold; name a table of flags",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: ProblemRule.HelpPrefix + "KF8007.md");

    /// <summary>Format: "The generator failed, which is a fault of its own: {0}; …".</summary>
    internal static readonly DiagnosticDescriptor InternalError = new(
        "KF9001",
        "The generator failed",
        "The generator failed, which is a fault of its own: {0}; please report it with the definitions",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: ProblemRule.HelpPrefix + "KF9001.md");

    /// <summary>Format: "The template {0} is wrong at line {1}, column {2}, which is a fault of the generator: {3}".</summary>
    internal static readonly DiagnosticDescriptor TemplateError = new(
        "KF9002",
        "A template is wrong",
        "The template {0} is wrong at line {1}, column {2}, which is a fault of the generator: {3}; please report it with the definitions",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: ProblemRule.HelpPrefix + "KF9002.md");

    private static readonly Dictionary<string, DiagnosticDescriptor> Rules =
        ProblemRules.All.ToDictionary(rule => rule.Id, Describe, StringComparer.Ordinal);

    /// <summary>All of them, those of the definitions included, by id.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        .. ProblemRules.All.Select(rule => Rules[rule.Id]).OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal),
        OldLanguage, NotCompletable, UnknownTable, UnknownProfile, NoDefinitions, TableOfWords, InternalError, TemplateError,
    ];

    /// <summary>The descriptor of a problem of definitions.</summary>
    internal static DiagnosticDescriptor Of(Problem problem) => Rules[problem.Id];

    private static DiagnosticDescriptor Describe(ProblemRule rule) => new(
        rule.Id,
        rule.Title,
        "{0}",
        Category,
        rule.Severity == Severity.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: rule.HelpLink);
}
