using KernelFlags.Definitions.Model;
using KernelFlags.Live.Trees.Patching.Masks;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>What defines flags in one header, or in the copy of it that tests keep.</summary>
internal sealed class FlagEditors
{
    private readonly PatchGoal _goal;
    private readonly HeaderSet _headers;
    private readonly EnumeratorEditor _enumerators;
    private readonly WordEditor _words;
    private readonly MaskEditor _masks;

    public FlagEditors(PatchGoal goal, HeaderSet headers, Func<PatchKernel, FlagBits> counts)
    {
        (_goal, _headers) = (goal, headers);
        _enumerators = new EnumeratorEditor(goal, headers);
        _words = new WordEditor(goal, headers);
        _masks = new MaskEditor(goal, headers, counts);
    }

    /// <summary>The flags, without prefix, that the header defines and no kernel of the goal has.</summary>
    public IEnumerable<string> Gone => _headers.Main.Bits.Select(b => b.Name).Concat(_headers.Main.Macros
            .Where(m => m.Kind is FlagMacroKind.Bit or FlagMacroKind.Alias && m.Name.StartsWith(_goal.Table.Settings.Prefix, StringComparison.Ordinal))
            .Where(m => !_goal.MaskNames.Contains(m.Name))
            .Select(m => m.Name[_goal.Table.Settings.Prefix.Length..]))
        .Where(f => !_goal.Flags.Contains(f))
        .Distinct();

    /// <summary>Whether the header says of a flag what it is to say.</summary>
    public bool IsRight(string flag) => _enumerators.IsRight(flag) && _words.IsRight(flag) && (!WantsSet(flag) || (_words.HasSet(flag) && _words.IsSetRight(flag)));

    /// <summary>Whether the header mentions a flag at all.</summary>
    public bool Has(string flag) => _headers.Main.Bits.Any(b => b.Name == flag) || _headers.Main.Macros.Any(m => m.Name == _goal.WordOf(flag));

    /// <summary>The number of a flag's bit, as the header writes it; null for an alias, or none.</summary>
    public int? NumberOf(string flag) => _headers.NumberOf(flag);

    /// <summary>Has the header say of a flag what it is to say.</summary>
    public void Set(FlagShape shape)
    {
        var flag = shape.Flag.Name;
        if (!_enumerators.IsRight(flag))
        {
            _enumerators.Set(shape);
        }

        var wantsSet = WantsSet(flag);
        if (!_words.IsRight(flag) || wantsSet)
        {
            _words.Set(shape, wantsSet);
        }
    }

    /// <summary>Takes flags out of the header.</summary>
    public void Remove(IReadOnlyCollection<string> flags)
    {
        _masks.Forget(flags);
        foreach (var flag in flags)
        {
            _words.Remove(flag);
            _enumerators.Remove(flag);
        }
    }

    /// <summary>Refuses masks that are made of something that is not understood.</summary>
    public void CheckMasks() => _masks.Check();

    /// <summary>Gives masks the flags that they are to have.</summary>
    /// <param name="isWanted">Whether a mask is looked at, by its name in C.</param>
    public void SetMasks(Func<string, bool> isWanted) => _masks.SetAll(isWanted, shape =>
    {
        _words.Set(shape, withSet: true);
        return _words.HasSet(shape.Flag.Name);
    });

    /// <summary>Whether the definitions name a flag's set. A mask that needs one asks for it.</summary>
    private bool WantsSet(string flag) => _headers.HasSets && _headers.Paths.Count > 1 && _goal.NamesSetOf(flag);
}
