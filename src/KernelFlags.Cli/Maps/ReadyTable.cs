using System.Runtime.InteropServices;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Linux;

namespace KernelFlags.Cli.Maps;

/// <summary>
/// The table of the running kernel from its ready flag type, without reading definitions: that takes longer than a process with tens of
/// thousands of VMAs. It knows names and meanings, not what causes a flag.
/// </summary>
internal static class ReadyTable
{
    private const string Prefix = "VM_";

    /// <summary>The ready type of a running kernel: that of its version, else that of its series, whose patches change no mnemonic.</summary>
    /// <param name="release">What <c>uname -r</c> says.</param>
    /// <returns>The kernel; null where there is no such type.</returns>
    public static LinuxKernel? KernelOf(string release)
    {
        if (RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64)
        {
            return null;
        }

        var version = release.Split('-', '+', ' ')[0];
        var series = string.Join('.', version.Split('.').Take(2));
        return LinuxKernel.Find($"linux-{version}-x86_64") ?? LinuxKernel.Find($"linux-{series}-x86_64");
    }

    /// <summary>Its table.</summary>
    /// <param name="release">What it calls itself.</param>
    /// <returns>The table, without masks and trace names.</returns>
    public static ResolvedTable Of(LinuxKernel kernel, string release)
    {
        _ = KernelVersion.TryParse(release, out var version, allowSuffix: true);
        return kernel.Accept(new Reader(new(kernel.Profile, version, "x86_64", default, default)));
    }

    private sealed class Reader(KernelProfile kernel) : ILinuxKernelVisitor<ResolvedTable>
    {
        public ResolvedTable Visit<TFlags>(LinuxKernel linux)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var flags = new List<ResolvedFlag>();
            foreach (var flag in TFlags.Flags)
            {
                flags.Add(new(
                    flag.Name[Prefix.Length..], flag.Name, flag.Bit, null, null, flag.AliasOf, flag.Mnemonic, flag.TraceName, default, null, flag.Summary, null));
            }

            return new("vma", kernel, TFlags.Width, Prefix, "", null, "", flags.ToEquatableArray(), default, TFlags.Mnemonics.ToArray().ToEquatableArray(), default);
        }
    }
}
