using Mono.Cecil;
using Mono.Cecil.Cil;

namespace KernelFlags.Repack;

/// <summary>
/// Gives assemblies names below that of the generator, and has them refer to each other by these. A compiler loads one assembly of a name for all
/// analyzers of a project: under its own name a library that another generator brings too, in another version, would be its or ours.
/// </summary>
internal sealed class Renaming
{
    private const string Prefix = "KernelFlags.Generator";
    private const string Own = "KernelFlags.";
    private const string Friends = "System.Runtime.CompilerServices.InternalsVisibleToAttribute";

    private readonly Dictionary<string, string> _names;

    /// <summary>The assemblies that go together.</summary>
    /// <param name="names">Their names.</param>
    public Renaming(IEnumerable<string> names) => _names = names.ToDictionary(name => name, NewName, StringComparer.Ordinal);

    /// <summary>Writes an assembly under its new name. The same input gives the same bytes.</summary>
    /// <param name="file">The assembly.</param>
    /// <param name="folder">Where to.</param>
    public void Write(string file, string folder)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(file);
        var hasSymbols = assembly.MainModule.GetDebugHeader().Entries.Any(entry => entry.Directory.Type == ImageDebugType.EmbeddedPortablePdb);
        if (hasSymbols)
        {
            assembly.MainModule.ReadSymbols(new EmbeddedPortablePdbReaderProvider().GetSymbolReader(assembly.MainModule, file));
        }

        Rename(assembly);
        assembly.Write(
            Path.Combine(folder, assembly.Name.Name + ".dll"),
            new WriterParameters { DeterministicMvid = true, WriteSymbols = hasSymbols, SymbolWriterProvider = hasSymbols ? new EmbeddedPortablePdbWriterProvider() : null });
    }

    private static string NewName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name
        : Prefix + "." + (name.StartsWith(Own, StringComparison.Ordinal) ? name[Own.Length..] : name.Split('.')[0]);

    private void Rename(AssemblyDefinition assembly)
    {
        Unsign(assembly.Name, assembly.Name.Name);
        assembly.Name.Name = _names[assembly.Name.Name];
        foreach (var module in assembly.Modules)
        {
            module.Attributes &= ~ModuleAttributes.StrongNameSigned;
            module.Name = assembly.Name.Name + ".dll";
            foreach (var reference in module.AssemblyReferences.Where(reference => _names.ContainsKey(reference.Name)))
            {
                Unsign(reference, reference.Name);
                reference.Name = _names[reference.Name];
            }
        }

        foreach (var friend in assembly.CustomAttributes.Where(attribute => attribute.AttributeType.FullName == Friends))
        {
            var argument = friend.ConstructorArguments[0];
            var name = ((string)argument.Value).Split(',')[0];
            friend.ConstructorArguments[0] = new(argument.Type, _names.GetValueOrDefault(name, name));
        }
    }

    /// <summary>A signature holds for the bytes that were signed. Our own assemblies have none.</summary>
    private static void Unsign(AssemblyNameReference name, string before)
    {
        if (!before.StartsWith(Own, StringComparison.Ordinal))
        {
            name.PublicKey = [];
            name.PublicKeyToken = [];
            name.HasPublicKey = false;
        }
    }
}
