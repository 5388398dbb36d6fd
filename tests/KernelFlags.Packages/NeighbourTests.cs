namespace KernelFlags.Packages;

/// <summary>
/// Another generator beside ours, which brings a library that ours has too, in another version: both make their code, whichever the compiler loads
/// first, in a compiler that ends with the build and in one that stays.
/// </summary>
public sealed class NeighbourTests(Feed feed)
{
    /// <summary>A generator that says what it has made of the library that it brings.</summary>
    private const string Generator = """
        using Microsoft.CodeAnalysis;

        [Generator(LanguageNames.CSharp)]
        public sealed class Neighbour : IIncrementalGenerator
        {
            public void Initialize(IncrementalGeneratorInitializationContext context) =>
                context.RegisterPostInitializationOutput(output => output.AddSource("Neighbour.g.cs", $"internal static class Neighbour {{ public const string Says = \"{Says()}\"; }}"));

        BODY
        }
        """;

    /// <summary>YamlDotNet 11 has a converter with two methods of other parameters than that of today.</summary>
    private const string OldYaml = """
            private static string Says() => new YamlDotNet.Serialization.DeserializerBuilder().WithTypeConverter(new Converter()).Build().Deserialize<Word>("a").Text;

            public sealed class Word
            {
                public string Text = "";
            }

            private sealed class Converter : YamlDotNet.Serialization.IYamlTypeConverter
            {
                public bool Accepts(System.Type type) => type == typeof(Word);

                public object? ReadYaml(YamlDotNet.Core.IParser parser, System.Type type)
                {
                    var scalar = (YamlDotNet.Core.Events.Scalar)parser.Current!;
                    parser.MoveNext();
                    return new Word { Text = "read " + scalar.Value + " with " + typeof(YamlDotNet.Core.IParser).Assembly.GetName().Version!.Major };
                }

                public void WriteYaml(YamlDotNet.Core.IEmitter emitter, object? value, System.Type type) => throw new System.NotSupportedException();
            }
        """;

    public static TheoryData<string, bool, bool> Neighbours =>
        new MatrixTheoryData<string, bool, bool>(["YamlDotNet 11", "YamlDotNet 99", "Scriban 5"], [true, false], [true, false]);

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void BothGenerators_MakeTheirCode(string library, bool isFirst, bool isInServer)
    {
        var name = library.Replace(" ", "", StringComparison.Ordinal) + (isFirst ? "First" : "Last") + (isInServer ? "Server" : "");
        var folder = feed.Copy("OwnFlag", name);
        var (analyzers, says) = Neighbour(library, name);
        File.WriteAllText(Path.Combine(folder, "Beside.cs"), $"internal static class Beside {{ [System.Runtime.CompilerServices.ModuleInitializer] internal static void Say() => System.Console.WriteLine(Neighbour.Says); }}\n");
        var items = string.Concat(analyzers.Select(file => $"<Analyzer Include=\"{file}\" />"));
        File.WriteAllText(
            Path.Combine(folder, "Directory.Build.targets"),
            "<Project><Target Name=\"Neighbour\" BeforeTargets=\"CoreCompile\"><ItemGroup><_Ours Include=\"@(Analyzer)\" /><Analyzer Remove=\"@(Analyzer)\" />"
                + (isFirst ? items + "<Analyzer Include=\"@(_Ours)\" />" : "<Analyzer Include=\"@(_Ours)\" />" + items) + "</ItemGroup></Target></Project>\n");
        var (status, output) = feed.Build(folder, $"-p:UseSharedCompilation={isInServer}");
        Assert.True(status == 0, output);
        Assert.Equal(says, feed.Start(folder).Output.Split('\n')[0]);
    }

    private (string[] Analyzers, string Says) Neighbour(string library, string name)
    {
        var words = library.Split(' ');
        var analyzers = feed.NewFolder($"neighbours/{name}");
        var (generator, brought) = (Path.Combine(analyzers, "Neighbour.dll"), Path.Combine(analyzers, words[0] + ".dll"));
        if (library == "YamlDotNet 11")
        {
            File.Copy(Repository.Metadata("OldYaml"), brought);
            feed.Compile(generator, Generator.Replace("BODY", OldYaml, StringComparison.Ordinal), brought);
            return ([generator, brought], "read a with 11");
        }

        feed.Compile(brought, $"[assembly: System.Reflection.AssemblyVersion(\"{words[1]}.0.0.0\")] namespace {words[0]} {{ public static class Library {{ public static string Version => \"{library}\"; }} }}");
        feed.Compile(generator, Generator.Replace("BODY", $"    private static string Says() => {words[0]}.Library.Version;", StringComparison.Ordinal), brought);
        return ([generator, brought], library);
    }
}
