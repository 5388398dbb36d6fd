using KernelFlags.Cli;
using KernelFlags.Cli.Maps;

var prefetched = MapsSource.Prefetch(args);
var terminal = Terminal.OfProcess();
terminal.Prefetched = prefetched;
return await KflagsCommandLine.RunAsync(args, terminal).ConfigureAwait(false);
