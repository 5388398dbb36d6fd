using KernelFlags.Live.Trees.Patching;
using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Headers.Patching;

/// <summary>A copy of the parts of a kernel tree that say something of flags, for a test to change.</summary>
internal sealed class TreeOnDesk : IDisposable
{
    private static readonly string[] Parts =
    [
        "Makefile", "include/linux/mm.h", "include/linux/userfaultfd_k.h", "include/linux/pkeys.h", "include/trace/events/mmflags.h",
        "fs/proc/task_mmu.c", "Documentation/filesystems/proc.rst", "rust/kernel/mm/virt.rs", "mm/Kconfig",
    ];

    /// <summary>Architectures of both widths, with an MMU that may be missing, stacks that grow upwards, and bits of their own.</summary>
    private static readonly string[] Looked = ["x86_64", "i386", "arm64", "arm", "riscv64", "ppc64", "ppc32", "s390", "sparc64", "parisc"];

    private readonly ScratchFolder _folder = new();

    private TreeOnDesk(string version) => Version = KernelTree.Version(version);

    /// <summary>Its folder.</summary>
    public string Path => _folder.Path;

    /// <summary>Its exact version.</summary>
    public KernelVersion Version { get; }

    /// <summary>Copies a tree. Where it is missing the test is skipped.</summary>
    public static TreeOnDesk Of(string version)
    {
        var tree = KernelTree.Require(version);
        var copy = new TreeOnDesk(version);
        var headers = Directory.EnumerateDirectories(System.IO.Path.Combine(tree, "arch"))
            .SelectMany(arch => Files(System.IO.Path.Combine(arch, "include/asm"), "*.h", SearchOption.TopDirectoryOnly).Concat(Files(arch, "Kconfig*", SearchOption.TopDirectoryOnly)));
        var tests = Files(System.IO.Path.Combine(tree, "tools/testing/vma"), "*", SearchOption.AllDirectories);
        foreach (var part in headers.Concat(tests).Select(f => System.IO.Path.GetRelativePath(tree, f)).Concat(Parts.Where(p => File.Exists(System.IO.Path.Combine(tree, p)))))
        {
            var target = System.IO.Path.Combine(copy.Path, part);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(System.IO.Path.Combine(tree, part), target);
        }

        return copy;
    }

    /// <summary>The change that definitions ask for.</summary>
    public TreePatch Patch(DefinitionModel model) => TreePatch.Of(Path, model, model.FindTable("vma")!, Version);

    /// <summary>Has the files be as a change has them.</summary>
    public void Apply(IEnumerable<FileChange> changes) => changes.ToList().ForEach(c => Write(c.Path, c.New));

    /// <summary>A file of it.</summary>
    public string Read(string path) => File.ReadAllText(System.IO.Path.Combine(Path, path));

    /// <summary>Gives a file of it another text.</summary>
    public void Write(string path, string text) => File.WriteAllText(System.IO.Path.Combine(Path, path), text);

    /// <summary>What a compiler finds that definitions and the tree differ in, on every architecture with all options, none, and some left out.</summary>
    public IReadOnlyList<string> Differences(DefinitionModel model, params IReadOnlyList<string> left)
    {
        var kernels = Looked.Intersect(KernelSelector.Architectures(model, KernelSelector.Described(model, Version))).SelectMany(arch =>
        {
            var full = KernelSelector.Of(model, Version, arch);
            return left.Where(o => full.Config.Contains(o) && !full.Implied.Contains(o)).Select(o => full with { Config = full.Config.Where(c => c != o).ToEquatableArray() })
                .Append(full).Append(KernelSelector.Of(model, Version, arch, default(EquatableArray<string>)));
        }).ToList();
        return [.. kernels.Zip(HeaderEvaluator.EvaluateAll(Path, [.. kernels.Select(HeaderRequest.Of)]))
            .SelectMany(k => HeaderComparison.Compare(TableResolver.Resolve(model.FindTable("vma")!, k.First), k.Second).Select(d => $"{k.First.Arch}: {d}"))
            .Distinct()];
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Files(string folder, string pattern, SearchOption depth) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, depth) : [];
}
