using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Readers;

/// <summary>What <c>/proc/PID/maps</c> and <c>/proc/PID/smaps</c> print.</summary>
internal static class ProcFiles
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Writes what <c>/proc/PID/maps</c> shows (proc_pid_maps(5)), each line as the kernel prints it.</summary>
        public void WriteMaps(TextWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            foreach (var vma in mm.Areas)
            {
                mm.WriteAddressLine(writer, vma);
            }

            if (mm.Gate is { } gate)
            {
                mm.WriteAddressLine(writer, gate.ToVma());
            }
        }

        /// <summary>
        /// Writes what <c>/proc/PID/smaps</c> shows (proc_pid_smaps(5)): of each VMA the address line and the fields that are modelled, in
        /// the kernel's order and as it prints them. Left out are <see cref="ProcText.SmapsFieldsNotModelled"/>.
        /// </summary>
        public void WriteSmaps(TextWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            using var read = mm.LockToLook();
            foreach (var vma in mm.Areas)
            {
                mm.WriteAreaOfSmaps(writer, vma, mm.Usage(vma));
            }

            if (mm.Gate is { } gate)
            {
                mm.WriteAreaOfSmaps(writer, gate.ToVma(), default);
            }
        }

        private void WriteAreaOfSmaps(TextWriter writer, in Vma<TFlags> vma, PageUsage usage)
        {
            mm.WriteAddressLine(writer, vma);
            var hugeFile = usage.Huge - usage.AnonHuge;
            WriteField(writer, "Size", vma.Length);
            WriteField(writer, "KernelPageSize", mm.Machine.PageSize);
            WriteField(writer, "MMUPageSize", mm.Machine.PageSize);
            WriteField(writer, "Rss", usage.Rss);
            WriteField(writer, "Anonymous", usage.Anonymous);
            WriteField(writer, "AnonHugePages", usage.AnonHuge);
            WriteField(writer, "ShmemPmdMapped", vma.File is { IsShmem: true } ? hugeFile : 0);
            WriteField(writer, "FilePmdMapped", vma.File is { IsShmem: false } ? hugeFile : 0);
            WriteField(writer, "Locked", usage.Locked);
            writer.Write($"VmFlags: {vma.Flags:M}\n");
        }

        private void WriteAddressLine(TextWriter writer, in Vma<TFlags> vma)
        {
            writer.Write(ProcText.AddressLine(vma, mm.Label(vma)));
            writer.Write('\n');
        }

        /// <summary>What stands behind the address: a path, or a name in brackets. The heap and the stack go before a name of their own.</summary>
        private string? Label(in Vma<TFlags> vma) =>
            vma.File is not null ? ProcText.FileLabel(vma)
            : vma.Start < mm.Break && vma.End > mm.Options.BreakStart ? "[heap]"
            : vma.Start <= mm.Options.StackStart && mm.Options.StackStart < vma.End && mm.Options.StackStart != 0 ? "[stack]"
            : vma.Name is { } name ? $"[anon:{name}]"
            : null;
    }

    private static void WriteField(TextWriter writer, string name, ulong bytes) => writer.Write($"{name + ":",-16}{bytes >> 10,8} kB\n");
}
