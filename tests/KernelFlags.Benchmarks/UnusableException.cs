using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Benchmarks;

/// <summary>What is asked for can't be measured here; the message is one line that says what would be right.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Never made without its line.")]
[SuppressMessage("Design", "CA1064", Justification = "It ends the program.")]
internal sealed class UnusableException(string message) : Exception(message);
