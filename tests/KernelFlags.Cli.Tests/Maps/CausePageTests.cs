using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Btf;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>The pages that explain a cause each: the program on the page is compiled and run, and what the command says of it is what stands there.</summary>
public sealed class CausePageTests
{
    private const string Folder = "src/KernelFlags.Cli/Maps/causes";
    private const string Limit = "65530";

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Repository.Find(Folder), "*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name != "README").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_SaysWhatTheCommandSaysOfItsProgram(string page)
    {
        Require();
        using var folder = new ScratchFolder();
        var path = $"{Folder}/{page}.md";
        using var process = await StartAsync(folder, page, ProgramOn(await File.ReadAllTextAsync(Repository.Find(path), TestContext.Current.CancellationToken)));
        try
        {
            await Tour.VerifyAsync(path, async command =>
            {
                var call = command.Replace("PID-OF-CHILD", ChildOf(process), StringComparison.Ordinal)
                    .Replace("PID", $"{process.Id}", StringComparison.Ordinal)
                    .Replace("kflags maps", $"{Shell.Kflags} maps --max-map-count {Limit}", StringComparison.Ordinal);
                return (await Shell.RunAsync(folder, $"cd '{Repository.Root}' && {call}")).Output;
            });
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void EachPage_BeginsWithHowToSave_AndIsListed()
    {
        var index = File.ReadAllText(Repository.Find($"{Folder}/README.md"));
        Assert.All(Pages, row =>
        {
            var page = row.Data;
            Assert.Contains($"]({page}.md)", index, StringComparison.Ordinal);
            Assert.Contains("cat /proc/PID/smaps > ", File.ReadLines(Repository.Find($"{Folder}/{page}.md")).ElementAt(2), StringComparison.Ordinal);
        });
    }

    private static void Require()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64 && OperatingSystem.IsLinux(), "needs Linux on x86-64");
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 13), "the pages are of Linux 6.13 and later: boot one");
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists(BtfTypes.RunningKernel), $"asks the running kernel: run it as root, on a kernel that has {BtfTypes.RunningKernel}");
        Assert.SkipUnless(ExternalTool.Find("gcc") is not null, "needs gcc: apt-get install gcc libc6-dev");
    }

    private static string ProgramOn(string page)
    {
        const string Fence = "```";
        var start = page.IndexOf(Fence + "c\n", StringComparison.Ordinal) + Fence.Length + 2;
        return page[start..page.IndexOf("\n" + Fence, start, StringComparison.Ordinal)] + "\n";
    }

    /// <summary>Compiles a program and starts it.</summary>
    /// <returns>The process, once it waits for a signal.</returns>
    private static async Task<Process> StartAsync(ScratchFolder folder, string name, string source)
    {
        folder.With(name + ".c", source);
        var compiled = await ExternalTool.RunAsync(ExternalTool.Find("gcc")!, ["-pthread", "-o", name, name + ".c"], folder.Path, cancel: TestContext.Current.CancellationToken);
        Assert.True(compiled.ExitCode == 0, compiled.Errors);
        var process = Process.Start(new ProcessStartInfo(folder[name]))!;
        while (!IsPaused(process))
        {
            Assert.False(process.HasExited, $"the program on the page ended with {(process.HasExited ? process.ExitCode : 0)}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return process;
    }

    private static string ChildOf(Process process) => File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children").Trim();

    private static bool IsPaused(Process process)
    {
        const string Pause = "34 ";
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/syscall")).StartsWith(Pause, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
