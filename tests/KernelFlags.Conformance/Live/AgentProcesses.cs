namespace KernelFlags.Conformance.Live;

/// <summary>The processes that are driven, as /proc shows them.</summary>
internal static class AgentProcesses
{
    private const string Name = "kflags-agent";

    /// <summary>Those that this process, or what it started, left behind. Their name is the one that they were started by.</summary>
    public static IReadOnlyList<int> All()
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && CommandLine(folder).StartsWith(Name, StringComparison.Ordinal))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    /// <summary>Those whose parent is this process.</summary>
    public static IReadOnlyList<int> Children() => [.. All().Where(pid => ParentOf(pid) == Environment.ProcessId)];

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    public static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
