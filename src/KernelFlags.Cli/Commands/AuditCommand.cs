using System.CommandLine;
using KernelFlags.Cli.Audit;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Live.Audit;
using KernelFlags.Live.Audit.Kernels;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags audit</c>: hand-kept tables of flags in sources of any language, held against kernels.</summary>
internal static class AuditCommand
{
    /// <summary>The table whose flags smaps prints.</summary>
    private const string VmaTable = "vma";

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "A source in any language, or a folder of them: tables of VmFlags mnemonics and of flag bits are found by their shape, and what each lacks, has in vain or says wrongly is told.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("audit", "Find hand-kept tables of flags in sources, and say what each lacks, what no kernel has any more, and what is wrong.") { paths };
        var definitions = DefinitionOptions.AddTo(command);
        var kernel = KernelOptions.AddTo(command, KernelDefault.Audited);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json, FormatOption.Sarif);
        command.Validators.Add(result =>
        {
            if (result.GetResult(paths) is not { Tokens.Count: > 0 })
            {
                result.AddError("name sources to audit: files or folders");
            }
        });
        command.SetAction(result =>
        {
            var loaded = definitions.Load(result);
            var table = definitions.Table(result, loaded);
            if (table.Name != VmaTable)
            {
                throw new UnusableException($"sources are searched for tables of {VmaTable}; leave out --table {table.Name}");
            }

            var known = KernelScope.Every(loaded.Model, table);
            var scope = Scope(kernel.Named(result, loaded.Model), loaded.Model, table, known);
            return new SourceAuditRun(Terminal.Of(result), new SourceAudit(scope, known)).Run(result.GetValue(paths)!, result.GetValue(format)!);
        });
        return command;
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
