namespace KernelFlags.Benchmarks.Measuring;

/// <summary>The recorder in C, compiled: it does random operations on the running kernel and writes what came of them. Needs root and gcc.</summary>
/// <param name="folder">Where the program and its files go.</param>
internal sealed class Recorder(string folder)
{
    private readonly string _program = Compile(folder);

    /// <summary>Records a trace.</summary>
    /// <param name="mix">Which operations are done.</param>
    /// <param name="seed">The seed of the random numbers.</param>
    /// <param name="operations">How many.</param>
    /// <param name="trace">What takes the trace.</param>
    public void Record(string mix, int seed, int operations, Stream trace) =>
        Run(_program, folder, ["--mix", mix, "--seed", $"{seed}", "--ops", $"{operations}", "--dir", folder], trace);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="output">What takes what it prints.</param>
    /// <exception cref="UnusableException">It did not end well.</exception>
    public static void Run(string program, string folder, string[] arguments, Stream output)
    {
        var exitCode = Programs.Run(program, arguments, folder, output);
        if (exitCode != 0)
        {
            throw new UnusableException($"{program} {string.Join(' ', arguments)} ended with status {exitCode}; it needs root, and gcc to be installed");
        }
    }

    private static string Compile(string folder)
    {
        var program = Path.Combine(folder, "record");
        Run("gcc", folder, ["-std=c11", "-O2", "-o", program, Repository.Find("tests/KernelFlags.Conformance/oracle/record.c")], Stream.Null);
        return program;
    }
}
