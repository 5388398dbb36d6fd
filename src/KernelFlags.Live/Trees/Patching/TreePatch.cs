using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Patching.Tables;
using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>The change to a kernel tree that has it say what the definitions say.</summary>
public sealed class TreePatch
{
    /// <summary>The header of the masks of userfaultfd.</summary>
    private const string Userfaultfd = "include/linux/userfaultfd_k.h";

    private readonly TreeCopy _copy;
    private readonly PatchGoal _goal;
    private readonly FlagEditors _main;
    private readonly FlagEditors? _tests;
    private readonly GuardCopy? _guards;
    private readonly MnemonicEditor _mnemonics;
    private readonly TraceEditor _trace;
    private readonly DocumentEditor _document;
    private readonly KconfigEditor _options;
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _oldOptions = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private readonly List<PatchCommit> _commits = [];
    private bool _isMending;

    private TreePatch(string tree, DefinitionModel model, FlagTable table, KernelVersion version, IEnumerable<KernelProfile> kernels)
    {
        _copy = new TreeCopy(tree);
        _goal = new PatchGoal(model, table, version, kernels);
        var headers = new HeaderSet(_copy, _goal, HeaderSource.Header, Userfaultfd);
        _main = new FlagEditors(_goal, headers, _ => ~default(FlagBits));
        var copies = HeaderSource.ReadCopy(tree)?.File.Source.Path is { } path ? new HeaderSet(_copy, _goal, path) : null;
        IsWholeCopy = copies?.IsEnumerated == true;
        _tests = copies is null ? null : new FlagEditors(_goal, copies, CountInCopy);
        _guards = copies is null ? null : new GuardCopy(_goal, headers, copies);
        _mnemonics = new MnemonicEditor(_copy, _goal);
        _trace = new TraceEditor(_copy, _goal);
        _document = new DocumentEditor(_copy, _goal);
        _options = new KconfigEditor(_copy, _goal);
    }

    /// <summary>The change in parts, each of which applies after those before it.</summary>
    public IReadOnlyList<PatchCommit> Commits => _commits;

    /// <summary>The change as a whole.</summary>
    public IReadOnlyList<FileChange> Changes => [.. _commits.SelectMany(c => c.Changes).GroupBy(c => c.Path, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => new FileChange(g.Key, g.First().Old, g.Last().New)).Where(c => c.Old != c.New)];

    /// <summary>What the user should know: a trait that the tree can't have, a flag that goes. One line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The flags, without prefix, that the definitions have for other versions than the tree's alone.</summary>
    public IReadOnlyList<string> OfOtherVersions => [.. _goal.Table.Flags.Select(f => f.Name).Where(f => !_goal.Flags.Contains(f))];

    /// <summary>Whether the tests' copy of the header is meant to have every flag.</summary>
    private bool IsWholeCopy { get; }

    /// <summary>Works out the change. The tree is only read.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="model">The definitions.</param>
    /// <param name="table">The table of VMA flags.</param>
    /// <param name="version">The tree's version.</param>
    /// <exception cref="TreePatchException">A place can't be found, or not be changed.</exception>
    /// <exception cref="HeaderException">A file of the tree can't be read.</exception>
    public static TreePatch Of(string tree, DefinitionModel model, FlagTable table, KernelVersion version)
    {
        var patch = new TreePatch(tree, model, table, version, TreeMatrix.Of(model, version, tree).Select(c => c.Kernel));
        patch.Make();
        return patch;
    }

    private static bool IsSticky(string trait) => trait is Traits.Sticky or Traits.IgnoreMerge;

