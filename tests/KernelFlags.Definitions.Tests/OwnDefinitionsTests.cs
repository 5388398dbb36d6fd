namespace KernelFlags.Definitions.Tests;

public sealed class OwnDefinitionsTests
{
    [Fact]
    public void Definitions_Loaded_HaveNoProblem()
    {
        var result = DefinitionLoader.Load(Repository.DefinitionFiles());

        Assert.Empty(result.Problems.Select(Problems.Line));
        Assert.Equal(["madv", "map", "mcl", "mlock", "mremap", "prot", "uffd_feature", "uffd_mode", "vma"], result.Model.Tables.Select(t => t.Name));
        Assert.NotNull(result.Model.FindProfile("linux-7.2-x86_64"));
        Assert.NotEmpty(result.Model.Capabilities);
    }
}
