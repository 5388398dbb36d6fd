namespace KernelFlags.Cli;

/// <summary>
/// The call or its input can't be used. The lines say what is wrong and what would be right; they go to standard error, and the
/// command ends with <see cref="ExitCode.Unusable"/>.
/// </summary>
internal sealed class UnusableException : InvalidOperationException
{
    public UnusableException()
        : this("the call can't be used")
    {
    }

    public UnusableException(string line)
        : base(line) => Lines = [line];

    public UnusableException(string line, Exception innerException)
        : base(line, innerException) => Lines = [line];

    public UnusableException(IReadOnlyList<string> lines)
        : base(string.Join('\n', lines)) => Lines = lines;

    public IReadOnlyList<string> Lines { get; }
}