    private void Make()
    {
        var gone = _main.Gone.ToList();
        var wrong = _goal.Present.Where(f => !IsRight(f.Name)).ToList();
        var isNew = wrong.Where(f => !_main.Has(f.Name)).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var before = StickyFlags();
        ChangeFlags(gone, wrong);
        Take(CommitText.Flags(_goal, isNew, wrong, gone));

        _main.SetMasks(_ => true);
        SetMasksOfCopy(_ => true);
        var (more, less) = (StickyFlags().Except(before).ToList(), before.Except(StickyFlags()).ToList());
        Take(CommitText.Sticky(_goal, more, less));

        var tests = new StickyTestEditor(_copy, _goal);
        NotePlaces(more.Count > 0 && !tests.Exists);
        more.Where(_ => tests.Exists).ToList().ForEach(f => tests.Add(ShapeOf(f)));
        less.Concat(gone).ToList().ForEach(f => tests.Remove(f, OldOptions(f)));
        Take(CommitText.Tests(_goal, more));

        MendCopies();
        Take(CommitText.Copies);
        Verify();
        NoteTraits(wrong.Select(f => f.Name));
    }

    private FlagShape ShapeOf(string flag) => new(_goal, _goal.Table.Flags.First(f => f.Name == flag));

    private bool IsRight(string flag) => _main.IsRight(flag) && _mnemonics.IsRight(flag) && _trace.IsRight(_goal.WordOf(flag));

    private void ChangeFlags(List<string> gone, List<Flag> wrong)
    {
        var old = MnemonicsNow();
        gone.ForEach(f => _oldOptions[f] = OptionsNow(f));
        _main.Remove(gone);
        foreach (var flag in gone)
        {
            _notes.Add($"{_goal.WordOf(flag)}: the definitions don't have it; its definition and its rows are taken out, and what else uses it is left");
            _options.Remove(_goal.WordOf(flag));
        }

        foreach (var flag in _mnemonics.Flags().Where(f => !_goal.Flags.Contains(f)).ToList())
        {
            _mnemonics.Remove(flag);
        }

        foreach (var word in _trace.Names().Where(IsGone).ToList())
        {
            _trace.Remove(word);
        }

        foreach (var shape in wrong.Select(f => new FlagShape(_goal, f)))
        {
            Change(shape, old);
        }

        _trace.MoveAll();
        new RustEditor(_copy).Remove(IsGone);
        ChangeCopy(gone);
        if (_document.Exists)
        {
            var shown = _goal.Kernels.SelectMany(k => k.Flags.Values).Select(f => f.Smaps).ToHashSet();
            var dropped = old.Values.Except(shown).ToHashSet();
            _document.SetAll(_changed.Contains);
            _document.RemoveUnused(dropped.Contains);
        }

        _main.SetMasks(IsNoStickyMask);
        SetMasksOfCopy(IsNoStickyMask);
    }

    private Dictionary<string, string> MnemonicsNow() => _copy.ReadC(MnemonicSource.Path) is { } file && MnemonicSource.Parse(file) is { } table
        ? table.Rows.Where(r => r.Mnemonic.Length > 0).GroupBy(r => r.Flag).ToDictionary(g => g.Key, g => g.First().Mnemonic, StringComparer.Ordinal)
        : [];

    private void Change(FlagShape shape, Dictionary<string, string> oldMnemonics)
    {
        var flag = shape.Flag.Name;
        if (!_main.IsRight(flag))
        {
            _main.Set(shape);
        }

        _changed.Add(flag);
        if (!_mnemonics.IsRight(flag))
        {
            _mnemonics.Set(shape);
            var now = _goal.Kernels.Select(k => k.Flags.GetValueOrDefault(flag)?.Smaps).FirstOrDefault(s => s is { Length: > 0 });
            if (now is not null && oldMnemonics.TryGetValue(_goal.WordOf(flag), out var was) && was != now && _document.Exists)
            {
                _document.Rename(was, now);
            }
        }

        if (!_trace.IsRight(_goal.WordOf(flag)))
        {
            _trace.Set(shape);
        }

        _options.Add(shape);
    }

    /// <summary>The tests' copy has what changed: all of it where it has every flag, else what of it is there.</summary>
    private void ChangeCopy(List<string> gone)
    {
        if (_tests is null)
        {
            return;
        }

        _tests.Remove([.. gone.Where(_tests.Has)]);
        foreach (var flag in _changed.Where(f => (IsWholeCopy || _tests.Has(f)) && !_tests.IsRight(f)))
        {
            _tests.Set(ShapeOf(flag));
        }
    }

