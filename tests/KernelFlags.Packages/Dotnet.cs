namespace KernelFlags.Packages;

/// <summary>Calls of <c>dotnet</c>, which says nothing but its result and leaves nobody running.</summary>
internal static class Dotnet
{
    /// <summary>Calls <c>dotnet</c>.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="environment">What is set beside what is; null takes away.</param>
    /// <param name="arguments">The words of the call.</param>
    /// <returns>How it ended, and everything that it said.</returns>
    public static (int Status, string Output) Run(string folder, IReadOnlyDictionary<string, string?> environment, params IEnumerable<string> arguments)
    {
        Dictionary<string, string?> quiet = new(environment) { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1" };
        var (status, output, error) = InstalledProgram.Run(folder, quiet, "dotnet", arguments);
        return (status, output + error);
    }
}
