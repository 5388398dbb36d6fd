using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Reading;

/// <summary>Reads <c>accept</c>: warnings that are right and not wanted, each with the reason.</summary>
internal static class AcceptReader
{
    private static readonly string[] Acceptable =
    [
        ProblemRules.AccessNotShifted.Id, ProblemRules.NoKnownKernel.Id, ProblemRules.MnemonicOutside.Id,
        ProblemRules.AtomicNotSticky.Id, ProblemRules.StickyNotCopied.Id,
    ];

    public static EquatableArray<AcceptedWarning> Read(Cursor? at)
    {
        var accepted = new List<AcceptedWarning>();
        if (at is null)
        {
            return default;
        }

        if (at.Node is not Node.Mapping)
        {
            Scalars.ReportType(at, "'accept'", "a mapping of warnings to reasons");
            return default;
        }

        foreach (var entry in at.Entries())
        {
            if (!Acceptable.Contains(entry.Key))
            {
                entry.Value.Key.Report(ProblemRules.NotAcceptable, entry.Key, string.Join(", ", Acceptable));
            }
            else if (accepted.Exists(a => a.Id == entry.Key))
            {
                entry.Value.Key.Report(ProblemRules.DuplicateKey, entry.Key);
            }
            else if (Scalars.Sentence(entry.Value, entry.Key) is { } reason)
            {
                accepted.Add(new AcceptedWarning(entry.Key, reason));
            }
        }

        return accepted.ToEquatableArray();
    }
}
