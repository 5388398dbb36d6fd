namespace KernelFlags.Cli.Tests.Hostile;

/// <summary>What the machine lacks is named as what it is: neither a bug, nor a difference.</summary>
public sealed class ShortageTests
{
    [Theory]
    [InlineData("lint")]
    [InlineData("table")]
    [InlineData("maps self")]
    public async Task FewDescriptors_AreNamed(string call)
    {
        using var folder = new ScratchFolder();
        var result = await Shell.RunAsync(folder, $"ulimit -n 60; {Shell.Kflags} {call} > out");
        Assert.Equal((2, "only 60 files may be open at once here; allow 128 (ulimit -n 128)\n"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task NoFolderForTemporaryFiles_IsNamed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "asks the running kernel: run it as root");
        using var folder = new ScratchFolder();
        var result = await Shell.RunAsync(folder, $"TMPDIR=/there/is/none {Shell.Kflags} fuzz --ops 5");
        Assert.Equal(
            (2, "there is no folder /there/is/none/ for temporary files; make it, or set TMPDIR to one that can be written to\n"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task NoFolderForTheFilesThatAreMapped_IsNamed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "asks the running kernel: run it as root");
        var call = await Kflags.RunAsync("fuzz", "--ops", "5", "--dir", "/there/is/none");
        Assert.Equal((2, "there is no folder /there/is/none for the files that are mapped; make it, or name another"), (call.ExitCode, Assert.Single(call.ErrorLines)));
    }

    [Theory]
    [InlineData("unshare -p --fork", "fuzz --ops 5", "/proc shows the processes of another PID namespace; mount this one's (unshare --mount-proc)")]
    [InlineData("setpriv --bounding-set -sys_ptrace --inh-caps -sys_ptrace", "fuzz --ops 5", "userfaultfd is refused to this root, as in a container; give it CAP_SYS_PTRACE, or set vm.unprivileged_userfaultfd to 1")]
    public async Task KernelThatCantBeAsked_SaysWhy(string around, string call, string why)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "makes a namespace of its own: run it as root");
        using var folder = new ScratchFolder();
        Assert.SkipUnless((await Shell.RunAsync(folder, around + " true")).ExitCode == 0, $"'{around}' is not possible here: install util-linux, and run it outside a container");
        var result = await Shell.RunAsync(folder, $"{around} {Shell.Kflags} {call}");
        Assert.Equal((2, $"the running kernel can't be asked: {why}\n"), (result.ExitCode, result.Errors));
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task Self_IsThisProcess_AlsoInAProcOfAnotherNamespace()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "makes a namespace of its own: run it as root");
        using var folder = new ScratchFolder();
        var result = await Shell.RunAsync(folder, $"unshare -p --fork {Shell.Kflags} maps self --no-flags");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("dotnet", result.Output, StringComparison.Ordinal);
    }
}
