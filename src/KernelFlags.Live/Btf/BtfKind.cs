namespace KernelFlags.Live.Btf;

/// <summary>Kinds of types in BTF (Documentation/bpf/btf.rst).</summary>
public enum BtfKind
{
    /// <summary>None: the type that is nothing.</summary>
    Void,

    /// <summary>An integer.</summary>
    Int,

    /// <summary>A pointer.</summary>
    Pointer,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A structure.</summary>
    Struct,

    /// <summary>A union.</summary>
    Union,

    /// <summary>An enumeration of at most 32 bits.</summary>
    Enum,

    /// <summary>A structure or union of which only the name is known.</summary>
    Forward,

    /// <summary>Another name of a type.</summary>
    Typedef,

    /// <summary>A type with <c>volatile</c>.</summary>
    Volatile,

    /// <summary>A type with <c>const</c>.</summary>
    Const,

    /// <summary>A pointer with <c>restrict</c>.</summary>
    Restrict,

    /// <summary>A function.</summary>
    Function,

    /// <summary>What a function takes and returns.</summary>
    Prototype,

    /// <summary>A variable.</summary>
    Variable,

    /// <summary>The variables of a section.</summary>
    Section,

    /// <summary>A number with a point.</summary>
    Float,

    /// <summary>A tag of a declaration.</summary>
    DeclarationTag,

    /// <summary>A tag of a type.</summary>
    TypeTag,

    /// <summary>An enumeration of 64 bits.</summary>
    Enum64,
}
