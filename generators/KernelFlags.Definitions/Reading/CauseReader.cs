using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Reading;

/// <summary>Reads how user space comes to a flag, and what it has to do with two VMAs that differ in it.</summary>
internal static class CauseReader
{
    /// <summary>Reads <c>border</c>.</summary>
    /// <returns>How VMAs come to differ; null where it is not there or can't be read.</returns>
    public static FlagBorder? ReadBorder(Cursor? at)
    {
        if (at is null || MappingReader.Open(at, Shape.Border) is not { } border)
        {
            return null;
        }

        foreach (var (key, other) in new[] { ("remedy", "result"), ("result", "remedy") })
        {
            if (border[key] is null && border[other] is { } alone)
            {
                alone.Key.Report(ProblemRules.MissingKey, "'border' with '" + other + "'", "'" + key + "'");
            }
        }

        var cause = Scalars.Sentence(border["cause"], "cause");
        var remedy = Scalars.Sentence(border["remedy"], "remedy");
        var result = Scalars.Sentence(border["result"], "result");
        return cause is null ? null : new FlagBorder(cause, remedy, result);
    }

    /// <summary>Reads <c>provoke</c>.</summary>
    /// <returns>The call; null where it is not there or can't be read.</returns>
    public static Provocation? ReadProvocation(Cursor? at)
    {
        if (at is null || MappingReader.Open(at, Shape.Provocation) is not { } entry)
        {
            return null;
        }

        var words = Scalars.Items(entry["with"], "with")
            .Select(item => Scalars.Identifier(item, "a word of a system call"))
            .OfType<string>()
            .ToEquatableArray();
        var call = entry["call"];
        if (call is null)
        {
            return null;
        }

        if (call.Text is { } name && Provocation.Calls.Contains(name))
        {
            return new Provocation(name, words);
        }

        Scalars.ReportType(call, "'call'", "one of " + string.Join(", ", Provocation.Calls));
        return null;
    }
}
