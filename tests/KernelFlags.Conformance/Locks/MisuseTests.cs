using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Conformance.Locks;

/// <summary>What must not be done without a lock does not compile.</summary>
public sealed class MisuseTests
{
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "misuse",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal)
                    || name is "KernelFlags.dll" or "KernelFlags.Vma.dll" or "KernelFlags.Linux.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
        options: new(OutputKind.DynamicallyLinkedLibrary));

    [Theory]
    [InlineData("using var token = space.LockForWrite(); space.SetFlags(token, vma, VmaFlags.Write);")]
    [InlineData("using var token = space.LockForRead(); space.SetAtomic(token, vma, VmaFlags.Atomic.MaybeGuard);")]
    [InlineData("if (space.TryLockVma(0, out var token)) { space.SetAtomic(token, VmaFlags.Atomic.MaybeGuard); token.Dispose(); }")]
    public void ProperUse_Compiles(string statements) => Assert.Empty(Errors(statements));

    [Theory]
    [InlineData("flags change under a read lock", "using var token = space.LockForRead(); space.SetFlags(token, vma, VmaFlags.Write);", "CS1503")]
    [InlineData("flags go under a read lock", "using var token = space.LockForRead(); space.ClearFlags(token, vma, VmaFlags.Write);", "CS1503")]
    [InlineData("flags change under a VMA's lock", "space.TryLockVma(0, out var token); space.SetFlags(token, vma, VmaFlags.Write);", "CS1503")]
    [InlineData("flags change without a token", "space.SetFlags(vma, VmaFlags.Write);", "CS7036")]
    [InlineData("flags of a view change", "vma.Flags |= VmaFlags.Write;", "CS0200")]
    [InlineData("any flag is set atomically", "space.TryLockVma(0, out var token); space.SetAtomic(token, VmaFlags.Read);", "CS1503")]
    [InlineData("a set is taken for atomic", "space.TryLockVma(0, out var token); space.SetAtomic(token, VmaFlags.MaybeGuard);", "CS1503")]
    [InlineData("another flag is called atomic", "_ = VmaFlags.Atomic.Read;", "CS0117")]
    [InlineData("atomic flags are made by hand", "_ = new AtomicFlags<VmaFlags>(VmaFlags.Read);", "CS1729")]
    [InlineData("a token is made by hand", "_ = new MmapWriteLock<VmaFlags>(null, 1);", "CS1729")]
    [InlineData("a token is of another flag type", "space.SetFlags(default(MmapWriteLock<Linux61.VmaFlags>), vma, VmaFlags.Write);", "CS1503")]
    [InlineData("a token becomes an object", "object token = space.LockForWrite();", "CS0029")]
    [InlineData("a token is taken to another thread", "var token = space.LockForWrite(); new System.Threading.Thread(() => token.Dispose());", "CS8175")]
    [InlineData("a token is put into a list", "new System.Collections.Generic.List<MmapReadLock<VmaFlags>>();", "CS9244")]
    public void Misuse_DoesNotCompile(string misuse, string statements, string error) =>
        Assert.True(Errors(statements) is var errors && errors.Exists(e => e.Id == error), $"{misuse}: {string.Join(' ', errors)}");

    [Theory]
    [InlineData("class C { MmapWriteLock<VmaFlags> _token; }", "CS8345")]
    [InlineData("class C { MmapReadLock<VmaFlags> _token; }", "CS8345")]
    [InlineData("class C { VmaReadLock<VmaFlags> Token { get; set; } }", "CS8345")]
    [InlineData("struct S { static VmaReadLock<VmaFlags> s_token; }", "CS8345")]
    [InlineData(
        "class C { async System.Threading.Tasks.Task M(AddressSpace<VmaFlags> space) "
        + "{ using var token = space.LockForWrite(); await System.Threading.Tasks.Task.Yield(); } }",
        "CS4007")]
    public void TokenThatIsKept_DoesNotCompile(string type, string error) => Assert.Contains(error, ErrorsOf(type).Select(e => e.Id));

    private static List<Diagnostic> Errors(string statements) =>
        ErrorsOf($"static class C {{ static void M(AddressSpace<VmaFlags> space, Vma<VmaFlags> vma) {{ {statements} }} }}");

    private static List<Diagnostic> ErrorsOf(string type)
    {
        var text = $"using KernelFlags; using KernelFlags.Linux; using KernelFlags.Vma; using VmaFlags = KernelFlags.Linux.Linux72.VmaFlags; {type}";
        using var assembly = new MemoryStream();
        var result = Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken))
            .Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        return [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
    }
}
