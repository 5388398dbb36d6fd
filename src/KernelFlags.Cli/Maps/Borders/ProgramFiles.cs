using System.Runtime.InteropServices;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>Counts the private mappings of programs and libraries: of files of which one can be executed.</summary>
internal sealed class ProgramFiles : IMapsSink
{
    private readonly Dictionary<(string Device, ulong Inode, string Path), (int Vmas, bool IsExecuted)> _files = [];

    /// <summary>How many programs and libraries there are.</summary>
    public int Files => _files.Values.Count(file => file.IsExecuted);

    /// <summary>How many VMAs they have.</summary>
    public int Vmas => _files.Values.Where(file => file.IsExecuted).Sum(file => file.Vmas);

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        var backing = item.Entry.Backing;
        if (!backing.HasFile || item.Entry.IsShared is true)
        {
            return;
        }

        ref var file = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, (backing.Device, backing.Inode, backing.Path), out _);
        file = (file.Vmas + 1, file.IsExecuted || item.Entry.Perm[2] == 'x');
    }
}
