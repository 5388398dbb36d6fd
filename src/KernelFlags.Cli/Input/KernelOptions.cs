using System.CommandLine;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Input;

/// <summary>
/// The options that choose a kernel: <c>--profile</c>, or <c>--kernel</c>, <c>--arch</c> and <c>--config</c> or <c>--config-file</c>.
/// What is not said of the latter is as the command takes it by itself.
/// </summary>
internal sealed class KernelOptions
{

    private readonly Option<string?> _profile = new("--profile") { HelpName = "NAME" };
    private readonly Option<string?> _kernel = new("--kernel") { HelpName = "VERSION" };
    private readonly Option<string?> _arch = new("--arch") { HelpName = "ARCH" };
    private readonly Option<string?> _config = new("--config") { HelpName = "OPTIONS" };

    /// <summary>What the file says, which may be a pipe: that can be read once.</summary>
    private string? _configText;

    /// <summary>What the call says of these definitions, worked out once: its notes are written once.</summary>
    private (DefinitionModel Model, NamedKernel Kernel)? _named;

    private readonly Option<string?> _configFile = new("--config-file")
    {
        Description = "A .config, gzip too, that says which options are set.",
        HelpName = "FILE",
    };

    private KernelOptions(KernelDefault unsaid)
    {
        _profile.Description = $"A kernel with a name, one of profiles.yaml. Without any of these options: {unsaid.Kernel}.";
        _kernel.Description = $"A kernel version, as uname -r says it: MAJOR.MINOR[.PATCH][-anything], 6.1 or later; without PATCH the newest that was compared with headers, or .0. Without it: {unsaid.Version}.";
        _arch.Description = $"Its architecture. Without it: {unsaid.Arch}.";
        _config.Description = $"Exactly the options that are set, without CONFIG_: A,B,C=4. Without it: {unsaid.Config}.";
    }

    /// <summary>Adds the options to a command.</summary>
    /// <param name="unsaid">What it takes where nothing is named; null for <see cref="KernelDefault.Described"/>.</param>
    /// <returns>These options.</returns>
    public static KernelOptions AddTo(Command command, KernelDefault? unsaid = null)
    {
        var options = new KernelOptions(unsaid ?? KernelDefault.Described);
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
            var details = options.All[1..].Where(IsGiven).Select(option => option.Name).ToList();
            if (IsGiven(options._profile) && details.Count > 0)
            {
                result.AddError($"--profile names a whole kernel; leave out {string.Join(" and ", details)}");
            }

            if (IsGiven(options._config) && IsGiven(options._configFile))
            {
                result.AddError("--config and --config-file both say which options are set; leave one out");
            }
        });
        return options;
    }

    private Option<string?>[] All => [_profile, _kernel, _arch, _config, _configFile];

    /// <summary>Whether the user said anything about the kernel.</summary>
    /// <returns>True when so.</returns>
    public bool IsGiven(ParseResult result) => All.Any(option => result.GetResult(option) is { Implicit: false });

    /// <summary>What the user said about the kernel, to be said again in another call.</summary>
    /// <returns>The words, each after a blank; empty when nothing was said.</returns>
    public string Given(ParseResult result) => string.Concat(
        All.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => $" {option.Name} {ShellWord.Of(result.GetValue(option)!)}"));

    /// <summary>What the user said about the kernel.</summary>
    /// <returns>What was said.</returns>
    /// <exception cref="UnusableException">There is no such kernel, or no such configuration.</exception>
    public NamedKernel Named(ParseResult result, DefinitionModel model)
    {
        if (_named is not { } known || !ReferenceEquals(known.Model, model))
        {
            var terminal = Terminal.Of(result);
            known = (model, !IsGiven(result) ? NamedKernel.Nothing : new(
                result.GetValue(_profile) is { } name ? KernelChoice.OfProfile(model, name) : null,
                result.GetValue(_kernel) is { } version ? KernelChoice.ParseVersion(model, version, terminal.Error) : null,
                result.GetValue(_arch),
                Config(result, model, terminal)));
            _named = known;
        }

        return known.Kernel;
    }

    /// <summary>The kernel that the options choose; what they don't say is as in the default profile of the definitions.</summary>
    /// <exception cref="UnusableException">There is no such kernel.</exception>
    public KernelProfile Select(ParseResult result, DefinitionModel model) =>
        !IsGiven(result) && model.FindDefaultProfile() is { } profile
            ? KernelSelector.Of(model, profile)
            : Select(result, model, () => model.FindDefaultProfile()?.Kernel is { } known && known >= model.Oldest ? known : model.Newest);

    /// <summary>The kernel that the options choose.</summary>
    /// <param name="version">The version where none is named.</param>
    /// <exception cref="UnusableException">There is no such kernel.</exception>
    public KernelProfile Select(ParseResult result, DefinitionModel model, Func<KernelVersion> version)
    {
        var named = Named(result, model);
        var kernel = named.Resolve(model, named.Version ?? (named.Profile is null ? version() : model.Oldest), model.FindDefaultProfile()?.Arch ?? DefaultKernel.Arch);
        KernelChoice.NoteProfile(model, kernel, Terminal.Of(result).Error);
        return result.GetValue(_kernel) is { } text ? kernel with { IsNamedByRelease = KernelSelector.IsWithoutPatch(text) }
            : model.FindDefaultProfile() is { } profile && profile.Kernel == kernel.Kernel
            ? kernel with { IsNamedByRelease = KernelSelector.Of(model, profile).IsNamedByRelease }
            : kernel;
    }

    /// <summary>The kernel that the options choose; what they don't say is as on the running one.</summary>
    /// <param name="isElsewhere">Whether what it is for may come from another machine: then the running kernel has every option.</param>
    /// <exception cref="UnusableException">There is no such kernel.</exception>
    public KernelProfile SelectRunning(ParseResult result, DefinitionModel model, bool isElsewhere = false)
    {
        var named = Named(result, model);
        return named.Profile ?? RunningKernel.Of(model, Terminal.Of(result), isElsewhere, named);
    }

    private EquatableArray<string>? Config(ParseResult result, DefinitionModel model, Terminal terminal)
    {
        if (result.GetValue(_config) is { } list)
        {
            var options = KernelConfig.OfList(list);
            NoteMistyped(options, [.. model.Options.Select(option => option.Name)], terminal);
            return options;
        }

        return result.GetValue(_configFile) is { } path
            ? KernelConfig.OfFile(path, _configText ??= KernelConfig.ReadText(path, terminal), model.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal))
            : null;
    }

    /// <summary>Says which options are likely mistyped. No flag depends on most options of a kernel, so that one of which none does is no mistake by itself.</summary>
    private static void NoteMistyped(EquatableArray<string> options, IReadOnlyList<string> known, Terminal terminal)
    {
        foreach (var name in options.Select(option => option.Split('=')[0]).Where(name => !known.Contains(name, StringComparer.Ordinal)))
        {
            if (NearestName.Of(name, known) is { } nearest)
            {
                terminal.Error.WriteLine($"note: no flag depends on CONFIG_{name}; did you mean {nearest}?");
            }
        }
    }
}
