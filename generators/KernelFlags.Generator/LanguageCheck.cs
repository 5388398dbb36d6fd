using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Generator;

/// <summary>Whether a project's C# can take what is generated.</summary>
/// <param name="IsEnough">Whether it can.</param>
/// <param name="Version">The version that it has.</param>
internal sealed record LanguageCheck(bool IsEnough, string Version)
{
    /// <summary>Looks at the version that a project chose.</summary>
    public static LanguageCheck Of(ParseOptions options)
    {
        var version = options is CSharpParseOptions csharp ? csharp.LanguageVersion : LanguageVersion.Default;
        return new LanguageCheck(version >= LanguageVersion.CSharp12, version.ToDisplayString());
    }
}
