using System.Runtime.InteropServices;
using KernelFlags.Live.Borders;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>Counts the mappings of files: of programs and libraries, of which one can be executed, and of series of files.</summary>
internal sealed class MappedFiles : IMapsSink
{
    /// <summary>Fewer are no series.</summary>
    private const int LeastFiles = 4;

    private readonly Dictionary<MapsBacking, FileCount> _files = [];
    private MapsBacking? _last;
    private ulong _lastEnd;
    private bool _isLastAlone;

    /// <summary>How many programs and libraries there are.</summary>
    public int Programs => _files.Values.Count(file => file.IsExecuted);

    /// <summary>How many VMAs they have.</summary>
    public int ProgramVmas => _files.Values.Where(file => file.IsExecuted).Sum(file => file.PrivateVmas);

    /// <summary>The series, the one with the most VMAs first.</summary>
    public IReadOnlyList<FileSeries> Series()
    {
        CloseLast(ulong.MaxValue);
        return
        [
            .. _files.Where(entry => !entry.Value.IsExecuted).GroupBy(entry => FileSeries.NameOf(entry.Key.Path), StringComparer.Ordinal)
                .Where(files => files.Count() >= LeastFiles)
                .Select(files => new FileSeries(
                    files.Key,
                    files.Count(),
                    files.Sum(file => file.Value.Vmas),
                    files.Any(file => file.Value.IsWritten),
                    files.GroupBy(file => file.Value.Kind).ToDictionary(kind => kind.Key, kind => kind.Sum(file => file.Value.Alone)),
                    files.Sum(file => file.Value.FileBorders)))
                .OrderByDescending(series => series.Vmas).ThenBy(series => series.Name, StringComparer.Ordinal),
        ];
    }

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        CloseLast(item.Entry.Start);
        (_isLastAlone, _lastEnd, _last) = (item.Entry.Start != _lastEnd, item.Entry.End, null);
        var backing = item.Entry.Backing;
        if (!backing.HasFile)
        {
            return;
        }

        _last = backing;
        ref var file = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, backing, out _);
        file.Vmas++;
        file.PrivateVmas += item.Entry.IsShared is true ? 0 : 1;
        file.IsExecuted |= item.Entry.Perm[2] == 'x' && item.Entry.IsShared is not true;
        file.IsWritten |= item.Entry.Perm[1] == 'w' && item.Entry.IsShared is true;
        file.Kind = item.Kind;
        file.FileBorders += item.Below?.Reasons.Any(reason => reason.Kind == BorderKind.File) == true ? 1 : 0;
    }

    /// <summary>Counts the VMA that came last, now that it is known what comes behind it.</summary>
    private void CloseLast(ulong next)
    {
        if (_last is not null && _isLastAlone && next != _lastEnd)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_files, _last, out _).Alone++;
        }

        _last = null;
    }

    private struct FileCount
    {
        public int Vmas;
        public int PrivateVmas;
        public bool IsExecuted;
        public bool IsWritten;
        public MappingKind Kind;
        public int Alone;
        public int FileBorders;
    }
}