    private void SetMasksOfCopy(Func<string, bool> isWanted)
    {
        if (IsWholeCopy)
        {
            _tests!.SetMasks(name => isWanted(name));
        }
    }

    /// <summary>What copies lack that nothing here changed.</summary>
    private void MendCopies()
    {
        if (IsWholeCopy)
        {
            foreach (var flag in _goal.Present.Where(f => _main.Has(f.Name) && !_tests!.IsRight(f.Name)))
            {
                _guards!.Apply(flag.Name);
                if (!_tests!.IsRight(flag.Name))
                {
                    _tests.Set(new FlagShape(_goal, flag));
                }
            }

            _isMending = true;
            _tests!.SetMasks(_ => true);
        }

        if (_document.Exists)
        {
            _document.SetAll(_ => true);
            _document.RemoveUnused(_ => true);
        }
    }

    /// <summary>What changed here goes into the copy's masks with it; what they lacked before follows at the end.</summary>
    private FlagBits CountInCopy(PatchKernel kernel) => _isMending ? ~default(FlagBits) : kernel.Flags.Values.Where(f => f.Bit is not null && _changed.Contains(f.Name))
        .Aggregate(default(FlagBits), (all, f) => all | FlagBits.Of(f.Bit!.Value));

    private bool IsGone(string word) => word.StartsWith(_goal.Table.Settings.Prefix, StringComparison.Ordinal)
        && !_goal.Flags.Contains(word[_goal.Table.Settings.Prefix.Length..]) && !_goal.MaskNames.Contains(word) && word != "VM_NONE";

    private bool IsNoStickyMask(string name) => !_goal.Table.Masks.Any(m => m.Trait is { } trait && IsSticky(trait) && m.CNames.Any(c => c.Value == name));

    /// <summary>The flags that the tree has in its mask of sticky ones.</summary>
    private IReadOnlyList<string> StickyFlags()
    {
        var names = _goal.Table.Masks.Where(m => m.Trait == Traits.Sticky).SelectMany(m => m.CNames).Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        return _copy.ReadHeader(HeaderSource.Header) is { } header
            ? [.. header.Macros.Where(m => names.Contains(m.Name)).SelectMany(m => m.Mentions).Select(m => FlagOf(m.Name)).Where(_goal.Table.Flags.Select(f => f.Name).Contains).Distinct()]
            : [];
    }

    private string FlagOf(string name)
    {
        var settings = _goal.Table.Settings;
        var bare = name.StartsWith(settings.EnumeratorPrefix, StringComparison.Ordinal) ? name[settings.EnumeratorPrefix.Length..]
            : name.StartsWith(settings.Prefix, StringComparison.Ordinal) ? name[settings.Prefix.Length..] : name;
        return bare.EndsWith("_BIT", StringComparison.Ordinal) ? bare[..^4] : bare;
    }

    private IReadOnlyList<string> OptionsNow(string flag) => _copy.ReadHeader(HeaderSource.Header) is { } header
        ? [.. header.Macros.Where(m => m.Name == _goal.WordOf(flag)).SelectMany(m => m.Line.Guards).SelectMany(g => g.Conditional.Branches).Select(b => b.Expression ?? "")
            .SelectMany(e => e.Split('(', ')', ' ', '!')).Where(t => t.StartsWith("CONFIG_", StringComparison.Ordinal)).Select(t => t[7..]).Distinct()]
        : [];

    private IReadOnlyList<string> OldOptions(string flag) => _oldOptions.GetValueOrDefault(flag)
        ?? [.. KconfigEditor.OptionsOf(ShapeOf(flag).Where).Where(o => !ArchOptions.All.Contains(o))];

    private void Take(CommitText text)
    {
        if (_copy.TakeChanges() is { Count: > 0 } changes)
        {
            _commits.Add(new PatchCommit(text.Subject, text.Body, changes));
        }
    }

