using CsCheck;

namespace KernelFlags.Vma.Tests.Properties;

internal enum CallKind
{
    Mmap,
    Munmap,
    Mprotect,
    Madvise,
    Mlock,
    Mlock2,
    Munlock,
    Mseal,
    Name,
    Policy,
    UffdRegister,
    UffdUnregister,
    Resize,
    Move,
    DontUnmap,
    Touch,
    GuardInstall,
    GuardRemove,

    /// <summary>The process forks, and what follows happens in the child.</summary>
    Fork,
}

/// <summary>What a random mmap maps.</summary>
internal enum Backing
{
    Anonymous,
    Droppable,
    SharedAnonymous,
    Memfd,
    SharedMemfd,
    ReadOnlyMemfd,
    Regular,
}

/// <summary>A random call. Its places are pages of a small window, so that ranges touch, overlap and meet again.</summary>
/// <param name="Page">The first page of its range.</param>
/// <param name="Pages">The length of its range.</param>
/// <param name="Choice">What decides about the other arguments.</param>
/// <param name="Target">The first page that mremap moves to.</param>
internal readonly record struct RandomCall(CallKind Kind, int Page, int Pages, int Choice, int Target)
{
    public const int WindowPages = 32;
    public const ulong Window = 0x1000_0000;

    private const int LongestRange = 8;

    /// <summary>Half of the choices are of these few: anonymous memory with common rights.</summary>
    private const int Usual = 8;

    private static readonly Advice[] Advices =
    [
        Advice.Normal, Advice.Sequential, Advice.Random, Advice.DontFork, Advice.DoFork, Advice.DontDump, Advice.DoDump, Advice.WipeOnFork,
        Advice.KeepOnFork, Advice.HugePage, Advice.NoHugePage, Advice.Mergeable, Advice.Unmergeable,
    ];

    private static readonly Backing[] Backings =
    [
        Backing.Anonymous, Backing.Anonymous, Backing.Anonymous, Backing.Droppable, Backing.SharedAnonymous, Backing.Memfd,
        Backing.SharedMemfd, Backing.ReadOnlyMemfd, Backing.Regular,
    ];

    public ulong Start => Window + ((ulong)Page * TestPage.Size);

    public ulong Length => (ulong)Pages * TestPage.Size;

    public ulong End => Start + Length;

    public Protection Protection => (Choice % 4) switch
    {
        0 => Protection.Read,
        1 or 2 => Protection.Read | Protection.Write,
        _ => (Protection)(Choice / 4 % 8),
    };

    public Advice Advice => Advices[Choice % Advices.Length];

    public Backing Backing => Backings[Choice / 4 % Backings.Length];

    public MapFlags MapFlags => FlagsOf(Backing)
        | MapFlags.Fixed
        | (Choice / 64 % 8 == 3 ? MapFlags.NoReserve : 0)
        | (Choice / 64 % 8 == 1 ? MapFlags.Locked : 0);

    public static MapFlags FlagsOf(Backing backing) => backing switch
    {
        Backing.Anonymous => MapFlags.Private | MapFlags.Anonymous,
        Backing.Droppable => MapFlags.Droppable | MapFlags.Anonymous,
        Backing.SharedAnonymous => MapFlags.Shared | MapFlags.Anonymous,
        Backing.SharedMemfd or Backing.ReadOnlyMemfd => MapFlags.Shared,
        _ => MapFlags.Private,
    };

    /// <summary>Mostly the place in the window, so that mappings of one file continue each other.</summary>
    public ulong FileOffset => ((ulong)Page + (Choice / 64 % 8 == 2 ? (ulong)WindowPages : 0)) * TestPage.Size;

    public string? Name => (Choice % 3) switch { 0 => null, 1 => "one", _ => "two" };

    public MemoryPolicy? Policy => (Choice % 3) switch
    {
        0 => null,
        1 => new(MemoryPolicyMode.Bind, 0, 1),
        _ => new(MemoryPolicyMode.Interleave, 0, 3),
    };

    public UffdMode UffdMode => (Choice % 4) switch
    {
        0 => UffdMode.Missing,
        1 => UffdMode.Missing | UffdMode.WriteProtect,
        2 => UffdMode.WriteProtect,
        _ => UffdMode.Minor,
    };

    public int Uffd => Choice / 4 % 3;

    public ulong NewLength => (ulong)((Choice % LongestRange) + 1) * TestPage.Size;

    public bool MayMove => Choice / LongestRange % 2 == 0;

    public ulong NewStart => Window + ((ulong)Target * TestPage.Size);

    public bool Writes => Choice % 2 == 0;

    /// <summary>Random calls.</summary>
    /// <param name="kinds">The calls, each as often as it is named.</param>
    public static Gen<RandomCall> Of(IReadOnlyList<CallKind> kinds) => Gen.Select(
        Gen.Int[0, kinds.Count - 1],
        Gen.Int[0, WindowPages - 1],
        Gen.Int[1, LongestRange],
        Gen.Int[0, 2047].Select(choice => choice < 1024 ? choice : choice % Usual),
        Gen.Int[0, WindowPages - 1],
        (kind, page, pages, choice, target) =>
            new RandomCall(kinds[kind], page, Math.Min(pages, WindowPages - page), choice, Math.Min(target, WindowPages - pages)));

    public override string ToString() => Kind switch
    {
        CallKind.Mmap => $"{Range} {Kind} {Protection}, {Backing}, {MapFlags}",
        CallKind.Mprotect => $"{Range} {Kind} {Protection}",
        CallKind.Madvise => $"{Range} {Kind} {Advice}",
        CallKind.Name => $"{Range} {Kind} {Name}",
        CallKind.Policy => $"{Range} {Kind} {Policy}",
        CallKind.UffdRegister => $"{Range} {Kind} {UffdMode}, {Uffd}",
        CallKind.UffdUnregister => $"{Range} {Kind} {Uffd}",
        CallKind.Resize => $"{Range} {Kind} {NewLength / TestPage.Size}{(MayMove ? ", may move" : "")}",
        CallKind.Move or CallKind.DontUnmap => $"{Range} {Kind} {Target}",
        CallKind.Touch => $"{Range} {Kind}{(Writes ? ", writes" : "")}",
        _ => $"{Range} {Kind}",
    };

    private string Range => $"[{Page}-{Page + Pages})";
}
