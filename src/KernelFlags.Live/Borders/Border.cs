namespace KernelFlags.Live.Borders;

/// <summary>A kind of reason for which two VMAs that touch are two.</summary>
public enum BorderKind
{
    /// <summary>One of them never merges with anything.</summary>
    Special,

    /// <summary>Flags differ that merging does not ignore.</summary>
    Flags,

    /// <summary>Different files stand behind them.</summary>
    File,

    /// <summary>They have different names.</summary>
    Name,

    /// <summary>The one does not go on in the file where the other ends.</summary>
    Offset,

    /// <summary>Nothing that smaps shows differs.</summary>
    Hidden,
}

/// <summary>One reason.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Words">
/// The mnemonics that differ or never merge, in bit order; for a hidden one the candidates: what it may be, the likeliest first.
/// </param>
public sealed record BorderReason(BorderKind Kind, IReadOnlyList<string> Words)
{
    /// <summary>As in <c>flags wr ac</c>.</summary>
    public override string ToString() => Words.Count == 0 ? KindName : $"{KindName} {string.Join(' ', Words)}";

    /// <summary>The kind as outputs name it.</summary>
    public string KindName => Kind switch
    {
        BorderKind.Special => "special",
        BorderKind.Flags => "flags",
        BorderKind.File => "file",
        BorderKind.Name => "name",
        BorderKind.Offset => "offset",
        _ => "hidden",
    };
}

/// <summary>Why two VMAs that touch are two. Borders with the same reasons are the same object.</summary>
public sealed class Border
{
    internal Border(IReadOnlyList<BorderReason> reasons, bool isCertain)
    {
        Reasons = reasons;
        IsCertain = isCertain;
        Key = string.Join("; ", reasons);
    }

    /// <summary>A border of which smaps shows no reason, and the kernel does.</summary>
    /// <param name="proven">What keeps the two apart, each enough by itself; at least one.</param>
    internal Border(IReadOnlyList<ProvenCause> proven)
    {
        Proven = proven;
        Reasons = [new(BorderKind.Hidden, [.. proven.Select(cause => cause.Name)])];
        IsCertain = true;
        Key = $"hidden, proven: {string.Join("; ", proven.Select(cause => $"{cause.Name}, {cause.What}"))}";
    }

    /// <summary>The reasons, each enough by itself, in the order in which merging asks.</summary>
    public IReadOnlyList<BorderReason> Reasons { get; }

    /// <summary>Of a hidden reason, what is known of it from elsewhere than smaps; empty where nothing is.</summary>
    public IReadOnlyList<ProvenCause> Proven { get; } = [];

    /// <summary>Whether the reason is known: one was seen, or proven; false where it must be something that smaps does not show.</summary>
    public bool IsCertain { get; }

    /// <summary>All of it as one text, by which borders are counted.</summary>
    public string Key { get; }

    /// <summary>Whether nothing that is shown differs.</summary>
    public bool IsHidden => Reasons is [{ Kind: BorderKind.Hidden }];

    /// <summary>Whether nothing that is shown differs, and it is known what does.</summary>
    public bool IsProven => Proven.Count > 0;

    /// <inheritdoc/>
    public override string ToString() => Key;
}
