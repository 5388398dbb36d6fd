namespace KernelFlags.Live.Running.Agents;

/// <summary>A system call did not return; its process was ended.</summary>
public sealed class HangException() : Exception("a system call did not return");
