using System.CommandLine;
using KernelFlags.Benchmarks;
using KernelFlags.Benchmarks.Commands;

var root = new RootCommand("Measures KernelFlags beside what it is compared with; every figure is a ratio of one run.")
{
    PeerCommand.Create(),
    GrowthCommand.Create(),
    SteadyCommand.Create(),
    ChurnCommand.Create(),
    FuzzCommand.Create(),
    ThreadsCommand.Create(),
    ReplayCommand.Create(),
    RuntimeCommand.Create(),
    StartupCommand.Create(),
    MapsCommand.Create(),
    GeneratorCommand.Create(),
    FlagsCommand.Create(),
    MicroCommand.Create(),
    RunCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
}
catch (UnusableException exception)
{
    await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
    return 2;
}
