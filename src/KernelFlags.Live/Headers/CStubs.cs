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
        #define UL(number) (number##UL)
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
        #define current (&stub_task)
        #define stub_list(type, ...) (const type[]){ __VA_ARGS__ }, sizeof((const type[]){ __VA_ARGS__ }) / sizeof(type)
        #define mk_vma_flags(...) stub_flags(BITS_PER_LONG, stub_list(int, __VA_ARGS__))
        #define append_vma_flags(flags, ...) ((flags) | mk_vma_flags(__VA_ARGS__))
        #define mk_vma_flags_from_masks(...) stub_masks(stub_list(stub_word, __VA_ARGS__))
        #define vma_flags_to_legacy(flags) (flags)
        #define legacy_to_vma_flags(flags) (flags)
        #define EMPTY_VMA_FLAGS 0UL

        """;

    /// <summary>The functions behind the macros, and the one that prints a row.</summary>
    public const string Functions = """
        typedef unsigned long long stub_word;
        extern int printf(const char *, ...);
        extern int puts(const char *);
        static const struct { unsigned int personality; } stub_task;
        static stub_word stub_flags(int width, const int *bits, int count)
        {
        	stub_word word = 0;
        	for (int i = 0; i < count; i++)
        		if (bits[i] < width)
        			word |= 1ULL << bits[i];
        	return word;
        }
        static stub_word stub_masks(const stub_word *masks, int count)
        {
        	stub_word word = 0;
        	for (int i = 0; i < count; i++)
        		word |= masks[i];
        	return word;
        }
        static void print_row(const char *table, const char *name, stub_word value)
        {
        	printf("%s\t%s\t%llx\n", table, name, value);
        }

        """;

    /// <summary>Prints the trace table of mmflags.h, within a function.</summary>
    public const string PrintTrace = """
        	const struct { unsigned long mask; const char *name; } trace[] = { __def_vmaflag_names };
        	for (unsigned int i = 0; i < sizeof(trace) / sizeof(*trace); i++)
        		print_row("trace", trace[i].name, trace[i].mask);

        """;

    /// <summary>Prints the mnemonics of task_mmu.c, within a function.</summary>
    public const string PrintMnemonics = """
        	for (int i = 0; i < BITS_PER_LONG; i++) {
        		const char mnemonic[] = { mnemonics[i][0], mnemonics[i][0] ? mnemonics[i][1] : 0, 0 };
        		print_row("smaps", mnemonic, i);
        	}

        """;
}
