using KernelFlags.Linux;
using KernelFlags.Vma;

namespace KernelFlags.Live.Borders;

/// <summary>One of two VMAs of which is asked whether they become one.</summary>
/// <param name="Flags">The word of its flags.</param>
/// <param name="File">What its file is called; null for private anonymous memory.</param>
/// <param name="Offset">Where it begins in the file, in bytes; null to go on where the other ends.</param>
/// <param name="Length">Its length in bytes.</param>
public sealed record MergeSide(ulong Flags, string? File, ulong? Offset, ulong Length);

/// <summary>What keeps two VMAs apart.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Flags">The word of the flags that it is about; 0 for any other reason.</param>
public readonly record struct MergeObstacle(MergeReason Reason, ulong Flags);

/// <summary>Whether two VMAs become one.</summary>
/// <param name="Obstacles">All that keeps them apart, in the order in which the predicate looks; empty where they become one.</param>
/// <param name="Flags">The word of the flags of the one VMA, where the left one takes the right one in; null for two.</param>
/// <param name="Ignored">The word of the flags that differ and keep nothing apart.</param>
/// <param name="Sticky">The word of the flags that the one VMA has as soon as one side has them.</param>
public sealed record MergeAnswer(IReadOnlyList<MergeObstacle> Obstacles, ulong? Flags, ulong Ignored, ulong Sticky)
{
    /// <summary>Asks the predicate that decides merges in the engine.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="left">The lower VMA.</param>
    /// <param name="right">The one that begins where it ends.</param>
    /// <returns>What it says. Neither was ever faulted, and of policies and userfaultfds both have the same.</returns>
    public static MergeAnswer Of(LinuxKernel kernel, MergeSide left, MergeSide right) => kernel.Accept(new Asker(left, right));

    private sealed class Asker(MergeSide left, MergeSide right) : ILinuxKernelVisitor<MergeAnswer>
    {
        private const ulong Border = 1UL << 40;

        public MergeAnswer Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var space = new AddressSpace<TFlags>(new() { Machine = new(kernel.Capabilities) });
            var pageSize = space.Machine.PageSize;
            var file = left.File is null ? null : new VmaFile(FileKind.Regular, 0);
            var below = new VmaDescription<TFlags>
            {
                Start = Border - left.Length,
                End = Border,
                Flags = TFlags.FromWord(0, left.Flags),
                File = file,
                PageOffset = (left.Offset ?? 0) / pageSize,
            };
            var goesOn = below.PageOffset + (left.Length / pageSize);
            var above = new VmaDescription<TFlags>
            {
                Start = Border,
                End = Border + right.Length,
                Flags = TFlags.FromWord(0, right.Flags),
                File = right.File is null ? null : right.File == left.File ? file : new VmaFile(FileKind.Regular, 0),
                PageOffset = right.Offset / pageSize ?? goesOn,
            };
            return Ask(space, below, above, goesOn);
        }

        /// <summary>Takes each difference away that the predicate names, and asks again, until it names none.</summary>
        private static MergeAnswer Ask<TFlags>(AddressSpace<TFlags> space, VmaDescription<TFlags> below, VmaDescription<TFlags> above, ulong goesOn)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var ignored = below.Flags.Diff(above.Flags) & TFlags.IgnoredOnMerge;
            var obstacles = new List<MergeObstacle>();
            while (true)
            {
                var explanation = space.Explain(below, above);
                if (explanation.CanMerge)
                {
                    return new(obstacles, obstacles.Count == 0 ? explanation.Merged.GetWord(0) : null, ignored.GetWord(0), TFlags.Sticky.GetWord(0));
                }

                obstacles.Add(new(explanation.Reason, explanation.Flags.GetWord(0)));
                (below, above) = explanation.Reason switch
                {
                    MergeReason.Special => (below with { Flags = below.Flags.Without(TFlags.Special) }, above with { Flags = above.Flags.Without(TFlags.Special) }),
                    MergeReason.Flags => (below, above with { Flags = below.Flags }),
                    MergeReason.File => (below, above with { File = below.File }),
                    MergeReason.PageOffset => (below, above with { PageOffset = goesOn }),
                    _ => throw new InvalidOperationException($"nothing was said of what {explanation.Reason} asks for"),
                };
            }
        }
    }
}
