using KernelFlags.Definitions.Model;
using KernelFlags.Linux;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Live.Borders;

/// <summary>
/// Says why VMAs that touch are two, by the predicate that decides merges in the engine, as far as maps and smaps tell what it asks for.
/// </summary>
/// <param name="kernel">The kernel whose flag type is taken.</param>
/// <param name="table">The table that says what mnemonics mean.</param>
public sealed class BorderExplainer(LinuxKernel kernel, ResolvedTable table)
{
    private readonly Dictionary<string, SmapsFlags> _lines = new(StringComparer.Ordinal);
    private readonly SmapsMnemonics _mnemonics = new(table);
    private BorderAnswers? _answers;

    /// <summary>Whether two VMAs touch, so that there is a border between them.</summary>
    /// <param name="left">The lower one.</param>
    /// <param name="right">The upper one.</param>
    /// <returns>True when they do.</returns>
    public static bool Touch(in MapsEntry left, in MapsEntry right) => left.End == right.Start;

    /// <summary>Explains a border.</summary>
    /// <param name="left">The lower VMA.</param>
    /// <param name="right">The one that begins where it ends.</param>
    /// <returns>The border.</returns>
    public Border Explain(in MapsEntry left, in MapsEntry right) =>
        (_answers ??= kernel.Accept(new Maker(_mnemonics))).Explain(left, right);

    /// <summary>The flags of a VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <returns>Its mnemonics, and which of them are unknown.</returns>
    public SmapsFlags Flags(in MapsEntry entry)
    {
        const int MaxLines = 10_000;
        var line = entry.VmFlags ?? "";
        if (!_lines.TryGetValue(line, out var flags))
        {
            flags = _mnemonics.Read(line);
            if (_lines.Count < MaxLines)
            {
                _lines.Add(line, flags);
            }
        }

        return flags;
    }

    private sealed class Maker(SmapsMnemonics mnemonics) : ILinuxKernelVisitor<BorderAnswers>
    {
        public BorderAnswers Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => new BorderAnswers<TFlags>(kernel.Capabilities, mnemonics);
    }
}

/// <summary>What the engine says of borders.</summary>
internal abstract class BorderAnswers
{
    /// <summary>Explains a border.</summary>
    /// <param name="left">The lower VMA.</param>
    /// <param name="right">The one that begins where it ends.</param>
    /// <returns>The border.</returns>
    public abstract Border Explain(in MapsEntry left, in MapsEntry right);
}

