using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Conformance.Schedules;

/// <summary>What some threads do at the same time, and what must hold whatever the order of their steps.</summary>
/// <param name="Threads">What each does.</param>
/// <param name="Always">Checked whenever another thread gets its turn; it throws where something is wrong.</param>
/// <param name="AtEnd">Checked when all are done.</param>
internal sealed record Scenario(IReadOnlyList<Action> Threads, Action Always, Action AtEnd);

/// <summary>What a scenario found: something is wrong.</summary>
/// <param name="message">What.</param>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It is only thrown with a message.")]
internal sealed class BrokenException(string message) : Exception(message);
