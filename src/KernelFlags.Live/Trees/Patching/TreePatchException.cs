namespace KernelFlags.Live.Trees.Patching;

/// <summary>A tree can't be changed as the definitions ask. The message is one line that names the place.</summary>
public sealed class TreePatchException : Exception
{
    /// <summary>Without a reason.</summary>
    public TreePatchException()
    {
    }

    /// <summary>With a reason.</summary>
    /// <param name="message">The reason, one line.</param>
    public TreePatchException(string message)
        : base(message)
    {
    }

    /// <summary>With a reason and what led to it.</summary>
    /// <param name="message">The reason, one line.</param>
    /// <param name="innerException">What led to it.</param>
    public TreePatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
