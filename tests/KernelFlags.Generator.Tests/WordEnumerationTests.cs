using Basic.Reference.Assemblies;
using KernelFlags.Rendering;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Generator.Tests;

public sealed class WordEnumerationTests
{
    [Theory]
    [InlineData("x86_64")]
    [InlineData("parisc")]
    [InlineData("mips64")]
    [InlineData("sparc64")]
    [InlineData("arm64")]
    public void Enumerations_OfAnArchitecture_CompileAndHaveItsNumbers(string arch)
    {
        var model = Repository.Model;
        var kernel = KernelSelector.Of(model, model.Newest, arch);
        var tables = model.Tables.Where(table => table.IsWords).Select(table => TableResolver.Resolve(table, kernel)).ToList();
        var sources = tables.SelectMany(table => Targets.Find("csharp")!.Render(table)).Select(file => file.Text);

        var compilation = CSharpCompilation.Create(
            "words", sources.Select(text => CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken)), Net100.References.All, new(OutputKind.DynamicallyLinkedLibrary));

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Info));
        Assert.All(tables, table =>
        {
            var type = compilation.GetTypeByMetadataName(
                $"KernelFlags.Generated.{string.Concat(table.Name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]))}Word")!;
            var numbers = type.GetMembers().OfType<IFieldSymbol>().Select(member => Convert.ToInt64(member.ConstantValue, null) & uint.MaxValue).ToHashSet();
            Assert.All(table.Flags.Where(word => !word.IsAboutField), word => Assert.Contains((long)word.Value.Low, numbers));
        });
    }
}
