return await KernelFlags.Cli.KflagsCommandLine.RunAsync(args, KernelFlags.Cli.Terminal.OfProcess()).ConfigureAwait(false);
