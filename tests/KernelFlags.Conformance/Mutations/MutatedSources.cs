using KernelFlags.Conformance.KernelTests;
using KernelFlags.Conformance.Replay;
using KernelFlags.Conformance.Schedules;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Definitions.Syntax;
using KernelFlags.Rendering.CSharp;

namespace KernelFlags.Conformance.Mutations;

/// <summary>
/// The sources that mistakes are planted in: the engine, the flag type of 64 bits, and that of 128 bits together with the tests, whose
/// assembly it is a part of. They are compiled once, for all tests.
/// </summary>
internal static class MutatedSources
{
    private const string Profile = "linux-7.2-x86_64";

    private static readonly string Tests = typeof(WideFlags).Assembly.GetName().Name!;

    /// <summary>What is loaded again where a test runs the others on another build or machine.</summary>
    public static readonly string[] Own = ["KernelFlags.Vma", "KernelFlags.Linux", "KernelFlags.Live", "kflags", Tests];

    private static readonly Lazy<IReadOnlyList<MutatedAssembly>> Compiled = new(Compile);

    /// <summary>The tests over an engine with every mistake to choose from.</summary>
    public static MutatedContext WithEngine() => new(Compiled.Value[0], Own);

    /// <summary>The tests with one mistake from the start.</summary>
    public static MutatedContext With(Mutation mutation) => new(
        Compiled.Value.FirstOrDefault(assembly => assembly.Mutations.Contains(mutation))
            ?? throw new InvalidOperationException($"There is no file {mutation.File} to plant '{mutation}' in."),
        Own,
        mutation);

    /// <summary>The tests over each of the assemblies that were compiled here, without a mistake.</summary>
    public static IEnumerable<MutatedContext> WithoutMistake() => Compiled.Value.Select(assembly => new MutatedContext(assembly, Own));

    private static MutatedAssembly[] Compile()
    {
        Mutation[] mutations = [.. Planted.All, .. PlantedRaces.All.Select(race => race.Mutation)];
        return
        [
            new(
                "KernelFlags.Vma",
                MutatedAssembly.Folder(Repository.Find("src/KernelFlags.Vma")),
                mutations,
                $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{Tests}\")]"),
            new(
                "KernelFlags.Linux",
                Flags(Repository.Model, "vma", new("KernelFlags.Linux", Types("class Linux72"), "public", "VmaFlags")),
                mutations,
                "namespace KernelFlags.Linux { public static partial class Linux72; }"),
            new(
                Tests,
                [
                    .. MutatedAssembly.Folder(Path.Combine(TraceFiles.Root, "KernelTests")),
                    .. MutatedAssembly.Folder(Repository.Find("tests/Shared/Pages")),
                    .. Flags(WideDefinitions(), "wide", new(typeof(WideFlags).Namespace!, Types(), "public", "WideFlags")),
                ],
                mutations,
                "global using Xunit; global using KernelFlags.Tests.Shared.Pages;"),
        ];
    }

    /// <summary>The files that the generator makes of a table.</summary>
    private static IEnumerable<(string Name, string Text)> Flags(DefinitionModel model, string table, CSharpType type)
    {
        var kernel = KernelSelector.Of(model, model.FindProfile(Profile)!);
        return CSharpFiles.Of(TableResolver.Resolve(model.FindTable(table)!, kernel), type, TableResolver.Capabilities(model, kernel))
            .Select(f => (f.Name, f.Render()));
    }

    /// <summary>The definitions of the table of 128 bits, as this project's file lists them.</summary>
    private static DefinitionModel WideDefinitions()
    {
        IEnumerable<(string Path, string Name)> files =
        [
            (Repository.Find("definitions/kernel.yaml"), "kernel.yaml"),
            (Path.Combine(TraceFiles.Root, "KernelTests/profiles.yaml"), "profiles.yaml"),
            .. Directory.GetFiles(Repository.Find("definitions/samples/wide/wide"), "*.yaml").Select(p => (p, "wide/" + Path.GetFileName(p))),
        ];
        return DefinitionLoader.Load(files.Select(f => new DefinitionFile(f.Name, f.Name, File.ReadAllText(f.Path)))).Model;
    }

    private static EquatableArray<string> Types(params string[] around) => around.ToEquatableArray();
}
