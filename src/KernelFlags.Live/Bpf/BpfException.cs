namespace KernelFlags.Live.Bpf;

/// <summary>The kernel can't be asked by a BPF program: no right to, no support.</summary>
/// <param name="message">What is wrong; what would be right.</param>
/// <param name="cause">What it comes from; null where nothing.</param>
public sealed class BpfException(string message, Exception? cause = null) : IOException(message, cause);
