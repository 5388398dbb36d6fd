namespace KernelFlags.Native.Tests;

/// <summary>The Python package: its wheel, built once, and an environment with nothing else in it.</summary>
public sealed class PythonPackage
{
    private readonly Library _library;
    private readonly Lazy<string?> _missing;
    private readonly Lazy<string> _wheel;
    private readonly Lazy<string> _environment;

    public PythonPackage(Library library)
    {
        _library = library;
        _missing = new(Missing);
        _wheel = new(() => BuildWheel("wheel"));
        _environment = new(Install);
    }

    /// <summary>The package's folder.</summary>
    public static string Sources => Repository.Find("src/KernelFlags.Native/python");

    /// <summary>The wheel's path.</summary>
    public string Wheel => _wheel.Value;

    /// <summary>The folder that a Python must look into to find the package.</summary>
    public string Path => RunPython("-c", "import pathlib, kernelflags; print(pathlib.Path(kernelflags.__file__).parent.parent)").Trim();

    /// <summary>Skips the test where the package can't be built here.</summary>
    public void Need()
    {
        _library.Need();
        Assert.SkipWhen(_missing.Value is not null, _missing.Value ?? "");
    }

    /// <summary>Builds the wheel by the command that its README names.</summary>
    /// <param name="folder">The name of a folder for it.</param>
    /// <returns>Its path.</returns>
    public string BuildWheel(string folder)
    {
        var into = System.IO.Path.Combine(_library.Folder, folder);
        Succeed("python3", "-m", "pip", "--disable-pip-version-check", "wheel", "-q", "--no-deps", "--wheel-dir", into, Sources);
        return Assert.Single(Directory.GetFiles(into));
    }

    /// <summary>Runs the environment's Python, which must succeed.</summary>
    /// <returns>What it said.</returns>
    public string RunPython(params string[] arguments) => Succeed(System.IO.Path.Combine(_environment.Value, "bin", "python"), arguments);

    /// <summary>Runs a program, which must succeed, with the library named and without any cache in the checkout.</summary>
    /// <returns>What it said.</returns>
    public string Succeed(string program, params string[] arguments) => SucceedIn([], program, arguments);

    /// <summary>As <see cref="Succeed"/>, in an environment.</summary>
    public string SucceedIn(Dictionary<string, string?> environment, string program, params string[] arguments)
    {
        Dictionary<string, string?> all = new(environment) { ["KERNELFLAGS_LIBRARY"] = _library.Path, ["PYTHONDONTWRITEBYTECODE"] = "1" };
        var (status, output) = _library.RunIn(all, program, arguments);
        Assert.True(status == 0, output);
        return output;
    }

    private string? Missing() =>
        !InstalledProgram.Has("python3") || _library.Run("python3", "-c", "import sys, venv; sys.exit(sys.version_info < (3, 9))").Status != 0 ? "install python3 of 3.9 or later, and python3-venv"
        : _library.Run("python3", "-c", "import pip, sys; sys.exit(tuple(map(int, pip.__version__.split('.')[:2])) < (22, 3))").Status != 0 ? "install python3-pip of 22.3 or later"
        : null;

    private string Install()
    {
        var folder = System.IO.Path.Combine(_library.Folder, "environment");
        Succeed("python3", "-m", "venv", "--without-pip", folder);
        var python = System.IO.Path.Combine(folder, "bin", "python");
        Succeed("python3", "-m", "pip", "--python", python, "--disable-pip-version-check", "install", "-q", "--no-index", Wheel);
        return folder;
    }
}
