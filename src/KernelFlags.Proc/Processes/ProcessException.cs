namespace KernelFlags.Proc.Processes;

/// <summary>A process whose memory can't be read: it ended, no right to, no support.</summary>
/// <param name="message">What is wrong; what would be right.</param>
/// <param name="cause">What the system said; null where nothing.</param>
public sealed class ProcessException(string message, Exception? cause = null) : IOException(message, cause);
