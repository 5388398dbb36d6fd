namespace KernelFlags.Live.Borders;

/// <summary>What keeps two VMAs apart although smaps shows no difference, as the kernel itself has it.</summary>
/// <param name="Name">The name of the <see cref="HiddenCause"/>.</param>
/// <param name="What">What was seen, as a sentence goes on.</param>
public sealed record ProvenCause(string Name, string What);
