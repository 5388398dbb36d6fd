using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Checking;

/// <summary>Checks that the kernels of profiles are described, and that what they carry early is there to be carried.</summary>
internal sealed class ProfileCheck
{
    private readonly KernelFacts _facts;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private ProfileCheck(KernelFacts facts, IEnumerable<BoundTable> tables, IEnumerable<Capability> capabilities)
    {
        _facts = facts;
        foreach (var table in tables)
        {
            _names.UnionWith(table.Flags.Select(f => f.Flag.Name));
            _names.UnionWith(table.Masks.Select(m => m.Mask.Name));
            _names.UnionWith(table.DeclaredNames);
        }

        _names.UnionWith(capabilities.Select(c => c.Name));
    }

    public static void Run(
        IEnumerable<BoundProfile> profiles,
        IEnumerable<BoundTable> tables,
        IEnumerable<Capability> capabilities,
        KernelFacts facts)
    {
        var check = new ProfileCheck(facts, tables, capabilities);
        foreach (var profile in profiles)
        {
            check.CheckKernel(profile);
            check.CheckExtras(profile);
        }
    }

    private void CheckKernel(BoundProfile profile)
    {
        var kernel = profile.Profile.Kernel;
        if (kernel < _facts.Oldest || kernel with { Patch = 0 } > _facts.Newest with { Patch = 0 })
        {
            profile.At["kernel"]!.Report(ProblemRules.NoSuchKernel, kernel.ToString(), _facts.Range);
            return;
        }

        var context = new KernelContext(kernel, profile.Profile.Arch, new Dictionary<string, int>());
        if (_facts.Architectures.FirstOrDefault(a => a.Name == profile.Profile.Arch) is { } arch && !context.Holds(arch.Exists))
        {
            profile.At["arch"]!.Report(ProblemRules.NoSuchKernel, kernel + " for " + arch.Name, "it does not have that architecture");
        }
    }

    private void CheckExtras(BoundProfile profile)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var extras in profile.At["extras"]?.Entries() ?? [])
        {
            if (!KernelVersion.TryParse(extras.Key, out var version))
            {
                continue;
            }

            if (version <= profile.Profile.Kernel)
            {
                extras.Value.Key.Report(ProblemRules.NothingExtra,
                    version + " is not after " + profile.Profile.Kernel,
                    "extras are what a later version has");
            }

            if (extras.Value.Node is Node.Sequence { Items.IsEmpty: true })
            {
                extras.Value.Report(ProblemRules.NothingExtra, "the list is empty", "name a flag, a mask or a capability");
            }

            foreach (var item in extras.Value.Children().Where(i => i.Text is not null))
            {
                CheckName(item, seen);
            }
        }
    }

    private void CheckName(Cursor item, HashSet<string> seen)
    {
        var name = item.Text!;
        if (!seen.Add(name))
        {
            item.Report(ProblemRules.DuplicateName, "extra", name, " for this profile");
        }
        else if (!_names.Contains(name) && item.Context.IsComplete)
        {
            item.ReportName(ProblemRules.UnknownFlag,
                name,
                _names.OrderBy(n => n, StringComparer.Ordinal),
                "flag, mask or capability", name);
        }
    }
}
