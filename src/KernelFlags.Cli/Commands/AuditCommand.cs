using System.CommandLine;
using System.CommandLine.Parsing;
using KernelFlags.Cli.Audit;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Live.Audit;
using KernelFlags.Live.Audit.Kernels;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags audit</c>: hand-kept copies of flags, in a kernel tree or in sources of any language.</summary>
internal sealed class AuditCommand
{
    /// <summary>The table whose flags smaps prints.</summary>
    private const string VmaTable = "vma";

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "A source in any language, or a folder of them: tables of VmFlags mnemonics and of flag bits are found by their shape, and held against the kernels that are described. Told is what each lacks, what no kernel has any more, and what is wrong.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _tree = new("--tree")
    {
        Description = "A kernel tree, which is compared with itself and needs no definitions: mm.h with the mnemonics of smaps, the names in traces, proc.rst, the copy of tools/testing/vma and selftests.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "With --tree: only what is added since then, and for each new flag every place that lacks it. A git revision of the tree, or a folder.",
        HelpName = "REV",
    };

    private readonly Option<bool> _rust = new("--rust") { Description = "With --tree: the list of flags in rust/kernel/mm/virt.rs too, which holds a choice." };

    private readonly Command _command = new("audit", "Find hand-kept copies of flags, in a kernel tree or in any other source, and say where they lack a flag, keep one for nothing, or are wrong.");
    private readonly DefinitionOptions _definitions;
    private readonly KernelOptions _kernel;
    private readonly Option<string> _format;

    private AuditCommand()
    {
        _command.Arguments.Add(_paths);
        _command.Options.Add(_tree);
        _command.Options.Add(_baseline);
        _command.Options.Add(_rust);
        _definitions = DefinitionOptions.AddTo(_command);
        _kernel = KernelOptions.AddTo(_command, KernelDefault.Audited);
        _format = FormatOption.AddTo(_command, FormatOption.Text, FormatOption.Json, FormatOption.Sarif);
        _command.Validators.Add(Validate);
        _command.SetAction(RunAsync);
    }

    public static Command Create() => new AuditCommand()._command;

    private void Validate(CommandResult result)
    {
        var hasPaths = result.GetResult(_paths) is { Tokens.Count: > 0 };
        var isTree = result.GetResult(_tree) is { Implicit: false };
        if (hasPaths == isTree)
        {
            result.AddError(isTree ? "--tree names what is audited; leave out the other paths" : "name sources to audit, files or folders, or a kernel tree with --tree DIR");
        }

        foreach (var option in new Option[] { _baseline, _rust }.Where(option => !isTree && result.GetResult(option) is { Implicit: false }))
        {
            result.AddError($"{option.Name} is about a kernel tree; name one with --tree DIR");
        }
    }

    private Task<int> RunAsync(ParseResult result, CancellationToken cancel)
    {
        var format = result.GetValue(_format)!;
        if (result.GetValue(_tree) is not { } tree)
        {
            return Task.FromResult(AuditSources(result, format));
        }

        if (_definitions.IsGiven(result) || _kernel.IsGiven(result) || _definitions.TableName(result) != VmaTable)
        {
            throw new UnusableException("a kernel tree is compared with itself; leave out what names definitions or a kernel");
        }

        return TreeAuditRun.RunAsync(Terminal.Of(result), tree, result.GetValue(_baseline), result.GetValue(_rust), format, cancel);
    }

    private int AuditSources(ParseResult result, string format)
    {
        var loaded = _definitions.Load(result);
        var table = _definitions.Table(result, loaded);
        if (table.Name != VmaTable)
        {
            throw new UnusableException($"sources are searched for tables of {VmaTable}; leave out --table {table.Name}");
        }

        var known = KernelScope.Every(loaded.Model, table);
        var scope = Scope(_kernel.Named(result, loaded.Model), loaded.Model, table, known);
        return new SourceAuditRun(Terminal.Of(result), new SourceAudit(scope, known)).Run(result.GetValue(_paths)!, format);
    }

    /// <summary>The kernels that are asked: what the call does not say of them is not held fast.</summary>
    private static KernelScope Scope(NamedKernel named, DefinitionModel model, FlagTable table, KernelScope known)
    {
        if (named.Profile is { } profile)
        {
            return new KernelScope([TableResolver.Resolve(table, profile)], isEvery: false);
        }

        if (named.Arch is { } arch)
        {
            KernelChoice.CheckArch(model, named.Version ?? model.Newest, arch);
        }

        return named == NamedKernel.Nothing ? known : KernelScope.Of(model, table, named.Version, named.Arch, named.Config);
    }
}
