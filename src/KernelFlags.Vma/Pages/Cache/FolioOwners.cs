namespace KernelFlags.Vma.Pages.Cache;

/// <summary>
/// What the kernel knows of who maps a large folio: two address spaces at most, each with the number of its mappings, and whether it takes
/// the folio for shared. Of a third one it knows nothing, so a folio whose two known owners are gone may count as shared although one
/// address space maps it alone.
/// </summary>
internal sealed class FolioOwners
{
    private readonly (object? Owner, int Mappings)[] _known = new (object?, int)[2];
    private int _mappings;
    private bool _isTakenForShared;

    /// <summary>Whether nobody maps it.</summary>
    public bool IsUnmapped => _mappings <= 0;

    /// <summary>Whether it counts as shared.</summary>
    public bool IsShared => _mappings > 1 && _isTakenForShared;

    /// <summary>Counts a mapping of an address space.</summary>
    public void Add(object owner)
    {
        _mappings++;
        var place = Array.FindIndex(_known, k => k.Owner == owner);
        if (place < 0)
        {
            place = Array.FindIndex(_known, k => k.Owner is null);
            if (place < 0)
            {
                return;
            }

            _known[place] = (owner, 0);
            _isTakenForShared |= _mappings > 1;
        }

        _known[place].Mappings++;
    }

    /// <summary>A mapping of an address space less. Only when one whose mappings are known has none left is it looked at who has the rest.</summary>
    public void Remove(object owner)
    {
        _mappings--;
        var place = Array.FindIndex(_known, k => k.Owner == owner);
        if (place >= 0)
        {
            if (--_known[place].Mappings > 0)
            {
                return;
            }

            _known[place] = default;
        }

        _isTakenForShared &= !Array.Exists(_known, k => k.Mappings == _mappings);
    }
}