    /// <summary>What was changed is read again: nothing is given out that does not say what it should.</summary>
    private void Verify()
    {
        _main.CheckMasks();
        CheckElsewhere();
        if (_goal.Present.FirstOrDefault(f => !IsRight(f.Name)) is { } flag)
        {
            throw new TreePatchException($"{_goal.WordOf(flag.Name)}: its places in this tree are of a form that can't be changed to what the definitions say; nothing was changed");
        }
    }

    /// <summary>
    /// Masks that the headers of architectures define are not changed here. A compiler tells whether they are as the definitions have them; flags
    /// that change in the same go are no reason to complain.
    /// </summary>
    private void CheckElsewhere()
    {
        var here = _copy.ReadHeader(HeaderSource.Header)!.Macros.Concat(_copy.ReadHeader(Userfaultfd)?.Macros ?? []).Where(m => !m.Name.Contains("DEFAULT", StringComparison.Ordinal))
            .Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var kernels = _goal.Kernels.DistinctBy(k => k.Request.Arch).ToList();
        if (!CCompiler.IsInstalled || Facts(kernels) is not { } facts)
        {
            return;
        }

        foreach (var (kernel, there) in kernels.Zip(facts))
        {
            var moving = kernel.Flags.Values.Where(f => _changed.Contains(f.Name) && f.Bit is not null).Aggregate(default(FlagBits), (all, f) => all | FlagBits.Of(f.Bit!.Value));
            foreach (var (name, wanted) in kernel.Masks.Where(m => !here.Contains(m.Key)))
            {
                var isThere = there.Words.TryGetValue(name, out var value);
                if (!isThere || !((value & ~wanted & ~moving).IsEmpty && (wanted & ~value & ~moving).IsEmpty))
                {
                    throw new TreePatchException(
                        $"{name}: {(isThere ? "it is defined in other headers, which are not changed here" : "a mask that the tree lacks, whose place is not known")}; change it by hand for {kernel.Request.Arch}");
                }
            }
        }
    }

    /// <summary>What a compiler says of the tree as it is; null where it refuses the tree.</summary>
    private IReadOnlyList<HeaderFacts>? Facts(IReadOnlyList<PatchKernel> kernels)
    {
        try
        {
            return HeaderEvaluator.EvaluateAll(_copy.Tree, [.. kernels.Select(k => k.Request)]);
        }
        catch (HeaderException)
        {
            return null;
        }
    }

    /// <summary>What the tree lacks, or has in a form that nothing can be added to, and so does not get.</summary>
    private void NotePlaces(bool lacksTests)
    {
        if (!_document.Exists)
        {
            _notes.Add($"{ProcDocument.Path} is not in the tree: no mnemonic is explained there");
        }

        if (_tests is null && Directory.Exists(Path.Combine(_copy.Tree, "tools/testing/vma")))
        {
            _notes.Add("tools/testing/vma has no copy of the flags that can be read: it is left as it is");
        }

        if (lacksTests)
        {
            _notes.Add($"{StickyTestEditor.Tests} is not in the tree, or of a form that no test can be added to: stickiness is not tested");
        }
    }

    private void NoteTraits(IEnumerable<string> flags)
    {
        var there = _copy.ReadHeader(HeaderSource.Header)?.Macros.Select(m => m.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var flag in flags)
        {
            foreach (var trait in _goal.Kernels.SelectMany(k => k.Flags.GetValueOrDefault(flag)?.Traits ?? default(EquatableArray<string>)).Distinct())
            {
                if (!_goal.Table.Masks.Any(m => m.Trait == trait && m.CNames.Any(c => there.Contains(c.Value))))
                {
                    _notes.Add($"{_goal.WordOf(flag)}: kernel {_goal.Version} has no mask of the trait '{trait}'; the flag can't have it there");
                }
            }
        }
    }
}

/// <summary>A part of a change, as one commit.</summary>
/// <param name="Subject">The first line of its message.</param>
/// <param name="Body">The rest of its message, without trailers.</param>
/// <param name="Changes">The files.</param>
public sealed record PatchCommit(string Subject, string Body, IReadOnlyList<FileChange> Changes);
