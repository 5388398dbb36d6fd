using System.Globalization;

namespace KernelFlags.Definitions.Problems;

/// <summary>A kind of problem, as the command line and the compiler both know it.</summary>
/// <param name="Id">Its id: <c>KF2001</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">What it is, without names.</param>
/// <param name="Format">The message, with <c>{0}</c> for names and values.</param>
public sealed record ProblemRule(string Id, Severity Severity, string Title, string Format)
{
    /// <summary>Where the pages of the diagnostics are.</summary>
    public const string HelpPrefix =
        "https://github.com/kernelflags/kernelflags/blob/main/generators/KernelFlags.Generator/docs/";

    /// <summary>The page that explains it.</summary>
    public string HelpLink => HelpPrefix + Id + ".md";

    /// <summary>The message with its names and values filled in.</summary>
    /// <param name="suggestion">The nearest valid name, which is added as a question; null for none.</param>
    /// <returns>One line.</returns>
    internal string Message(string? suggestion, string[] arguments)
    {
        var shown = arguments.Select(Shown).ToArray<object>();
        var text = string.Format(CultureInfo.InvariantCulture, Format, shown);
        return suggestion is null ? text : text + "; did you mean '" + suggestion + "'?";
    }

    /// <summary>An argument as one line of bearable length: it may be any text that stands in a file.</summary>
    private static string Shown(string argument)
    {
        const int MaxLength = 200;
        if (argument.Length <= MaxLength)
        {
            return VisibleText.Of(argument);
        }

        var length = char.IsSurrogatePair(argument, MaxLength - 1) ? MaxLength - 1 : MaxLength;
        return VisibleText.Of(argument.Substring(0, length)) + "…";
    }
}
