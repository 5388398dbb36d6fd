using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Native.Handles;

/// <summary>What a C program asked for can't be had; the message is for its author.</summary>
/// <param name="message">Why, and what would be right.</param>
/// <param name="inner">What was thrown before.</param>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It always says why.")]
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "No exception leaves this library.")]
internal sealed class RefusedException(string message, Exception? inner = null) : Exception(message, inner);
