using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace KernelFlags.Cli.Tests;

/// <summary>The samples that run a campaign: their YAML is read, and the call in them is one that <c>kflags</c> understands.</summary>
public sealed partial class CampaignSampleTests
{
    private const string Folder = "src/KernelFlags.Cli/samples/fuzz";

    [Fact]
    public void Job_IsIndexed_WithAsManyShardsAsPods()
    {
        var spec = (YamlMappingNode)Read("kubernetes-job.yaml")["spec"];
        Assert.Equal("Indexed", Text(spec, "completionMode"));
        Assert.Equal("0", Text(spec, "backoffLimit"));
        var containers = (YamlSequenceNode)spec["template"]["spec"]["containers"];
        var call = CallIn(((YamlSequenceNode)containers[0]["args"])[0]);
        Assert.Contains($"--shard $JOB_COMPLETION_INDEX/{Text(spec, "completions")}", call, StringComparison.Ordinal);
        AssertParses(call.Replace("$JOB_COMPLETION_INDEX", "7", StringComparison.Ordinal));
    }

    [Fact]
    public void Workflow_HasAsManyShardsAsTheMatrix()
    {
        var job = Read("github-workflow.yaml")["jobs"]["shard"];
        var shards = (YamlSequenceNode)job["strategy"]["matrix"]["shard"];
        Assert.Equal(Enumerable.Range(0, shards.Children.Count).Select(i => $"{i}"), shards.Select(s => s.ToString()));
        var call = CallIn(((YamlSequenceNode)job["steps"])
            .Select(s => (YamlMappingNode)s).Single(s => s.Children.ContainsKey("shell"))["run"]);
        Assert.Contains($"--shard 5/{shards.Children.Count} ", call, StringComparison.Ordinal);
        AssertParses(call);
    }

    [Fact]
    public void Readme_NamesEachSample() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.yaml"),
        file => Assert.Contains(Path.GetFileName(file), File.ReadAllText(Path.Combine(Repository.Root, Folder, "README.md")), StringComparison.Ordinal));

    private static YamlMappingNode Read(string name)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Repository.Root, Folder, name));
        yaml.Load(reader);
        return Assert.IsType<YamlMappingNode>(Assert.Single(yaml.Documents).RootNode);
    }

    private static string Text(YamlMappingNode node, string key) => Assert.IsType<YamlScalarNode>(node[key]).Value!;

    /// <summary>The call in a script, with 5 for what the workflow computes.</summary>
    private static string CallIn(YamlNode script) =>
        Call().Match(Expression().Replace(Assert.IsType<YamlScalarNode>(script).Value!, "5")).Groups[1].Value.Replace("\"", "", StringComparison.Ordinal);

    private static void AssertParses(string call) => Assert.Empty(KflagsCommandLine.CreateRoot().Parse(call.Split(' ')).Errors);

    [GeneratedRegex(@"kflags\.dll (fuzz .*?)\s\|")]
    private static partial Regex Call();

    [GeneratedRegex(@"\$\{\{.*?\}\}")]
    private static partial Regex Expression();
}
