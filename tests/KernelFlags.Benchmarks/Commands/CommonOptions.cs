using System.CommandLine;

namespace KernelFlags.Benchmarks.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>The format of <c>--format json</c>.</summary>
    public const string Json = "json";

    /// <summary>Adds <c>--tree</c>.</summary>
    public static Option<string> Tree(Command command)
    {
        var option = new Option<string>("--tree")
        {
            Description = "A Linux tree, as tests/KernelFlags.Headers/kernel-trees.sh 7.2 fetches one.",
            Required = true,
        };
        command.Options.Add(option);
        return option;
    }

    /// <summary>Adds an option that takes a number above 0.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it is when it is not given.</param>
    /// <param name="description">What it says.</param>
    public static Option<int> Number(Command command, string name, int value, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} is at least 1");
            }
        });
        command.Options.Add(option);
        return option;
    }

    /// <summary>Adds <c>--format</c>.</summary>
    public static Option<string> Format(Command command)
    {
        var option = new Option<string>("--format") { Description = "How to print the result.", DefaultValueFactory = _ => "text" };
        option.AcceptOnlyFromAmong("text", Json);
        command.Options.Add(option);
        return option;
    }
}