/// <summary>The answers with a flag type.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal sealed class BorderAnswers<TFlags> : BorderAnswers
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>A process has few kinds of border; a file made to have many gets each explained anew.</summary>
    private const int MaxKinds = 4096;

    private readonly SmapsMnemonics _mnemonics;
    private readonly SmapsFlagReader<TFlags> _reader;
    private readonly AddressSpace<TFlags> _engine;
    private readonly Dictionary<Question, Border> _answers = [];
    private readonly Dictionary<string, Border> _borders = new(StringComparer.Ordinal);

    // The predicate asks whether files and names are the same, not which they are.
    private readonly VmaFile _file = new(FileKind.Regular, 0);
    private readonly VmaFile _otherFile = new(FileKind.Regular, 0);

    public BorderAnswers(KernelCapabilities capabilities, SmapsMnemonics mnemonics)
    {
        _mnemonics = mnemonics;
        _reader = new(mnemonics.Table);
        _engine = new(new() { Machine = new(capabilities) });
    }

    public override Border Explain(in MapsEntry left, in MapsEntry right)
    {
        var question = Question.Of(left, right);
        if (_answers.TryGetValue(question, out var border))
        {
            return border;
        }

        border = Answer(left, right, question);
        border = _borders.TryGetValue(border.Key, out var same) && same.IsCertain == border.IsCertain ? same : border;
        if (_answers.Count < MaxKinds)
        {
            _answers.Add(question, border);
            _borders.TryAdd(border.Key, border);
        }

        return border;
    }

    /// <summary>Asks the predicate, takes away the difference that it names, and asks again, until it names none.</summary>
    private Border Answer(in MapsEntry left, in MapsEntry right, Question question)
    {
        var (below, above) = Records(left, right, question, out var areFlagsTold);
        var reasons = new List<BorderReason>();
        while (_engine.Explain(below, above) is { CanMerge: false } explanation)
        {
            switch (explanation.Reason)
            {
                case MergeReason.Special:
                    return new([new(BorderKind.Special, _reader.Mnemonics(explanation.Flags))], isCertain: true);
                case MergeReason.Flags:
                    reasons.Add(new(BorderKind.Flags, _reader.Mnemonics(explanation.Flags)));
                    above = above with { Flags = below.Flags };
                    break;
                case MergeReason.File:
                    reasons.Add(new(BorderKind.File, []));
                    above = above with { File = below.File, PageOffset = Continued(below) };
                    break;
                case MergeReason.Name:
                    reasons.Add(new(BorderKind.Name, []));
                    above = above with { Name = below.Name };
                    break;
                case MergeReason.PageOffset:
                    reasons.Add(new(BorderKind.Offset, []));
                    above = above with { PageOffset = Continued(below) };
                    break;
                default:
                    throw new InvalidOperationException($"smaps does not tell what {explanation.Reason} asks for");
            }
        }

        if (reasons.Count == 0)
        {
            var isWatched = below.Flags.TestAny(TFlags.UserfaultfdMask);
            return question.Evidence.HasOtherKey ? new Border([ProvenCause.OtherKey])
                : new([new(BorderKind.Hidden, HiddenCause.Candidates(left, right, question.Evidence, areFlagsTold, isWatched))], isCertain: false);
        }

        return new(reasons, reasons is not [{ Kind: BorderKind.Flags }] || !_mnemonics.AreUnknown(reasons[0].Words));
    }

    private (VmaDescription<TFlags> Below, VmaDescription<TFlags> Above) Records(in MapsEntry left, in MapsEntry right, Question question, out bool areFlagsTold)
    {
        var (leftFlags, rightFlags) = (_reader.Flags(left), _reader.Flags(right));
        areFlagsTold = leftFlags.IsTold && rightFlags.IsTold;

        // What only one side tells can't be compared, but that one side never merges can be told by that side alone.
        var mask = areFlagsTold ? ~default(TFlags) : (SmapsFlagReader<TFlags>.Told(left) & SmapsFlagReader<TFlags>.Told(right)) | TFlags.Special;
        var below = new VmaDescription<TFlags>
        {
            Start = left.Start,
            End = left.End,
            Flags = leftFlags.Value & mask,
            File = left.Backing.HasFile ? _file : null,
            Name = question.LeftHasName ? "name" : null,
            PageOffset = left.Offset / _engine.Machine.PageSize,
        };
        var above = new VmaDescription<TFlags>
        {
            Start = right.Start,
            End = right.End,
            Flags = rightFlags.Value & mask,
            File = !right.Backing.HasFile ? null : question.SameFile ? _file : _otherFile,
            Name = question.SameName ? below.Name : question.RightHasName ? "another name" : null,
            PageOffset = question.Continues ? Continued(below) : 0,
        };

        // The page offset of anonymous memory is not shown: the engine gets one that goes on.
        above = question.Continues ? above : above with { PageOffset = Continued(below) + 1 };
        return (below, above);
    }

    private ulong Continued(in VmaDescription<TFlags> below) => below.PageOffset + (below.Length / _engine.Machine.PageSize);

    /// <summary>All that an answer depends on, so that the same question is asked once.</summary>
    private readonly record struct Question(
        string? LeftFlags,
        string? RightFlags,
        string LeftPerm,
        string RightPerm,
        bool SameFile,
        bool LeftHasFile,
        bool RightHasFile,
        bool SameName,
        bool LeftHasName,
        bool RightHasName,
        bool HidesName,
        bool LeftIsKernels,
        bool RightIsKernels,
        HiddenCause.Evidence Evidence,
        bool IsPart,
        bool Continues)
    {
        public static Question Of(in MapsEntry left, in MapsEntry right)
        {
            var (below, above) = (left.Backing, right.Backing);
            var sameFile = below.HasFile == above.HasFile
                && (!below.HasFile || (below.Inode == above.Inode && below.Device == above.Device && MayBeSamePath(below, above)));
            return new(
                left.VmFlags,
                right.VmFlags,
                left.Perm,
                right.Perm,
                sameFile,
                below.HasFile,
                above.HasFile,
                below.AnonymousName == above.AnonymousName || below.HidesName || above.HidesName,
                below.AnonymousName is not null,
                above.AnonymousName is not null,
                below.HidesName || above.HidesName,
                below.IsKernels,
                above.IsKernels,
                HiddenCause.Evidence.Of(left, right),
                right.IsPart,
                !below.HasFile || !sameFile || left.Offset + left.Length == right.Offset);
        }

        /// <summary>Where shared memory has a name, that is shown in place of the path.</summary>
        private static bool MayBeSamePath(MapsBacking below, MapsBacking above) =>
            below.AnonymousName is not null || above.AnonymousName is not null || below.Path == above.Path;
    }
}
