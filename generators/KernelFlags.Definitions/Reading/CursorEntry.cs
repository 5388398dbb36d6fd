namespace KernelFlags.Definitions.Reading;

/// <summary>An entry of a mapping.</summary>
internal sealed record CursorEntry(string Key, Cursor Value);
