using System.CommandLine;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Input;

/// <summary>
/// The options that choose a kernel: <c>--profile</c>, or <c>--kernel</c>, <c>--arch</c> and <c>--config</c> or <c>--config-file</c>.
/// What is not said of the latter is as in <see cref="DefaultProfile"/>.
/// </summary>
internal sealed class KernelOptions
{
    /// <summary>The kernel where none is named.</summary>
    public const string DefaultProfile = "linux-7.2-x86_64";

    private const string DefaultArch = "x86_64";
    private static readonly KernelVersion DefaultKernel = new(7, 2);

    private readonly bool _isRunningDefault;

    private readonly Option<string?> _profile = new("--profile") { HelpName = "NAME" };

    private readonly Option<string?> _kernel = new("--kernel")
    {
        Description = "A kernel version, as uname -r says it: MAJOR.MINOR[.PATCH][-anything], 6.1 or later.",
        HelpName = "VERSION",
    };

    private readonly Option<string?> _arch = new("--arch")
    {
        Description = $"Its architecture; without it {DefaultArch}.",
        HelpName = "ARCH",
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Exactly the options that are set, without CONFIG_: A,B,C=4. Without it: all that the architecture can have.",
        HelpName = "OPTIONS",
    };

    private readonly Option<string?> _configFile = new("--config-file")
    {
        Description = "A .config, gzip too, that says which options are set.",
        HelpName = "FILE",
    };

    private KernelOptions(bool isRunningDefault)
    {
        _isRunningDefault = isRunningDefault;
        _profile.Description = "A kernel with a name, one of profiles.yaml; without any of these options "
            + (isRunningDefault ? "the running kernel." : $"{DefaultProfile}.");
    }

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isRunningDefault">Whether the running kernel is taken where none is named.</param>
    /// <returns>These options.</returns>
    public static KernelOptions AddTo(Command command, bool isRunningDefault = false)
    {
        var options = new KernelOptions(isRunningDefault);
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
    /// <param name="result">The parsed call.</param>
    /// <returns>True when so.</returns>
    public bool IsGiven(ParseResult result) => All.Any(option => result.GetResult(option) is { Implicit: false });

    /// <summary>What the user said about the kernel, to be said again in another call.</summary>
    /// <param name="result">The parsed call.</param>
    /// <returns>The words, each after a blank; empty when nothing was said.</returns>
    public string Given(ParseResult result) => string.Concat(
        All.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => $" {option.Name} {result.GetValue(option)}"));

    /// <summary>The kernel that the options choose.</summary>
    /// <param name="result">The parsed call.</param>
    /// <param name="model">The definitions.</param>
    /// <param name="isElsewhere">Whether what it is for may come from another machine: then the running kernel has every option.</param>
    /// <returns>The kernel.</returns>
    /// <exception cref="UnusableException">There is no such kernel.</exception>
    public KernelProfile Select(ParseResult result, DefinitionModel model, bool isElsewhere = false)
    {
        if (result.GetValue(_profile) is { } name)
        {
            return KernelChoice.OfProfile(model, name);
        }

        if (!IsGiven(result) && _isRunningDefault)
        {
            return RunningKernel.Of(model, Terminal.Of(result), isElsewhere);
        }

        if (!IsGiven(result) && model.FindProfile(DefaultProfile) is { } profile)
        {
            return KernelSelector.Of(model, profile);
        }

        var terminal = Terminal.Of(result);
        var version = result.GetValue(_kernel) is { } text
            ? KernelChoice.ParseVersion(model, text, terminal.Error)
            : DefaultKernel < model.Oldest ? model.Newest : DefaultKernel;
        var arch = KernelChoice.CheckArch(model, version, result.GetValue(_arch) ?? DefaultArch);
        return KernelSelector.Of(model, version, arch, Config(result, model, terminal));
    }

    private EquatableArray<string>? Config(ParseResult result, DefinitionModel model, Terminal terminal)
    {
        if (result.GetValue(_config) is { } list)
        {
            return KernelConfig.OfList(list);
        }

        return result.GetValue(_configFile) is { } path
            ? KernelConfig.OfFile(path, terminal, model.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal))
            : null;
    }
}
