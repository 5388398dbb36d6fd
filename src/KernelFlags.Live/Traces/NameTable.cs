namespace KernelFlags.Live.Traces;

/// <summary>Names of numbers, found by their UTF-8 bytes without allocation.</summary>
internal sealed class NameTable
{
    private readonly byte[][] _utf8;
    private readonly string[] _names;
    private readonly int[] _values;
    private readonly sbyte[] _firstByHash = new sbyte[64];
    private readonly sbyte[] _next;

    public NameTable(params string[] names)
        : this([.. names.Select((name, value) => (name, value))])
    {
    }

    public NameTable(params (string Name, int Value)[] rows)
    {
        _names = [.. rows.Select(r => r.Name)];
        _values = [.. rows.Select(r => r.Value)];
        _utf8 = [.. _names.Select(System.Text.Encoding.ASCII.GetBytes)];
        _next = new sbyte[rows.Length];
        Array.Fill(_firstByHash, (sbyte)-1);
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            var hash = Hash(_utf8[i]);
            _next[i] = _firstByHash[hash];
            _firstByHash[hash] = (sbyte)i;
        }
    }

    /// <summary>The rows, in order.</summary>
    public int Count => _names.Length;

    public IEnumerable<string> Names => _names;

    public string NameAt(int row) => _names[row];

    public int ValueAt(int row) => _values[row];

    public bool TryGetValue(ReadOnlySpan<byte> name, out int value)
    {
        for (int i = name.IsEmpty ? -1 : _firstByHash[Hash(name)]; i >= 0; i = _next[i])
        {
            if (name.SequenceEqual(_utf8[i]))
            {
                value = _values[i];
                return true;
            }
        }

        value = 0;
        return false;
    }

    public string? NameOf(int value)
    {
        var row = Array.IndexOf(_values, value);
        return row < 0 ? null : _names[row];
    }

    /// <summary>The names of the bits of a set, in the order of the rows.</summary>
    public IReadOnlyList<string> NamesOf(ulong set) => [.. _names.Where((_, row) => (set & (uint)_values[row]) != 0)];

    private static int Hash(ReadOnlySpan<byte> name) => (name[0] * 3 + name[^1] * 5 + name.Length * 7) & 63;
}
