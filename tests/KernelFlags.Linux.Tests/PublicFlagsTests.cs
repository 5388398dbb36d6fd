using System.Reflection;
using System.Text.RegularExpressions;

namespace KernelFlags.Linux.Tests;

/// <summary>
/// The package's list of public members has each flag of each kernel. It is a snapshot: a flag that comes or goes is a warning of the build
/// (RS0016, RS0017) and fails here; <c>KFLAGS_ACCEPT=1</c> writes the list anew.
/// </summary>
public sealed partial class PublicFlagsTests
{
    private const string List = "src/KernelFlags.Linux/PublicAPI.Unshipped.txt";
    private const string FirstLine = "#nullable enable";

    [Fact]
    public void List_HasEveryFlagOfEveryKernel()
    {
        var lines = File.ReadAllLines(Repository.Find(List));
        var listed = lines.Where(line => Flag().IsMatch(line)).ToList();
        var expected = LinuxKernel.All.SelectMany(kernel => kernel.Accept(new Members())).ToList();
        if (Environment.GetEnvironmentVariable("KFLAGS_ACCEPT") == "1")
        {
            var all = lines.Skip(1).Except(listed).Concat(expected).Order(StringComparer.Ordinal);
            File.WriteAllText(Repository.Find(List), string.Join('\n', [FirstLine, .. all]) + "\n");
            return;
        }

        var missing = expected.Except(listed).Select(line => "add     " + line);
        var gone = listed.Except(expected).Select(line => "remove  " + line);
        Assert.True(expected.ToHashSet().SetEquals(listed), $"{List}, which a run with KFLAGS_ACCEPT=1 writes anew:\n{string.Join('\n', missing.Concat(gone))}");
    }

    [GeneratedRegex(@"^static (KernelFlags\.Linux\.Linux\d+(?:Arm64)?)\.(?:VmaBit\.\w+\.get -> \1\.VmaBit|VmaFlags\.\w+\.get -> \1\.VmaFlags|VmaFlags\.Atomic\.\w+\.get -> KernelFlags\.AtomicFlags<\1\.VmaFlags>)$")]
    private static partial Regex Flag();

    private sealed class Members : ILinuxKernelVisitor<IEnumerable<string>>
    {
        public IEnumerable<string> Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var flags = typeof(TFlags);
            var name = flags.FullName!.Replace('+', '.');
            var bit = flags.DeclaringType!.GetNestedType("VmaBit")!;
            return
            [
                .. Properties(flags, flags).Select(property => $"static {name}.{property}.get -> {name}"),
                .. Properties(bit, bit).Select(property => $"static {bit.FullName!.Replace('+', '.')}.{property}.get -> {bit.FullName!.Replace('+', '.')}"),
                .. Properties(flags.GetNestedType("Atomic"), typeof(AtomicFlags<TFlags>)).Select(property => $"static {name}.Atomic.{property}.get -> KernelFlags.AtomicFlags<{name}>"),
            ];
        }

        private static IEnumerable<string> Properties(Type? type, Type result) =>
            (type?.GetProperties(BindingFlags.Public | BindingFlags.Static) ?? []).Where(property => property.PropertyType == result).Select(property => property.Name);
    }
}
