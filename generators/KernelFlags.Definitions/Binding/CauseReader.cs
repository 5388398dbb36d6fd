namespace KernelFlags.Definitions;

/// <summary>Reads how user space comes to a flag, and what it has to do with two VMAs that differ in it.</summary>
internal static class CauseReader
{
    /// <summary>Reads <c>border</c>.</summary>
    /// <returns>How VMAs come to differ; null where it is not there or can't be read.</returns>
    public static FlagBorder? ReadBorder(Cursor? at, BindContext context)
    {
        if (at is null || MappingReader.Open(at, Shape.Border, context) is not { } border)
        {
            return null;
        }

        foreach (var (key, other) in new[] { ("remedy", "result"), ("result", "remedy") })
        {
            if (border[key] is null && border[other] is { } alone)
            {
                context.Problems.Report(alone.Key, ProblemRules.MissingKey, "'border' with '" + other + "'", "'" + key + "'");
            }
        }

        var cause = Scalars.Sentence(border["cause"], "cause", context);
        var remedy = Scalars.Sentence(border["remedy"], "remedy", context);
        var result = Scalars.Sentence(border["result"], "result", context);
        return cause is null ? null : new FlagBorder(cause, remedy, result);
    }

    /// <summary>Reads <c>provoke</c>.</summary>
    /// <returns>The call; null where it is not there or can't be read.</returns>
    public static Provocation? ReadProvocation(Cursor? at, BindContext context)
    {
        if (at is null || MappingReader.Open(at, Shape.Provocation, context) is not { } entry)
        {
            return null;
        }

        var words = Scalars.Items(entry["with"], "with", context)
            .Select(item => Scalars.Identifier(item, "a word of a system call", context))
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

        Scalars.ReportType(call, "'call'", "one of " + string.Join(", ", Provocation.Calls), context);
        return null;
    }
}
