using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Checks that flags and masks that are named are there.</summary>
internal sealed class ReferenceCheck
{
    private readonly BoundTable _table;
    private readonly HashSet<string> _flags;
    private readonly HashSet<string> _masks;
    private readonly HashSet<string> _fields;

    private ReferenceCheck(BoundTable table)
    {
        _table = table;
        _flags = new HashSet<string>(table.Flags.Select(f => f.Flag.Name), StringComparer.Ordinal);
        _fields = new HashSet<string>(table.Fields.Select(f => f.Field.Name), StringComparer.Ordinal);
        _masks = new HashSet<string>(table.Masks.Select(m => m.Mask.Name), StringComparer.Ordinal);
    }

    public static void Run(BoundTable table) => new ReferenceCheck(table).Check();

    private void Check()
    {
        foreach (var flag in _table.Flags)
        {
            foreach (var bit in flag.Bits.Where(b => b.Case.Value.Alias is not null))
            {
                Expect(_flags.Contains(bit.Case.Value.Alias!), bit.Value, bit.Case.Value.Alias!, "flag", _flags);
            }

            foreach (var shared in flag.Bits.Select(b => b.Mapping?["shares"]).OfType<Cursor>())
            {
                Expect(_flags.Contains(shared.Text ?? "") || _fields.Contains(shared.Text ?? ""), shared, shared.Text ?? "", "flag", _flags.Concat(_fields));
            }

            CheckTraces(flag.Traces);
        }

        foreach (var mask in _table.Masks)
        {
            foreach (var member in mask.Members)
            {
                ExpectEither(member.Value, member.Case.Value);
            }

            if (mask.Mask.Complement is { } complement)
            {
                Expect(_masks.Contains(complement), mask.At["not"]!, complement, "mask", _masks);
            }

            CheckTraces(mask.Traces);
        }
    }

    private void CheckTraces(List<BoundCase<TraceName>> traces)
    {
        foreach (var trace in traces)
        {
            if (trace.Mapping?["after"] is { Text: { Length: > 0 } after } at)
            {
                ExpectEither(at, after);
            }

            foreach (var item in trace.Mapping?["unless"]?.Children() ?? [])
            {
                if (item.Text is { Length: > 0 } name)
                {
                    Expect(_flags.Contains(name), item, name, "flag", _flags);
                }
            }
        }
    }

    private void ExpectEither(Cursor at, string name) => Expect(
        _flags.Contains(name) || _masks.Contains(name),
        at,
        name,
        "flag or mask",
        _table.Flags.Select(f => f.Flag.Name).Concat(_table.Masks.Select(m => m.Mask.Name)));

    /// <summary>What is declared and has an error of its own was reported where it stands.</summary>
    private void Expect(bool isThere, Cursor at, string name, string what, IEnumerable<string> candidates)
    {
        if (!isThere && at.Context.IsComplete && !_table.DeclaredNames.Contains(name))
        {
            at.ReportName(ProblemRules.UnknownFlag, name, candidates.OrderBy(c => c, StringComparer.Ordinal), what, name);
        }
    }
}
