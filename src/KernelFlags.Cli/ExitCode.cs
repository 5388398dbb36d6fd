namespace KernelFlags.Cli;

/// <summary>What the exit status of every command means.</summary>
internal static class ExitCode
{
    /// <summary>Done, and all holds.</summary>
    public const int Done = 0;

    /// <summary>Something was found: an error in the definitions, a difference, a mismatch.</summary>
    public const int Found = 1;

    /// <summary>The call or its input can't be used.</summary>
    public const int Unusable = 2;
}
