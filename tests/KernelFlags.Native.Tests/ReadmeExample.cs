namespace KernelFlags.Native.Tests;

/// <summary>The first example of the README in a language, and what it prints, which stands below it.</summary>
internal sealed record ReadmeExample(string Code, string Output)
{
    public static ReadmeExample In(string language)
    {
        var blocks = File.ReadAllText(Repository.Find("README.md")).Split($"```{language}\n")[1].Split("```");
        return new(blocks[0], blocks[2]["text\n".Length..]);
    }
}
