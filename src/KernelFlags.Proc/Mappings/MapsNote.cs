namespace KernelFlags.Proc.Mappings;

/// <summary>What a text has that the kernel writes otherwise, or not at all.</summary>
public enum MapsNoteKind
{
    /// <summary>A line that is none of maps or smaps: a title, a prompt.</summary>
    OtherText,

    /// <summary>A field before the first address line: the one that it belongs to is missing.</summary>
    NoAddress,

    /// <summary>A VMA that begins below the end of the one before and ends above it; it is read from that end on.</summary>
    Overlap,

    /// <summary>A VMA that lies within the one before; it is left out.</summary>
    Repeated,

    /// <summary>A field that its VMA has twice: an address line may be missing. It, and what follows it up to the next address line, is left out.</summary>
    RepeatedField,

    /// <summary>A VMA of no length.</summary>
    Empty,

    /// <summary>The last VMA has fewer fields than the one before it, or the last line is cut.</summary>
    Cut,
}

/// <summary>Lines of one kind that were read otherwise than as the kernel writes them.</summary>
/// <param name="kind">The kind.</param>
/// <param name="line">The first such line, from 1.</param>
/// <param name="text">What it says.</param>
public sealed class MapsNote(MapsNoteKind kind, long line, string text)
{
    /// <summary>The kind.</summary>
    public MapsNoteKind Kind => kind;

    /// <summary>The first such line, from 1.</summary>
    public long Line => line;

    /// <summary>What the first such line says.</summary>
    public string Text => text;

    /// <summary>How many lines there are.</summary>
    public long Count { get; internal set; } = 1;
}
