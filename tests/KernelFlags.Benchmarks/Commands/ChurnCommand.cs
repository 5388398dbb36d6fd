using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Workloads;
using KernelFlags.Linux;
using KernelFlags.Vma;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>churn</c>: that mappings, files, names, userfaultfds, pages and children that come and go leave no memory behind.</summary>
internal static class ChurnCommand
{
    private const int Parts = 10;
    private const long Allowance = 1 << 20;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("churn", "Map, touch, name, watch, guard, move, fork and unmap at random, and compare the memory that is kept after each tenth.");
        var operations = CommonOptions.Number(command, "--operations", 1_000_000, "How many operations.");
        command.SetAction(result => Run(result.GetValue(operations)));
        return command;
    }

    private static int Run(int operations)
    {
        var subject = new Churn();
        var kept = new List<long>();
        for (var part = 0; part < Parts; part++)
        {
            var start = Stopwatch.GetTimestamp();
            var count = operations / Parts;
            subject.Run(count);
            var nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
            kept.Add(GC.GetTotalMemory(forceFullCollection: true));
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{(part + 1L) * count,11} operations: {kept[^1],10} bytes kept, {subject.Count,4} VMAs, {nanoseconds:F0} ns each"));
        }

        GC.KeepAlive(subject);
        var grows = kept[^1] > (kept[0] * 5 / 4) + Allowance;
        Console.Out.WriteLine(grows ? "the memory grows" : "the memory does not grow");
        return grows ? 1 : 0;
    }

    /// <summary>An address space in which places of some pages, far apart, are used again and again.</summary>
    private sealed class Churn
    {
        private const uint Places = 512;
        private const uint PlacePages = 16;
        private const int PlaceShift = 34;
        private const ulong PageSize = 1UL << SpaceUnderTest.PageShift;
        private const Protection ReadWrite = Protection.Read | Protection.Write;

        private readonly AddressSpace<Linux72.VmaFlags> _space = new(new AddressSpaceOptions
        {
            Machine = new(Linux72.VmaFlags.Capabilities.With(KernelCapability.AnonVmaName)),
        });

        private readonly VmaFile _file = new(FileKind.Memfd, PlacePages * PageSize);
        private RandomStream _random = new(1);
        private ulong _names;

        /// <summary>The number of VMAs.</summary>
        public int Count => _space.Count;

        public void Run(int operations)
        {
            for (var i = 0; i < operations; i++)
            {
                Step();
            }
        }

        private void Step()
        {
            var place = SpaceUnderTest.Base + (_random.Below(Places) << PlaceShift);
            var first = _random.Below(PlacePages);
            var (address, length) = (place + (first * PageSize), (1 + _random.Below(PlacePages - first)) * PageSize);
            switch (_random.Below(16))
            {
                case 0 or 1:
                    _space.Mmap(address, length, ReadWrite, MapFlags.Shared | MapFlags.Anonymous | MapFlags.Fixed);
                    break;
                case 2 or 3:
                    _space.Mmap(address, length, ReadWrite, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed);
                    break;
                case 4:
                    _space.Mmap(address, length, ReadWrite, MapFlags.Private | MapFlags.Fixed, _file.Reopen(writable: true));
                    break;
                case 5 or 6:
                    _space.Munmap(place, PlacePages * PageSize);
                    break;
                case 7 or 8:
                    _space.Touch(address, length, write: true);
                    break;
                case 9:
                    _space.SetAnonName(address, length, string.Create(CultureInfo.InvariantCulture, $"name {_names++}"));
                    break;
                case 10:
                    _space.UffdRegister(address, length, UffdMode.Missing, new Userfaultfd(UffdFeatures.None));
                    break;
                case 11:
                    _space.Madvise(address, length, Advice.GuardInstall);
                    break;
                case 12:
                    _space.Madvise(address, length, Advice.DontNeed);
                    break;
                case 13:
                    _space.Mprotect(address, length, (Protection)_random.Below(4));
                    break;
                case 14:
                    _space.Mremap(address, length, length, RemapFlags.MayMove | RemapFlags.Fixed, SpaceUnderTest.Base + (_random.Below(Places) << PlaceShift));
                    break;
                default:
                    Rarely();
                    break;
            }
        }

        /// <summary>A child that lives for a moment, among calls that cost a thousand times less.</summary>
        private void Rarely()
        {
            if (_random.Below(256) == 0)
            {
                _space.Fork().Exit();
            }
        }
    }
}
