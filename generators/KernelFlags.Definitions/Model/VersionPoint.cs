namespace KernelFlags.Definitions.Model;

/// <summary>
/// A point in the kernel's history: the version in which something changed, and the patch levels in which the change reached older
/// stable branches. A patch level counts within its own release alone: what came with 6.5 and with 6.1.38 is in no 6.2.
/// </summary>
/// <param name="Version">The version from which on it is so, in all later releases too.</param>
/// <param name="Backports">The patch levels of older releases, newest first.</param>
public sealed record VersionPoint(KernelVersion Version, EquatableArray<KernelVersion> Backports)
{
    /// <summary>The versions at which <see cref="IsReached"/> may change, in no particular order.</summary>
    public IEnumerable<KernelVersion> Changes => Backports.SelectMany(b => new[] { b, b.NextRelease }).Append(Version);

    /// <summary>Whether it lies at another point or before it, backports left aside.</summary>
    /// <param name="other">The other point.</param>
    /// <returns>True when it does.</returns>
    public bool IsBy(VersionPoint other) => Version <= other.Version;

    /// <summary>The point without backports.</summary>
    /// <returns>The point.</returns>
    public static VersionPoint Of(KernelVersion version) => new(version, default);

    /// <summary>Whether a kernel has the change.</summary>
    /// <returns>True when it does.</returns>
    public bool IsReached(KernelVersion version) =>
        version >= Version || Backports.Any(b => version.IsOfReleaseOf(b) && version >= b);

    /// <summary>Whether some kernel has this change and not the other.</summary>
    /// <returns>True when one has.</returns>
    public bool Precedes(VersionPoint other) => Changes.Concat(other.Changes).Any(v => IsReached(v) && !other.IsReached(v));

    /// <summary>The versions, newest first: <c>6.5, 6.4.2, 6.3.12, 6.1.38</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join(", ", Backports.Prepend(Version));
}
