return KernelFlags.Cli.KflagsCommandLine.Run(args);
