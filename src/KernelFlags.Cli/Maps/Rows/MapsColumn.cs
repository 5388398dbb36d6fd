using System.Globalization;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Definitions;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Rows;

/// <summary>What a VMA is shown, sorted and filtered by.</summary>
/// <param name="Name">Its name in options.</param>
/// <param name="Title">Its title above rows.</param>
/// <param name="Width">How wide its texts are, at least.</param>
/// <param name="Size">The size that it is, in bytes, null where the text does not tell; null for a column of texts.</param>
/// <param name="Text">The text that it is; null for a column of sizes.</param>
internal sealed record MapsColumn(string Name, string Title, int Width, Func<MapsEntry, ulong?>? Size, Func<MapsItem, string>? Text)
{
    private const int PermWidth = 4;
    private const int KindWidth = 24;
    private const int OffsetWidth = 10;
    private const int FlagsWidth = 29;

    public static readonly MapsColumn Address = OfText("address", 0, item => item.Entry.Start.ToString("x12", CultureInfo.InvariantCulture));

    public static readonly MapsColumn Perm = OfText("perm", PermWidth, item => item.Entry.Perm);

    public static readonly MapsColumn Length = OfSize("size", entry => entry.Length);

    public static readonly MapsColumn Rss = OfSize("rss", entry => entry.Rss);

    public static readonly MapsColumn Flags = OfText("flags", FlagsWidth, item => item.Entry.VmFlags ?? "-");

    public static readonly MapsColumn Backing = OfText("backing", 0, item => VisibleText.Of(item.Entry.Backing.Path));

    public static readonly MapsColumn Kind = OfText("kind", KindWidth, item => MappingKinds.Names[(int)item.Kind]);

    /// <summary>Every column.</summary>
    public static IReadOnlyList<MapsColumn> All { get; } =
    [
        Address,
        Perm,
        Length,
        Rss,
        OfSize("pss", entry => entry.Pss),
        OfSize("dirty", entry => entry.Dirty),
        OfSize("anonymous", entry => entry.Anonymous),
        OfSize("locked", entry => entry.Locked),
        OfSize("swap", entry => entry.Swap),
        OfSize("thp", entry => entry.Huge),
        OfSize("hugetlb", entry => entry.HugeTlb),
        OfText("offset", OffsetWidth, item => item.Entry.Offset.ToString("x8", CultureInfo.InvariantCulture)),
        Kind,
        Flags,
        Backing,
    ];

    /// <summary>The names of all columns, as a message lists them.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(column => column.Name));

    /// <summary>Whether it is a size, of which the largest come first.</summary>
    public bool IsSize => Size is not null;

    /// <summary>The column of a name.</summary>
    /// <returns>The column; null where there is none.</returns>
    public static MapsColumn? Of(string name) => All.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static MapsColumn OfSize(string name, Func<MapsEntry, ulong?> size) => new(name, name.ToUpperInvariant(), 0, size, null);

    private static MapsColumn OfText(string name, int width, Func<MapsItem, string> text) => new(name, name.ToUpperInvariant(), width, null, text);
}
