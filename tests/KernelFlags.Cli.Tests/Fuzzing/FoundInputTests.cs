namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>Inputs that a reader once did not take as it should: the files of the folder <c>Found</c>, each called <c>READER.what-it-is</c>.</summary>
public sealed class FoundInputTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "KernelFlags.Cli.Tests", "Fuzzing", "Found");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Reader_OfWhatWasFound_ReadsOrRefusesIt(string file)
    {
        using var target = Readers.Create(file.Split('.')[0]);
        var input = await File.ReadAllBytesAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        for (var way = 0; way < target.Ways; way++)
        {
            var wrong = await Task.Run(() => ReaderFuzzer.Try(target, input, way)).WaitAsync(target.Longest, TestContext.Current.CancellationToken);
            Assert.True(wrong is null, wrong?.What);
        }
    }
}
