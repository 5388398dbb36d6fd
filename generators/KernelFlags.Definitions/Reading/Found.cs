namespace KernelFlags.Definitions.Reading;

/// <summary>A value that could be read.</summary>
internal sealed record Found<T>(T Value);
