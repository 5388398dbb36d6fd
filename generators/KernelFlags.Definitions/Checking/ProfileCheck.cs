namespace KernelFlags.Definitions;

/// <summary>Checks that the kernels of profiles are described, and that what they carry early is there to be carried.</summary>
internal sealed class ProfileCheck
{
    private readonly KernelFacts _facts;
    private readonly BindContext _context;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private ProfileCheck(KernelFacts facts, IEnumerable<BoundTable> tables, IEnumerable<Capability> capabilities, BindContext context)
    {
        _facts = facts;
        _context = context;
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
        KernelFacts facts,
        BindContext context)
    {
        var check = new ProfileCheck(facts, tables, capabilities, context);
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
            _context.Problems.Report(
                profile.At["kernel"]!, ProblemRules.NoSuchKernel, kernel.ToString(), KernelBinder.Range(_facts.Oldest, _facts.Newest));
            return;
        }

        var context = new KernelContext(kernel, profile.Profile.Arch, new Dictionary<string, int>());
        if (_facts.Architectures.FirstOrDefault(a => a.Name == profile.Profile.Arch) is { } arch && !context.Holds(arch.Exists))
        {
            _context.Problems.Report(
                profile.At["arch"]!, ProblemRules.NoSuchKernel, kernel + " for " + arch.Name, "it does not have that architecture");
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
                _context.Problems.Report(
                    extras.Value.Key,
                    ProblemRules.NothingExtra,
                    version + " is not after " + profile.Profile.Kernel,
                    "extras are what a later version has");
            }

            if (extras.Value.Node is Node.Sequence { Items.IsEmpty: true })
            {
                _context.Problems.Report(
                    extras.Value, ProblemRules.NothingExtra, "the list is empty", "name a flag, a mask or a capability");
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
            _context.Problems.Report(item, ProblemRules.DuplicateName, "extra", name, " for this profile");
        }
        else if (!_names.Contains(name) && _context.IsComplete)
        {
            _context.Problems.ReportName(
                item.Here,
                ProblemRules.UnknownFlag,
                name,
                _names.OrderBy(n => n, StringComparer.Ordinal),
                "flag, mask or capability", name);
        }
    }
}
