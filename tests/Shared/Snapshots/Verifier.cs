// Snapshot tests after Verify's conventions and call shape, so that the package VerifyXunit could take this file's place.
// It owns the names, the comparison and the acceptance of `.verified.` files; what is in them is the test's business.
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DiffEngine;
using VerifyTests;

namespace VerifyTests
{
    /// <summary>A text to compare.</summary>
    /// <param name="Extension">What its file name ends with: <c>cs</c>, <c>h</c>, <c>md</c>.</param>
    /// <param name="Name">What tells it from the test's other texts; null for a test's only one.</param>
    public sealed record Target(string Extension, string Data, string? Name = null);
}

namespace VerifyXunit
{
    /// <summary>
    /// Compares texts with <c>Type.Method.verified.ext</c> beside the test. On a difference <c>Type.Method.received.ext</c> is written and
    /// a diff tool shown, where there is one; <c>KFLAGS_ACCEPT=1</c> accepts what was received. A test verifies once, with all its texts.
    /// </summary>
    public static partial class Verifier
    {
        private static readonly bool Accept = Environment.GetEnvironmentVariable("KFLAGS_ACCEPT") == "1";

        /// <summary>Compares a test's only text.</summary>
        /// <param name="extension">What the file's name ends with.</param>
        /// <param name="sourceFile">The test's file; the compiler gives it.</param>
        /// <returns>A task that fails on a difference.</returns>
        public static Task Verify(string target, string extension = "txt", [CallerFilePath] string sourceFile = "") =>
            Verify([new Target(extension, target)], sourceFile);

        /// <summary>Compares the texts of a test.</summary>
        /// <param name="sourceFile">The test's file; the compiler gives it.</param>
        /// <returns>A task that fails on a difference, with all of them in its message.</returns>
        public static async Task Verify(IEnumerable<Target> targets, [CallerFilePath] string sourceFile = "")
        {
            var test = TestContext.Current.TestMethod ?? throw new InvalidOperationException("A snapshot is verified in a test.");
            var testName = $"{test.TestClass.TestClassSimpleName}.{test.MethodName}";
            var folder = FolderOf(sourceFile);
            var (claimed, problems) = (new HashSet<string>(), new List<string>());
            foreach (var target in targets)
            {
                var name = target.Name is null ? testName : $"{testName}#{target.Name}";
                claimed.Add($"{name}.verified.{target.Extension}");
                var received = $"{name}.received.{target.Extension}";
                problems.Add(await Compare(Scrub(target.Data), folder, $"{name}.verified.{target.Extension}", received));
            }

            problems.AddRange(SnapshotChecks.Files(folder).Where(file => SnapshotChecks.TestOf(file) == testName && !claimed.Contains(file))
                .Select(file => $"{file} is not verified any more; delete it"));
            Assert.True(problems.TrueForAll(string.IsNullOrEmpty), string.Join('\n', problems.Where(problem => problem.Length > 0)));
        }

        private static async Task<string> Compare(string text, string folder, string verifiedName, string receivedName)
        {
            var (verified, received) = (Path.Combine(folder, verifiedName), Path.Combine(folder, receivedName));
            if (Flaw(text) is { } flaw)
            {
                return $"{verifiedName}: the text {flaw}";
            }

            var before = File.Exists(verified) ? await File.ReadAllTextAsync(verified) : null;
            if (before == text || Accept)
            {
                await (before == text ? Task.CompletedTask : File.WriteAllTextAsync(verified, text));
                File.Delete(received);
                DiffRunner.Kill(received, verified);
                return string.Empty;
            }

            await File.WriteAllTextAsync(received, text);
            _ = DiffRunner.Disabled ? LaunchResult.Disabled : await DiffRunner.LaunchAsync(received, verified);
            return $"{verifiedName} {(before is null ? "is missing" : $"differs {FirstDifference(before, text)}")}; "
                + "look at the .received. file beside it, and run the test with KFLAGS_ACCEPT=1 to accept it";
        }

        /// <summary>What a snapshot can't hold, since an editor or git would change it behind the reader's back.</summary>
        private static string? Flaw(string text) =>
            text.StartsWith('\ufeff') ? "starts with a byte order mark" :
            text.Contains('\r', StringComparison.Ordinal) ? "has a carriage return" :
            !text.EndsWith('\n') ? "does not end with a line feed" :
            TrailingBlank().Match(text) is not { Success: true } match ? null :
            $"has a blank at the end of line {text.AsSpan(0, match.Index).Count('\n') + 1}";

        private static string Scrub(string text)
        {
            var version = Regex.Escape(typeof(Verifier).Assembly.GetName().Version!.ToString(3));
            return Regex.Replace(text, $@"(?<![\d.]){version}(\.0)?(\+[0-9a-f]+)?(?![\d.])", "{version}");
        }

        private static string FirstDifference(string verified, string received)
        {
            var (was, now) = (verified.Split('\n'), received.Split('\n'));
            var line = was.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
            return $"in line {line + 1}, from '{was.ElementAtOrDefault(line)}' to '{now.ElementAtOrDefault(line)}'";
        }

        /// <summary>The folder of a test. A build that is to be reproducible writes <c>/_/</c> for the repository's root.</summary>
        private static string FolderOf(string sourceFile) => Path.GetDirectoryName(sourceFile.StartsWith("/_/", StringComparison.Ordinal)
            ? Repository.Find(sourceFile[3..])
            : sourceFile)!;

        [GeneratedRegex(@"[ \t](?=\n|$)")]
        private static partial Regex TrailingBlank();
    }

    /// <summary>Holds the <c>.verified.</c> files of this project against its tests.</summary>
    public sealed class SnapshotChecks
    {
        [Fact]
        public void EverySnapshot_HasATest()
        {
            var tests = typeof(SnapshotChecks).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(), (type, method) => (type, method))
                .Where(test => test.method.IsDefined(typeof(FactAttribute)))
                .Select(test => $"{test.type.Name}.{test.method.Name}")
                .ToHashSet();
            Assert.All(
                Files(Repository.Find($"tests/{Repository.Metadata("Project")}")),
                file => Assert.True(tests.Contains(TestOf(file)), "no test verifies it; delete it"));
        }

        internal static IEnumerable<string> Files(string folder) =>
            Directory.EnumerateFiles(folder, "*.verified.*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).Order();

        internal static string TestOf(string file) => file[..file.IndexOf(".verified.", StringComparison.Ordinal)].Split('#')[0];
    }
}
