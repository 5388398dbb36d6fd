using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Reading;

/// <summary>
/// Reads <c>since</c> and <c>until</c>: a version, or a list of one and of the patch levels of older stable branches that have the
/// change too.
/// </summary>
internal static class VersionReader
{
    /// <summary>Reads a point in the kernel's history.</summary>
    /// <returns>The point; null where there is none or where it is wrong.</returns>
    public static VersionPoint? Read(Cursor? at, string what)
    {
        if (at?.Node is not Node.Sequence)
        {
            return Scalars.Version(at, what) is { } only ? VersionPoint.Of(only) : null;
        }

        var versions = new List<KernelVersion>();
        foreach (var item in Scalars.Items(at, what))
        {
            if (Scalars.Version(item, what) is { } version && IsNext(version, versions, item))
            {
                versions.Add(version);
            }
        }

        if (at.Node is Node.Sequence { Items.IsEmpty: true })
        {
            at.Report(ProblemRules.BadVersionList, "the list is empty", "name the version, and the patch levels of older releases");
        }

        return versions.Count == 0 ? null : new VersionPoint(versions[0], versions.Skip(1).ToEquatableArray());
    }

    /// <summary>Reports a range with nothing in it, and versions of a list that say nothing beside the other list.</summary>
    public static void CheckRange(VersionPoint since, VersionPoint until, MappingReader mapping)
    {
        if (!since.Precedes(until))
        {
            mapping["until"]!.Report(ProblemRules.EmptyRange, since.ToString(), until.ToString());
            return;
        }

        foreach (var late in since.Backports.Where(until.IsReached))
        {
            Item(mapping["since"]!, late).Report(ProblemRules.BadVersionList, late + " says nothing: 'until' is reached there", "remove it");
        }

        foreach (var early in until.Backports.Where(b => !since.IsReached(b with { Patch = b.Patch - 1 })))
        {
            Item(mapping["until"]!, early).Report(ProblemRules.BadVersionList, early + " says nothing: 'since' is not reached before it", "remove it");
        }
    }

    /// <summary>
    /// Whether a version may follow those before it in a list. The first goes on for ever; each other one is a patch level, for what
    /// an older release has from its start on, the releases between have too.
    /// </summary>
    private static bool IsNext(KernelVersion version, List<KernelVersion> before, Cursor at)
    {
        if (before.Count == 0)
        {
            return true;
        }

        if (before.Find(version.IsOfReleaseOf) is { } same)
        {
            at.Report(ProblemRules.BadVersionList, same + " and " + version + " are of one release", "keep the older of the two");
        }
        else if (version > before[before.Count - 1])
        {
            at.Report(ProblemRules.BadVersionList, version + " is newer than what stands before it", "write the newest first");
        }
        else if (version.Patch == 0)
        {
            at.Report(ProblemRules.BadVersionList, version + " is no patch level", "beside the first, a version counts within its own release, so it has one");
        }
        else
        {
            return true;
        }

        return false;
    }

    private static Cursor Item(Cursor list, KernelVersion version) =>
        list.Children().FirstOrDefault(c => KernelVersion.TryParse(c.Text ?? "", out var read) && read == version) ?? list;
}
