using KernelFlags.Cli;
using KernelFlags.Cli.Maps;

// Before anything that takes time to load.
var prefetched = MapsSource.Prefetch(args);
return KflagsCommandLine.Run(args, prefetched);
