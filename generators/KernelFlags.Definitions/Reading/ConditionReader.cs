using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Reading;

/// <summary>Reads conditions: an expression over options, a mapping whose keys must all hold, or a list of which one item must.</summary>
internal static class ConditionReader
{
    /// <summary>Reads what stands under <c>when</c>.</summary>
    /// <returns>The condition, <see cref="Condition.Always"/> where there is none or where it is wrong.</returns>
    public static Condition Read(Cursor? at)
    {
        switch (at?.Node)
        {
            case null:
                return Condition.Always;
            case Node.Sequence { Items.IsEmpty: true } or Node.Mapping { Entries.IsEmpty: true }:
                at.Report(ProblemRules.BadCondition, "it is empty");
                return Condition.Always;
            case Node.Sequence:
                return new Condition.Any(at.Children().Select(c => Read(c)).ToEquatableArray());
            case Node.Mapping:
                return ReadMapping(at);
            default:
                return OptionExpression.Read(at) ?? Condition.Always;
        }
    }

    /// <summary>Reads <c>since</c>, <c>until</c> and <c>when</c> of an entry or a case.</summary>
    public static Condition ReadCase(MappingReader mapping) =>
        ReadVersions(mapping).And(Read(mapping["when"]));

    /// <summary>Reads <c>since</c> and <c>until</c>.</summary>
    public static Condition ReadVersions(MappingReader mapping)
    {
        var since = VersionReader.Read(mapping["since"], "since");
        var until = VersionReader.Read(mapping["until"], "until");
        if (since is null && until is null)
        {
            return Condition.Always;
        }

        if (since is not null && until is not null)
        {
            VersionReader.CheckRange(since, until, mapping);
        }

        return new Condition.Versions(since, until);
    }

    /// <summary>Reads a list of architectures.</summary>
    public static EquatableArray<string> ReadArchitectures(Cursor? at, string what)
    {
        var names = new List<string>();
        foreach (var item in Scalars.Items(at, what))
        {
            if (Scalars.Name(item, "an architecture") is { } name && item.Context.IsArchitecture(item.Here, name))
            {
                names.Add(name);
            }
        }

        return names.ToEquatableArray();
    }

    private static Condition ReadMapping(Cursor at)
    {
        if (MappingReader.Open(at, Shape.Condition) is not { } mapping)
        {
            return Condition.Always;
        }

        var condition = ReadVersions(mapping);
        if (mapping["arch"] is { } arch)
        {
            condition = condition.And(new Condition.Arch(ReadArchitectures(arch, "arch")));
        }

        if (mapping["not-arch"] is { } notArch)
        {
            condition = condition.And(new Condition.Not(new Condition.Arch(ReadArchitectures(notArch, "not-arch"))));
        }

        return mapping["if"] is { } expression
            ? condition.And(OptionExpression.Read(expression) ?? Condition.Always)
            : condition;
    }
}
