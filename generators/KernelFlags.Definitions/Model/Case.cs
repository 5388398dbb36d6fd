namespace KernelFlags.Definitions.Model;

/// <summary>A value that stands under a condition. Of a list of cases the first that holds counts.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="When">When it stands.</param>
public sealed record Case<T>(T Value, Condition When);
