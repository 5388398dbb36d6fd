using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Tests.Shared.Mutations;

/// <summary>
/// An assembly that is compiled in memory with mistakes in it, and takes the place of the one of its name. All that lie in bodies of members are
/// in one build, of which one at a time can be chosen; each of the others has a build of its own.
/// </summary>
internal sealed class MutatedAssembly
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.Latest, preprocessorSymbols: ["NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER", "NET10_0"]);

    private readonly (string Name, string Text)[] _sources;
    private readonly string _more;
    private readonly Dictionary<Mutation, int> _numbers = [];
    private readonly Dictionary<Mutation, string> _problems = [];

    /// <summary>An assembly.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sources">The files, by name.</param>
    /// <param name="mutations">The mistakes; those in other files are passed over.</param>
    /// <param name="more">C# that stands in a file of its own.</param>
    public MutatedAssembly(string name, IEnumerable<(string Name, string Text)> sources, IEnumerable<Mutation> mutations, string more = "")
    {
        (Name, _sources, _more) = (name, [.. sources], more);
        Mutations = [.. mutations.Where(mutation => _sources.Any(source => source.Name == mutation.File))];
        Image = Compile();
    }

    public string Name { get; }

    /// <summary>The mistakes that lie in files of it.</summary>
    public IReadOnlyList<Mutation> Mutations { get; }

    /// <summary>The build with all mistakes to choose from.</summary>
    public byte[] Image { get; }

    /// <summary>The number by which a mistake is chosen; null for one that needs <see cref="ImageOf"/>.</summary>
    public int? NumberOf(Mutation mutation) => _problems.TryGetValue(mutation, out var problem)
        ? throw new InvalidOperationException(problem)
        : _numbers.TryGetValue(mutation, out var number) ? number : null;

    /// <summary>A build that makes this one mistake, and always.</summary>
    public byte[] ImageOf(Mutation mutation) => TryEmit(
        _sources.Select(source => source.Name == mutation.File ? (source.Name, mutation.Apply(source.Text)) : source), out var errors)
        ?? throw new InvalidOperationException($"'{mutation}' does not compile: {errors[0]}");

    /// <summary>The C# files of a folder, by name.</summary>
    public static IEnumerable<(string Name, string Text)> Folder(string root) => Directory
        .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        .Where(path => Path.GetRelativePath(root, path).Split('/', '\\')[0] is not ("bin" or "obj"))
        .Select(path => (Path.GetFileName(path), File.ReadAllText(path)));

    private byte[] Compile()
    {
        while (true)
        {
            _numbers.Clear();
            if (TryEmit([.. _sources.Select(source => (source.Name, Planted(source.Name, source.Text)))], out var errors) is { } image)
            {
                return image;
            }

            // Those that do not compile are left out, so that the others tell what is found.
            var culprits = errors.ToLookup(e => e.Location.GetMappedLineSpan().Path);
            var broken = _numbers.Keys.Where(mutation => culprits.Contains(mutation.Name)).ToList();
            if (broken.Count == 0)
            {
                throw new InvalidOperationException($"{Name} does not compile: {errors[0]}");
            }

            broken.ForEach(mutation => _problems.Add(mutation, $"'{mutation}' does not compile: {culprits[mutation.Name].First()}"));
        }
    }

    private string Planted(string name, string text)
    {
        var own = Mutations.Where(mutation => mutation.File == name && !_problems.ContainsKey(mutation)).ToList();
        if (own.Count == 0)
        {
            return text;
        }

        var planter = new MutationPlanter(text, ParseOptions);
        foreach (var mutation in own)
        {
            try
            {
                var number = _numbers.Count + 1;
                if (planter.TryPlant(number, mutation))
                {
                    _numbers.Add(mutation, number);
                }
            }
            catch (InvalidOperationException e)
            {
                _problems.Add(mutation, e.Message);
            }
        }

        return planter.ToString();
    }

    private byte[]? TryEmit(IEnumerable<(string Name, string Text)> sources, out IReadOnlyList<Diagnostic> errors)
    {
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create(
            Name,
            sources.Append(("", $"{ImplicitUsings}\n{_more}\n{MutationPlanter.Choice}"))
                .Select(source => CSharpSyntaxTree.ParseText(source.Item2, ParseOptions, source.Item1)),
            MutatedReferences.Without(Name),
            new(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release)).Emit(image);
        errors = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        return result.Success ? image.ToArray() : null;
    }
}
