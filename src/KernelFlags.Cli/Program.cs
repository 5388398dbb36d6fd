using System.CommandLine;

return await new RootCommand("A Linux kernel flag, written once.").Parse(args).InvokeAsync().ConfigureAwait(false);
