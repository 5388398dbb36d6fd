using System.Globalization;

namespace KernelFlags.Live.Headers;

/// <summary>What stands around the definitions, in C.</summary>
internal static class CStubs
{
    /// <summary>
    /// What the definitions need of the rest of the kernel. Sets of flags are words, for no kernel that is known has flags beyond its
    /// first; a bit that does not fit is left out, as there. A 64-bit task without READ_IMPLIES_EXEC evaluates them.
    /// </summary>
    public const string Macros = """
        #define __KERNEL__ 1
        #define __force
        #define __bitwise
        #define ULL(number) (number##ULL)
        #define BIT(number) (UL(1) << (number))
        #define BIT_ULL(number) (ULL(1) << (number))
        #define _BITUL(number) BIT(number)
        #define _BITULL(number) BIT_ULL(number)
        #define ilog2(word) ((word) < 2 ? 0 : 63 - __builtin_clzll(word))
        #define const_ilog2(word) ilog2(word)
        #define stub_second_of(first, second, ...) second
        #define stub_is_one(junk) stub_second_of(junk 1, 0)
        #define stub_is_set_value(value) stub_is_one(stub_one_##value)
        #define stub_is_set(value) stub_is_set_value(value)
        #define stub_one_1 0,
        #define IS_BUILTIN(option) stub_is_set(option)
        #define IS_MODULE(option) stub_is_set(option##_MODULE)
        #define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))
        #define READ_IMPLIES_EXEC 0x0400000
        #define is_32bit_task() 0
        #define is_elf2_task() 0
        #define current stub_current
        #define stub_bit(bit) ((bit) < BITS_PER_LONG ? 1ULL << ((bit) & 63) : 0ULL)
        #define stub_mask(mask) (mask)
        #define mk_vma_flags(...) stub_all(stub_bit, __VA_ARGS__)
        #define append_vma_flags(flags, ...) ((flags) | mk_vma_flags(__VA_ARGS__))
        #define mk_vma_flags_from_masks(...) stub_all(stub_mask, __VA_ARGS__)
        #define vma_flags_to_legacy(flags) (flags)
        #define legacy_to_vma_flags(flags) (flags)
        #define EMPTY_VMA_FLAGS 0UL

        """;

    /// <summary>What <c>current-&gt;personality</c> is in the task that evaluates.</summary>
    public const string Personality = "0U";

    /// <summary>
    /// <c>stub_all(f, a, b)</c> is <c>(f(a) | f(b))</c>: a constant, as an initialiser must be, which no function would give.
    /// </summary>
    public static string Joins { get; } = string.Concat(Enumerable.Range(2, MaxJoined - 1).Select(count => string.Create(
            CultureInfo.InvariantCulture, $"#define stub_all_{count}(f, first, ...) f(first) | stub_all_{count - 1}(f, __VA_ARGS__)\n")))
        + "#define stub_all_1(f, first) f(first)\n"
        + $"#define stub_pick({string.Concat(Enumerable.Range(0, MaxJoined).Select(i => $"a{i}, "))}chosen, ...) chosen\n"
        + $"#define stub_all(f, ...) (stub_pick(__VA_ARGS__, {string.Join(", ", Enumerable.Range(1, MaxJoined).Reverse().Select(count => $"stub_all_{count}"))}, )(f, __VA_ARGS__))\n";

    /// <summary>A word has so many bits at most, and one may be named twice.</summary>
    private const int MaxJoined = 128;

    /// <summary>How many bytes a trace name has room for, with the zero at its end.</summary>
    public const int TraceNameSize = 256;

    /// <summary>The type of the words in the tables.</summary>
    public const string Types = "typedef unsigned long long stub_word;\n";

    /// <summary>A table in a function, as constants of the object file.</summary>
    public static string Table(string name, IEnumerable<string> values) =>
        $"static const stub_word {name}[] __attribute__((used)) = {{\n{string.Join(",\n", values)}\n}};\n";

    /// <summary>The trace table of mmflags.h, whose names stand in it and are not pointed to.</summary>
    public static string Trace(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"static const struct {{ unsigned long mask; char name[{TraceNameSize}]; }} {name}[] __attribute__((used)) = {{ __def_vmaflag_names }};\n");

    /// <summary>Has the mnemonics of task_mmu.c stay, which nothing uses.</summary>
    public static string Kept(string mnemonics) => $"static const void *const kept_{mnemonics} __attribute__((used)) = {mnemonics};\n";
}
