using System.Text;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Btf;
using KernelFlags.Live.Processes;
using KernelFlags.Live.Running.Agents;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Live.Running.Flags;

/// <summary>Provokes each flag that user space can provoke, in a process of its own, and reads what smaps then shows.</summary>
public static class FlagProvoker
{
    private const ulong Start = 0x1000_0000_0000;
    private const ulong Apart = 4 << 20;
    private const ulong FileSize = 65536;

    /// <summary>Looks at the running kernel. To be called on a thread of its own; see <see cref="LiveThread"/>.</summary>
    /// <param name="table">The definitions of the flags, which say how each is provoked: also one that this kernel should not have.</param>
    /// <param name="cancel">Ends a system call that takes long.</param>
    /// <returns>What it shows.</returns>
    /// <exception cref="RunningKernelException">The kernel can't be asked.</exception>
    /// <exception cref="InvalidDataException">Its BTF can't be read.</exception>
    public static RunningFlags ProvokeAll(FlagTable table, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(table);
        Supported.Check();
        using var files = new LiveFiles(TemporaryFolder.Find(), FileSize);
        using var family = new AgentFamily(files.Handles, TimeSpan.FromSeconds(20), cancel);
        var agent = family.Start();
        var uffds = new LiveUserfaultfds(agent, family.Orders);
        var provocations = table.Flags.Where(flag => flag.Provocation is not null).Select(flag => (flag.Name, Call: flag.Provocation!)).ToList();
        var results = provocations.Select((p, i) => new Scene(agent, uffds, AddressOf(i)).Do(p.Call)).ToList();
        var entries = Entries(agent.Pid);
        var provoked = provocations.Select((p, i) => new ProvokedFlag(
            p.Name,
            p.Call.ToString(),
            results[i] < 0 ? null : entries.Find(e => e.Start == AddressOf(i)).VmFlags,
            results[i] < 0 ? TraceNames.Errors.NameOf((int)-results[i]) ?? $"E{-results[i]}" : null));
        var lines = entries.Concat(Entries(Environment.ProcessId)).Select(e => e.VmFlags ?? "").Distinct();
        var enumerators = File.Exists(BtfTypes.RunningKernel) ? BtfEnumerators.Read(File.ReadAllBytes(BtfTypes.RunningKernel), "VMA_", "_BIT") : new Dictionary<string, long>();
        return new RunningFlags([.. provoked], [.. lines], enumerators);
    }

    private static ulong AddressOf(int provocation) => Start + ((ulong)provocation * Apart);

    private static List<MapsEntry> Entries(int pid)
    {
        using var file = File.OpenRead($"/proc/{pid}/smaps");
        using var smaps = new MapsReader(file, isSaved: false);
        return smaps.ReadAll();
    }

    /// <summary>An address of a process, and what can be done there.</summary>
    private sealed class Scene(Agent agent, LiveUserfaultfds uffds, ulong address)
    {
        private const ulong Length = 16384;
        private const ulong HugePage = 2 << 20;
        private const long NotImplemented = -38;

        /// <summary>Makes a call of a mapping of its own.</summary>
        /// <returns>What it returns; ENOSYS for a word that is not known here.</returns>
        public long Do(Provocation provocation)
        {
            var words = provocation.Words.Select(Word.Of).ToList();
            if (words.Contains(null))
            {
                return NotImplemented;
            }

            var mapped = Map(words!);
            return mapped < 0 || provocation.Call == "mmap" ? mapped : provocation.Call switch
            {
                "madvise" => agent.Call(SystemCall.Madvise, address, Length, Sum(words!, "MADV_")),
                "mlock2" => agent.Call(SystemCall.Mlock2, address, Length, Sum(words!, "MLOCK_")),
                "mseal" => agent.Call(SystemCall.Mseal, address, Length, 0),
                "UFFDIO_REGISTER" => uffds.Register(0, address, Length, Sum(words!, "UFFDIO_REGISTER_MODE_")),
                _ => NotImplemented,
            };
        }

        /// <summary>Maps private memory that may be read and written, unless words say otherwise.</summary>
        private long Map(List<Word> words)
        {
            var hasProtection = words.Exists(word => word.Prefix == "PROT_");
            var protection = hasProtection ? Sum(words, "PROT_") : (ulong)(Protection.Read | Protection.Write);
            var flags = (MapFlags)Sum(words, "MAP_") | MapFlags.Fixed | MapFlags.Anonymous;
            flags |= (flags & MapFlags.TypeMask) == 0 ? MapFlags.Private : 0;
            var length = (flags & MapFlags.HugeTlb) != 0 ? HugePage : Length;
            return agent.Call(SystemCall.Mmap, address, length, protection, (ulong)flags, ulong.MaxValue);
        }

        private static ulong Sum(List<Word> words, string prefix) =>
            words.Where(word => word.Prefix == prefix).Aggregate(0ul, (sum, word) => sum | (uint)word.Value);
    }

    /// <summary>A word of a system call, as the running kernel, which is x86-64, takes it.</summary>
    private sealed record Word(string Prefix, int Value)
    {
        private static readonly (string Prefix, NameTable[] Tables)[] Known =
        [
            ("PROT_", [SystemCallWords.Prot]), ("MAP_", [SystemCallWords.Map, SystemCallWords.MapType]), ("MADV_", [SystemCallWords.Madv]),
            ("MLOCK_", [SystemCallWords.Mlock]), ("UFFDIO_REGISTER_MODE_", [SystemCallWords.UffdMode]),
        ];

        /// <summary>The word of a name in C; null for one that is not known.</summary>
        public static Word? Of(string name)
        {
            foreach (var (prefix, tables) in Known.Where(known => name.StartsWith(known.Prefix, StringComparison.Ordinal)))
            {
                foreach (var table in tables)
                {
                    if (table.TryGetValue(Encoding.ASCII.GetBytes(name[prefix.Length..]), out var value))
                    {
                        return new(prefix, value);
                    }
                }
            }

            return null;
        }
    }
}
