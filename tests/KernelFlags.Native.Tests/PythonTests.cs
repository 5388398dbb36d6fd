using System.IO.Compression;

namespace KernelFlags.Native.Tests;

/// <summary>The Python package as its wheel installs it: its own tests, its types, and what debuggers say with it.</summary>
public sealed class PythonTests(Library library, PythonPackage package) : IClassFixture<PythonPackage>
{
    private const string Plain = "read|write|mayread|maywrite|mayexec|account|softdirty (rd wr mr mw me ac sd)";
    private const string Guarded = "read|write|mayread|maywrite|mayexec|maybe_guard|account|softdirty (rd wr mr mw me gu ac sd)";

    [Fact]
    public void Wheel_HasTheLibraryAndTheLicences_AndIsTheSameBytesEachTime()
    {
        package.Need();
        Assert.Matches(@"/kernelflags-[\d.]+-py3-none-(manylinux_2_\d+|linux)_(x86_64|aarch64)\.whl$", package.Wheel);
        using var wheel = ZipFile.OpenRead(package.Wheel);
        var names = wheel.Entries.Select(entry => entry.FullName).ToList();
        Assert.Superset(new HashSet<string> { "kernelflags/libkernelflags.so", "kernelflags/py.typed", "kernelflags/vma_flags.py" }, names.ToHashSet());
        Assert.Equal(5, names.Count(name => name.Split('/')[0].EndsWith(".dist-info", StringComparison.Ordinal)));
        Assert.Equal(File.ReadAllBytes(package.Wheel), File.ReadAllBytes(package.BuildWheel("again")));
    }

    [Theory]
    [InlineData("test_space")]
    [InlineData("test_flags")]
    [InlineData("test_library")]
    [InlineData("test_readme")]
    public void Package_InAFreshEnvironment_PassesItsOwnTests(string module)
    {
        package.Need();
        Assert.EndsWith("\nOK\n", package.RunPython(Path.Combine(PythonPackage.Sources, "tests", module + ".py")), StringComparison.Ordinal);
    }

    [Fact]
    public void Example_OfTheReadme_PrintsWhatStandsBelowIt()
    {
        package.Need();
        var example = ReadmeExample.In("python");
        Assert.Equal(example.Output, package.RunPython("-c", example.Code));
    }

    [Fact]
    public void Package_HasTheTypesThatMypyFinds()
    {
        Assert.SkipUnless(InstalledProgram.Has("mypy"), "install mypy");
        Assert.Contains("no issues found", package.Succeed("env", "-C", PythonPackage.Sources, "mypy", "--cache-dir", Path.Combine(library.Folder, "mypy")), StringComparison.Ordinal);
    }

    [Fact]
    public void Package_HasTheTypesThatPyrightFinds()
    {
        var pyright = Repository.Find("tests/KernelFlags.Native.Tests/Pyright/node_modules/pyright/index.js");
        Assert.SkipUnless(InstalledProgram.Has("node") && File.Exists(pyright), "install nodejs and npm, and run: npm ci --prefix tests/KernelFlags.Native.Tests/Pyright");
        Assert.StartsWith("0 errors, 0 warnings", package.Succeed("node", pyright, "-p", PythonPackage.Sources), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "0x8100073 " + Plain)]
    [InlineData(2, "0x8100073 " + Plain)]
    [InlineData(3, "0x8100873 " + Guarded)]
    [InlineData(4, "0x8100873 " + Guarded)]
    public void Gdb_SaysTheFlagsOfAVma_InEachFormThatItHasHad(int form, string flags)
    {
        package.Need();
        Assert.SkipUnless(InstalledProgram.Has("gdb"), "install gdb");
        var program = BuildDebugged(form);
        var output = Gdb(program, "kf-vma vma", "kf-vma area", "print area", "kf-flags 0x73", "show kernelflags-kernel").Split('\n');
        Assert.Equal([flags, flags], output[..2]);
        Assert.Contains(form == 1 ? "vm_flags = 135266419" : flags[(flags.IndexOf('(', StringComparison.Ordinal) - 1)..], output[2], StringComparison.Ordinal);
        Assert.Equal("0x73 read|write|mayread|maywrite|mayexec (rd wr mr mw me)", output[3]);
        if (form == 3)
        {
            var readme = File.ReadAllText(Path.Combine(PythonPackage.Sources, "README.md"));
            Assert.Contains($"(gdb) kf-vma vma\n{output[0]}\n(gdb) print area\n{output[2]}\n(gdb) kf-flags 0x73\n{output[3]}\n", readme, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gdb_SaysWhatIsWrong()
    {
        package.Need();
        Assert.SkipUnless(InstalledProgram.Has("gdb"), "install gdb");
        var output = Gdb(BuildDebugged(3), "kf-flags", "kf-vma 5", "kf-vma nothing", "set kernelflags-kernel 7.9", "kf-flags 1", "print 1");
        Assert.Contains("write what to decode, as in: kf-flags 0x73", output, StringComparison.Ordinal);
        Assert.Contains("this is no struct vm_area_struct", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Python Exception", output, StringComparison.Ordinal);
        Assert.Contains("No symbol \"nothing\" in current context.", output, StringComparison.Ordinal);
        Assert.Contains("kernel 7.9 is not described", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "", "0x8100073 " + Plain)]
    [InlineData(2, "", "0x8100073 " + Plain)]
    [InlineData(3, "", "0x8100873 " + Guarded)]
    [InlineData(4, "7.2", "0x8100873 " + Guarded)]
    public void Drgn_SaysTheFlagsOfAVma_OfAProcessAndOfACore(int form, string kernel, string flags)
    {
        package.Need();
        Assert.SkipUnless(File.Exists("/usr/bin/python3") && library.Run("/usr/bin/python3", "-c", "import drgn").Status == 0, "install python3-drgn");
        Assert.SkipUnless(InstalledProgram.Has("gdb"), "gdb makes the core: install gdb");
        var program = BuildDebugged(form);
        var core = program + ".core";
        library.Run("gdb", "-q", "-nx", "-batch", "-ex", "break pause", "-ex", "run", "-ex", $"generate-core-file {core}", "-ex", "kill", program);
        var session = Path.Combine(PythonPackage.Sources, "tests", "drgn_session.py");
        string[][] calls = [[program, kernel], [program, kernel, core]];
        foreach (var arguments in calls)
        {
            var output = package.SucceedIn(new() { ["PYTHONPATH"] = package.Path }, "/usr/bin/python3", [session, .. arguments]);
            Assert.Equal($"{flags}\n{flags[(flags.IndexOf('(', StringComparison.Ordinal) + 1)..^1]}\n", output);
        }
    }

    /// <summary>A program with a VMA in one of the forms that kernels have it in.</summary>
    private string BuildDebugged(int form)
    {
        var program = Path.Combine(library.Folder, $"debugged{form}-{Guid.NewGuid():N}");
        package.Succeed("gcc", "-g", "-no-pie", $"-DFORM={form}", Path.Combine(PythonPackage.Sources, "tests", "debugged.c"), "-o", program);
        return program;
    }

    private string Gdb(string program, params string[] commands) => package.SucceedIn(
        new() { ["PYTHONPATH"] = package.Path },
        "gdb",
        ["-q", "-nx", "-batch", "-ex", "python import kernelflags.gdb", .. commands.SelectMany(command => new[] { "-ex", command }), program]);
}
