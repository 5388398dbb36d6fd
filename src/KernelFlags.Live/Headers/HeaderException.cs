namespace KernelFlags.Live.Headers;

/// <summary>A kernel tree can't be evaluated. The message is one line that says why.</summary>
public sealed class HeaderException : Exception
{
    /// <summary>Without a reason.</summary>
    public HeaderException()
    {
    }

    /// <summary>With a reason.</summary>
    /// <param name="message">The reason, one line.</param>
    public HeaderException(string message)
        : base(message)
    {
    }

    /// <summary>With a reason and what led to it.</summary>
    /// <param name="message">The reason, one line.</param>
    /// <param name="innerException">What led to it.</param>
    public HeaderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
