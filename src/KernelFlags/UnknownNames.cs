namespace KernelFlags;

/// <summary>The names in a text that carry no flag of a type: of a newer kernel, of another architecture, or of nobody. They are parts of the
/// text that was read, which must outlive this.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public readonly ref struct UnknownNames<TFlags>
    where TFlags : unmanaged, IFlags<TFlags>
{
    private readonly ReadOnlySpan<char> _text;
    private readonly NameKind _kind;

    internal UnknownNames(ReadOnlySpan<char> text, NameKind kind, int count)
    {
        _text = text;
        _kind = kind;
        Count = count;
    }

    /// <summary>The number of names.</summary>
    public int Count { get; }

    /// <summary>Whether every name was known.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Enumerates the names, in the order of the text.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(_text, _kind);

    /// <summary>The names, separated by blanks.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var names = new List<string>(Count);
        foreach (var name in this)
        {
            names.Add(name.ToString());
        }

        return string.Join(' ', names);
    }

    /// <summary>Enumerates unknown names.</summary>
    public ref struct Enumerator
    {
        private readonly NameKind _kind;
        private NameTokens _tokens;

        internal Enumerator(ReadOnlySpan<char> text, NameKind kind)
        {
            _tokens = new NameTokens(text);
            _kind = kind;
        }

        /// <summary>The name.</summary>
        public readonly ReadOnlySpan<char> Current => _tokens.Current;

        /// <summary>Goes to the next name.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext()
        {
            while (_tokens.MoveNext())
            {
                if (!FlagParser.TryRead<TFlags>(_tokens.Current, _kind, out _))
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>The words of a text, between white space and <c>|</c>.</summary>
/// <param name="text">The text.</param>
internal ref struct NameTokens(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly NameTokens GetEnumerator() => this;

    public bool MoveNext()
    {
        var start = 0;
        while (start < _rest.Length && IsSeparator(_rest[start]))
        {
            start++;
        }

        var end = start;
        while (end < _rest.Length && !IsSeparator(_rest[end]))
        {
            end++;
        }

        Current = _rest[start..end];
        _rest = _rest[end..];
        return !Current.IsEmpty;
    }

    private static bool IsSeparator(char c) => c == '|' || char.IsWhiteSpace(c);
}
