using System.Text;
using CsCheck;

namespace KernelFlags.Definitions.Tests;

/// <summary>What is no definition at all is refused at its place: no exception, no stack overflow, no minutes of waiting.</summary>
public sealed class RobustnessTests
{
    private const int Million = 1_000_000;

    /// <summary>Far above what any of these takes, and far below what a quadratic algorithm would.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string> Hostile => new()
    {
        { "fifty megabytes", "KF1005" },
        { "two hundred thousand brackets", "KF1006" },
        { "nested mappings", "KF1006" },
        { "nested blocks", "KF1006" },
        { "anchors that expand", "KF1007" },
        { "an anchor in itself", "KF1007" },
        { "NUL bytes", "KF1003" },
        { "UTF-16", "KF1004" },
        { "tabs", "KF1002" },
        { "one key, often", "KF1012" },
        { "one bit, often", "KF1005" },
        { "a long condition", "KF3004" },
        { "a deep condition", "KF3012" },
        { "a chain of aliases", "KF3006" },
        { "a chain of masks", "KF3006" },
        { "an open quote", "KF1001" },
        { "many documents", "KF1009" },
        { "many cases", "KF1005" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Loader_OfWhatIsNoDefinition_SaysSo(string kind, string id)
    {
        var file = DefinitionFile.FromBytes("door/flags.yaml", "door/flags.yaml", Bytes(kind));

        var load = Task.Run(() => LoadAndResolve(file), TestContext.Current.CancellationToken);
        var problems = await load.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Contains(problems, p => p.Id == id);
        Assert.All(problems, p => Assert.InRange(p.Message.Length, 1, 700));
    }

    [Fact]
    public void Loader_OfDefinitionsWithRandomDamage_NeverThrows()
    {
        var files = Repository.DefinitionFiles();
        string[] texts =
        [
            "", "\n", "  ", "- ", ": ", "[", "]", "{", "}", "\"", "'", "&x ", "*x", "!t ", "#", "\t", "|", ">", "? ", "%", "\0",
            "🦀", "\uD800", "---\n", "0", "-1", "since: \"7.9\"\n", "!MMU &&", "\u2028",
        ];
        var damage = Gen.Select(Gen.Int[0, files.Count - 1], Gen.Int[0, 6000], Gen.Int[0, 40], Gen.Int[0, texts.Length - 1]);

        damage.Sample((index, at, length, which) =>
        {
            var file = files[index];
            at = Math.Min(at, file.Text.Length);
            length = Math.Min(length, file.Text.Length - at);
            var damaged = file with { Text = file.Text.Remove(at, length).Insert(at, texts[which]) };

            var problems = LoadAndResolve([.. files.Where(f => f != file), damaged]);
            Assert.All(problems.Where(p => p.Path == damaged.Path), p => AssertPlace(p, damaged.Text));
        }, iter: 150);
    }

    [Fact]
    public void Loader_OfAFileWithAnError_StillYieldsItsValidFlags()
    {
        var result = Load(
            "flags:\n- {name: OPEN, bit: 0, summary: s.}\n"
                + "- {name: AJAR, bit: x, summary: s.}\n- {name: LOCKED, bit: 2, smaps: abc, summary: s.}\n",
            "flags:\n- {name: PAINTED, bit: 4, summary: It is painted.}\n- [broken\n");

        Assert.True(result.HasErrors);
        Assert.Equal(["OPEN", "LOCKED", "PAINTED"], result.Model.Tables[0].Flags.Select(f => f.Name));
    }

    [Fact]
    public void Loader_OfSeveralMistakes_TellsThemAllInOrder()
    {
        var result = Load(
            "flags:\n- {name: AJAR, bti: 3, bit: 3, smaps: x, since: six, summary: s.}\n",
            "flags:\n- {name: OPEN, bit: 99, traits: [stiky], summary: s.}\n");

        Assert.Equal(
            [
                ("door/a.yaml", 2, 16, "KF1012", "bit"),
                ("door/a.yaml", 2, 39, "KF4001", null),
                ("door/a.yaml", 2, 49, "KF3008", null),
                ("door/b.yaml", 2, 21, "KF2002", null),
                ("door/b.yaml", 2, 34, "KF3002", "sticky"),
            ],
            result.Problems.Select(p => (p.Path, p.Line, p.Column, p.Id, p.Suggestion)));
    }

    /// <summary>Loads two files of one table, the second first.</summary>
    private static LoadResult Load(string first, string second) => DefinitionLoader.Load(
        [new DefinitionFile("door/b.yaml", "door/b.yaml", second), new DefinitionFile("door/a.yaml", "door/a.yaml", first)]);

    private static EquatableArray<Problem> LoadAndResolve(params DefinitionFile[] files)
    {
        var result = DefinitionLoader.Load(files);
        foreach (var table in result.Model.Tables)
        {
            TableResolver.Resolve(table, KernelSelector.Of(result.Model, result.Model.Newest, "x86_64"));
        }

        return result.Problems;
    }

    private static void AssertPlace(Problem problem, string text)
    {
        Assert.InRange(problem.Start, 0, text.Length);
        Assert.InRange(problem.Start + problem.Length, problem.Start, text.Length);
        Assert.InRange(problem.Line, 1, text.Split('\n').Length + text.Split('\r').Length);
        Assert.InRange(problem.Column, 1, text.Length + 1);
    }

    private static byte[] Bytes(string kind) => kind == "UTF-16"
        ? Encoding.Unicode.GetBytes("\uFEFFflags: []\n")
        : Encoding.UTF8.GetBytes(Text(kind));

    private static string Text(string kind) => kind switch
    {
        "fifty megabytes" => "# " + new string('x', 50 * Million),
        "two hundred thousand brackets" => new string('[', 200_000) + new string(']', 200_000),
        "nested mappings" => "flags:\n- " + Repeat(100_000, _ => "{a: "),
        "nested blocks" => Repeat(2000, i => new string(' ', 2 * i) + "a:\n"),
        "anchors that expand" => "a: &a [x, x]\n"
            + Repeat(25, i => $"{Letter(i + 1)}: &{Letter(i + 1)} [*{Letter(i)}, *{Letter(i)}, *{Letter(i)}]\n"),
        "an anchor in itself" => "flags: &a\n- *a\n",
        "NUL bytes" => "flags:\n" + new string('\0', Million),
        "tabs" => "flags:\n\t- name: OPEN\n\t  bit: 0\n",
        "one key, often" => Repeat(300_000, _ => "x: y\n"),
        "one bit, often" => "flags:\n"
            + Repeat(50_000, i => $"- {{name: F{i}, bit: 5, since: \"6.{i}\", until: \"6.{i + 1}\", summary: s.}}\n"),
        "a long condition" => "flags:\n- name: A\n  bit: 0\n  summary: s.\n  when: A0" + Repeat(200_000, i => $" && A{i}") + "\n",
        "a deep condition" => "flags:\n- name: A\n  bit: 0\n  summary: s.\n  when: \"" + new string('(', Million) + "\"\n",
        "a chain of aliases" => "flags:\n- {name: A0, alias: A3999, summary: s.}\n"
            + Repeat(3999, i => $"- {{name: A{i + 1}, alias: A{i}, summary: s.}}\n"),
        "a chain of masks" => "flags:\n- {name: A, bit: 0, summary: s.}\nmasks:\n- {name: M0, flags: [M3999], summary: s.}\n"
            + Repeat(3999, i => $"- {{name: M{i + 1}, flags: [M{i}, A], summary: s.}}\n"),
        "an open quote" => "flags: \"" + new string('x', Million),
        "many documents" => Repeat(100_000, _ => "---\n"),
        "many cases" => "flags:\n- name: A\n  summary: s.\n  bit: ["
            + Repeat(20_000, i => $"{{is: {i % 64}, when: \"MMU && !64BIT || KSM\"}}, ") + "0]\n",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static char Letter(int i) => (char)('a' + i);

    private static string Repeat(int times, Func<int, string> part)
    {
        var text = new StringBuilder();
        for (var i = 0; i < times; i++)
        {
            text.Append(part(i));
        }

        return text.ToString();
    }
}
