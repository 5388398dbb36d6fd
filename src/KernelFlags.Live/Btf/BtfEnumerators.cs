namespace KernelFlags.Live.Btf;

/// <summary>Reads enumerators out of BTF.</summary>
public static class BtfEnumerators
{
    /// <summary>Reads the enumerators whose names have a prefix and a suffix.</summary>
    /// <param name="btf">The bytes, little-endian.</param>
    /// <param name="prefix">What their names start with.</param>
    /// <param name="suffix">What their names end with.</param>
    /// <returns>Name to value; the first one of a name.</returns>
    /// <exception cref="InvalidDataException">It is no BTF, or is cut.</exception>
    public static IReadOnlyDictionary<string, long> Read(byte[] btf, string prefix, string suffix)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, value) in new BtfTypes(btf).Enumerators())
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal))
            {
                found.TryAdd(name, value);
            }
        }

        return found;
    }
}
