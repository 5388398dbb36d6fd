// Flags of a virtual memory area (VMA), as struct vm_area_struct has them.
//
// @generated from the table 'vma' for Linux 7.2.13 on x86_64; change the definitions, not this file.
// Compared with the headers of 7.2.13.
// Made by: kflags gen --table vma --target rust --kernel 7.2.13 --arch x86_64

/// The word that holds the flags.
#[allow(non_camel_case_types)]
pub type vm_flags_t = u64;

/// Flags of a virtual memory area (VMA), as struct vm_area_struct has them.
#[allow(dead_code, non_upper_case_globals)]
#[allow(clippy::doc_markdown)]
pub mod flags {
    use super::vm_flags_t;

    /// No flags are set.
    pub const NONE: vm_flags_t = 0;

    /// May be read.
    pub const READ: vm_flags_t = 1 << 0;

    /// May be written.
    pub const WRITE: vm_flags_t = 1 << 1;

    /// May be executed.
    pub const EXEC: vm_flags_t = 1 << 2;

    /// Writes reach the file, and others that map it.
    pub const SHARED: vm_flags_t = 1 << 3;

    /// mprotect may make it readable.
    pub const MAYREAD: vm_flags_t = 1 << 4;

    /// mprotect may make it writable.
    pub const MAYWRITE: vm_flags_t = 1 << 5;

    /// mprotect may make it executable.
    pub const MAYEXEC: vm_flags_t = 1 << 6;

    /// Mapped as shared, whether or not it may be written.
    pub const MAYSHARE: vm_flags_t = 1 << 7;

    /// A fault just below it makes it grow downwards.
    pub const GROWSDOWN: vm_flags_t = 1 << 8;

    /// A fault just above it makes it grow upwards.
    pub const GROWSUP: vm_flags_t = 0;

    /// Grows as stacks of this architecture do.
    pub const STACK: vm_flags_t = GROWSDOWN;

    /// The direction in which execve lets a stack grow while it prepares it, where that is not the final one.
    pub const STACK_EARLY: vm_flags_t = 0;

    /// A userfaultfd is told of faults on pages that are missing.
    pub const UFFD_MISSING: vm_flags_t = 1 << 9;

    /// A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are.
    pub const UFFD_WP: vm_flags_t = 1 << 12;

    /// A userfaultfd is told of faults on pages that are in the page cache and not yet mapped.
    pub const UFFD_MINOR: vm_flags_t = 1 << 41;

    /// Maps page frames that have no struct page; a fault can't restore them.
    pub const PFNMAP: vm_flags_t = 1 << 10;

    /// Maps the memory of a device, where an access can have side effects.
    pub const IO: vm_flags_t = 1 << 14;

    /// mremap can't make it larger.
    pub const DONTEXPAND: vm_flags_t = 1 << 18;

    /// Maps huge pages of hugetlbfs.
    pub const HUGETLB: vm_flags_t = 1 << 22;

    /// A write fault returns only when the file system's metadata is on stable storage (DAX).
    pub const SYNC: vm_flags_t = 1 << 23;

    /// Maps pages with and without a struct page; a fault can't restore them.
    pub const MIXEDMAP: vm_flags_t = 1 << 28;

    /// Pages may be dropped under memory pressure and read as zero then.
    pub const DROPPABLE: vm_flags_t = 1 << 40;

    /// KVM may map it with any memory type that is not cached.
    pub const ALLOW_ANY_UNCACHED: vm_flags_t = 1 << 39;

    /// May hold guard regions; when clear, it holds none.
    pub const MAYBE_GUARD: vm_flags_t = 1 << 11;

    /// Its pages stay in memory.
    pub const LOCKED: vm_flags_t = 1 << 13;

    /// Its pages are locked as they are faulted in, not before.
    pub const LOCKONFAULT: vm_flags_t = 1 << 19;

    /// Can't be unmapped, moved, replaced or given other access rights.
    pub const SEALED: vm_flags_t = 1 << 42;

    /// Will be read from front to back.
    pub const SEQ_READ: vm_flags_t = 1 << 15;

    /// Will be read in no order; reading ahead does not pay.
    pub const RAND_READ: vm_flags_t = 1 << 16;

    /// A child does not get it at fork.
    pub const DONTCOPY: vm_flags_t = 1 << 17;

    /// A child gets it empty at fork.
    pub const WIPEONFORK: vm_flags_t = 1 << 25;

    /// Core dumps leave it out.
    pub const DONTDUMP: vm_flags_t = 1 << 26;

    /// Transparent huge pages are wanted.
    pub const HUGEPAGE: vm_flags_t = 1 << 29;

    /// Transparent huge pages are not wanted.
    pub const NOHUGEPAGE: vm_flags_t = 1 << 30;

    /// KSM may merge its pages with equal ones.
    pub const MERGEABLE: vm_flags_t = 1 << 31;

    /// Counts against the commit limit.
    pub const ACCOUNT: vm_flags_t = 1 << 20;

    /// Does not count against the commit limit.
    pub const NORESERVE: vm_flags_t = 1 << 21;

    /// Pages may have been written since soft-dirty bits were last cleared.
    pub const SOFTDIRTY: vm_flags_t = 1 << 27;

    /// For the architecture to use.
    pub const ARCH_1: vm_flags_t = 1 << 24;

    /// The lowest bit of the protection key.
    pub const PKEY_BIT0: vm_flags_t = 1 << 32;

    /// The second bit of the protection key.
    pub const PKEY_BIT1: vm_flags_t = 1 << 33;

    /// The third bit of the protection key.
    pub const PKEY_BIT2: vm_flags_t = 1 << 34;

    /// The fourth bit of the protection key.
    pub const PKEY_BIT3: vm_flags_t = 1 << 35;

    /// The fifth bit of the protection key.
    pub const PKEY_BIT4: vm_flags_t = 0;

    /// Accesses are checked against tags of the memory (MTE).
    pub const MTE: vm_flags_t = 0;

    /// mprotect may set MTE.
    pub const MTE_ALLOWED: vm_flags_t = 0;

    /// Holds return addresses; only the processor's stack instructions write it.
    pub const SHADOW_STACK: vm_flags_t = 1 << 37;
}

/// Flags that belong together.
#[allow(dead_code, non_upper_case_globals, unused_imports)]
#[allow(clippy::doc_markdown, clippy::unreadable_literal)]
pub mod masks {
    use super::{flags, vm_flags_t};

    /// Access rights, which mprotect changes.
    pub const ACCESS: vm_flags_t = flags::READ | flags::WRITE | flags::EXEC;

    /// A VMA with one of them never merges and can't be locked.
    pub const SPECIAL: vm_flags_t = flags::PFNMAP | flags::IO | flags::DONTEXPAND | flags::MIXEDMAP;

    /// What a driver's mapping of physical memory has.
    pub const REMAP: vm_flags_t = flags::PFNMAP | flags::IO | flags::DONTEXPAND | flags::DONTDUMP;

    /// khugepaged leaves a VMA with one of them alone.
    pub const NO_KHUGEPAGED: vm_flags_t = flags::PFNMAP | flags::IO | flags::DONTEXPAND | flags::HUGETLB | flags::MIXEDMAP;

    /// Flags of new mappings that a process inherits from its parent.
    pub const INIT_DEF: vm_flags_t = flags::NOHUGEPAGE;

    /// Flags of the mlock family.
    pub const LOCKED_MASK: vm_flags_t = flags::LOCKED | flags::LOCKONFAULT;

    /// Everything but the flags of the mlock family.
    pub const LOCKED_CLEAR_MASK: vm_flags_t = 0xfffffffffff7dfff;

    /// A merged VMA has those that one of the merged had.
    pub const STICKY: vm_flags_t = flags::MAYBE_GUARD | flags::SOFTDIRTY;

    /// A difference in them does not keep two VMAs from merging.
    pub const IGNORE_MERGE: vm_flags_t = flags::MAYBE_GUARD | flags::SOFTDIRTY;

    /// fork copies the page tables of a VMA with one of them.
    pub const COPY_ON_FORK: vm_flags_t = flags::UFFD_WP | flags::PFNMAP | flags::MIXEDMAP | flags::MAYBE_GUARD;

    /// May be set with only a read lock held.
    pub const ATOMIC_SET_ALLOWED: vm_flags_t = flags::MAYBE_GUARD;

    /// Ways in which a userfaultfd watches.
    pub const UFFD: vm_flags_t = flags::UFFD_MISSING | flags::UFFD_WP | flags::UFFD_MINOR;

    /// UFFD_MISSING as a set.
    pub const UFFD_MISSING_MASK: vm_flags_t = flags::UFFD_MISSING;

    /// UFFD_WP as a set.
    pub const UFFD_WP_MASK: vm_flags_t = flags::UFFD_WP;

    /// UFFD_MINOR as a set; empty where the kernel lacks it.
    pub const UFFD_MINOR_MASK: vm_flags_t = flags::UFFD_MINOR;

    /// UFFD_RWP as a set; empty where the kernel lacks it.
    pub const UFFD_RWP_MASK: vm_flags_t = 0;

    /// DROPPABLE as a set; empty where the kernel lacks it.
    pub const DROPPABLE_MASK: vm_flags_t = flags::DROPPABLE;

    /// GROWSUP as a set; empty where the kernel lacks it.
    pub const GROWSUP_MASK: vm_flags_t = 0;

    /// SHADOW_STACK as a set; empty where the kernel lacks it.
    pub const SHADOW_STACK_MASK: vm_flags_t = flags::SHADOW_STACK;

    /// STACK_EARLY as a set; empty where the kernel lacks it.
    pub const STACK_EARLY_MASK: vm_flags_t = 0;

    /// Other mappings keep a distance from the start of a VMA with one of them.
    pub const STARTGAP: vm_flags_t = flags::GROWSDOWN | flags::SHADOW_STACK;

    /// Marks a stack that execve has not yet moved to its place.
    pub const STACK_INCOMPLETE_SETUP: vm_flags_t = flags::SEQ_READ | flags::RAND_READ;

    /// Data that is executable for tasks with READ_IMPLIES_EXEC.
    pub const DATA_FLAGS_TSK_EXEC: vm_flags_t = flags::READ | flags::WRITE | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// Data that is not executable.
    pub const DATA_FLAGS_NON_EXEC: vm_flags_t = flags::READ | flags::WRITE | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// Data that is executable.
    pub const DATA_FLAGS_EXEC: vm_flags_t = flags::READ | flags::WRITE | flags::EXEC | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// Data of a 32-bit task on powerpc.
    pub const DATA_DEFAULT_FLAGS32: vm_flags_t = flags::READ | flags::WRITE | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// Data of a 64-bit task on powerpc.
    pub const DATA_DEFAULT_FLAGS64: vm_flags_t = flags::READ | flags::WRITE | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// The stack of a 32-bit task on powerpc.
    pub const STACK_DEFAULT_FLAGS32: vm_flags_t = flags::READ | flags::WRITE | flags::EXEC | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// The stack of a 64-bit task on powerpc.
    pub const STACK_DEFAULT_FLAGS64: vm_flags_t = flags::READ | flags::WRITE | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// What new data gets where nothing else is said.
    pub const DATA_DEFAULT: vm_flags_t = flags::READ | flags::WRITE | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// What a new stack gets where nothing else is said.
    pub const STACK_DEFAULT: vm_flags_t = flags::READ | flags::WRITE | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

    /// What the main stack has.
    pub const STACK_FLAGS: vm_flags_t = flags::READ | flags::WRITE | flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC | flags::GROWSDOWN | flags::ACCOUNT;

    /// What special mappings get of SEALED.
    pub const SEALED_SYSMAP: vm_flags_t = flags::SEALED;

    /// The bits of the protection key.
    pub const PKEY: vm_flags_t = flags::PKEY_BIT0 | flags::PKEY_BIT1 | flags::PKEY_BIT2 | flags::PKEY_BIT3;

    /// The architecture's flags that a change of protection clears.
    pub const ARCH_CLEAR: vm_flags_t = 0;

    /// Everything that a change of protection clears beside the access rights.
    pub const FLAGS_CLEAR: vm_flags_t = flags::PKEY_BIT0 | flags::PKEY_BIT1 | flags::PKEY_BIT2 | flags::PKEY_BIT3;
}

/// A set of flags. Bits that are not known are kept: [`VmaFlags::unknown`] has them.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct VmaFlags(vm_flags_t);

#[allow(dead_code, non_upper_case_globals)]
#[allow(clippy::doc_markdown)]
impl VmaFlags {
    /// May be read.
    pub const READ: Self = Self(flags::READ);
    /// May be written.
    pub const WRITE: Self = Self(flags::WRITE);
    /// May be executed.
    pub const EXEC: Self = Self(flags::EXEC);
    /// Writes reach the file, and others that map it.
    pub const SHARED: Self = Self(flags::SHARED);
    /// mprotect may make it readable.
    pub const MAYREAD: Self = Self(flags::MAYREAD);
    /// mprotect may make it writable.
    pub const MAYWRITE: Self = Self(flags::MAYWRITE);
    /// mprotect may make it executable.
    pub const MAYEXEC: Self = Self(flags::MAYEXEC);
    /// Mapped as shared, whether or not it may be written.
    pub const MAYSHARE: Self = Self(flags::MAYSHARE);
    /// A fault just below it makes it grow downwards.
    pub const GROWSDOWN: Self = Self(flags::GROWSDOWN);
    /// A fault just above it makes it grow upwards.
    pub const GROWSUP: Self = Self(flags::GROWSUP);
    /// Grows as stacks of this architecture do.
    pub const STACK: Self = Self(flags::STACK);
    /// The direction in which execve lets a stack grow while it prepares it, where that is not the final one.
    pub const STACK_EARLY: Self = Self(flags::STACK_EARLY);
    /// A userfaultfd is told of faults on pages that are missing.
    pub const UFFD_MISSING: Self = Self(flags::UFFD_MISSING);
    /// A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are.
    pub const UFFD_WP: Self = Self(flags::UFFD_WP);
    /// A userfaultfd is told of faults on pages that are in the page cache and not yet mapped.
    pub const UFFD_MINOR: Self = Self(flags::UFFD_MINOR);
    /// Maps page frames that have no struct page; a fault can't restore them.
    pub const PFNMAP: Self = Self(flags::PFNMAP);
    /// Maps the memory of a device, where an access can have side effects.
    pub const IO: Self = Self(flags::IO);
    /// mremap can't make it larger.
    pub const DONTEXPAND: Self = Self(flags::DONTEXPAND);
    /// Maps huge pages of hugetlbfs.
    pub const HUGETLB: Self = Self(flags::HUGETLB);
    /// A write fault returns only when the file system's metadata is on stable storage (DAX).
    pub const SYNC: Self = Self(flags::SYNC);
    /// Maps pages with and without a struct page; a fault can't restore them.
    pub const MIXEDMAP: Self = Self(flags::MIXEDMAP);
    /// Pages may be dropped under memory pressure and read as zero then.
    pub const DROPPABLE: Self = Self(flags::DROPPABLE);
    /// KVM may map it with any memory type that is not cached.
    pub const ALLOW_ANY_UNCACHED: Self = Self(flags::ALLOW_ANY_UNCACHED);
    /// May hold guard regions; when clear, it holds none.
    pub const MAYBE_GUARD: Self = Self(flags::MAYBE_GUARD);
    /// Its pages stay in memory.
    pub const LOCKED: Self = Self(flags::LOCKED);
    /// Its pages are locked as they are faulted in, not before.
    pub const LOCKONFAULT: Self = Self(flags::LOCKONFAULT);
    /// Can't be unmapped, moved, replaced or given other access rights.
    pub const SEALED: Self = Self(flags::SEALED);
    /// Will be read from front to back.
    pub const SEQ_READ: Self = Self(flags::SEQ_READ);
    /// Will be read in no order; reading ahead does not pay.
    pub const RAND_READ: Self = Self(flags::RAND_READ);
    /// A child does not get it at fork.
    pub const DONTCOPY: Self = Self(flags::DONTCOPY);
    /// A child gets it empty at fork.
    pub const WIPEONFORK: Self = Self(flags::WIPEONFORK);
    /// Core dumps leave it out.
    pub const DONTDUMP: Self = Self(flags::DONTDUMP);
    /// Transparent huge pages are wanted.
    pub const HUGEPAGE: Self = Self(flags::HUGEPAGE);
    /// Transparent huge pages are not wanted.
    pub const NOHUGEPAGE: Self = Self(flags::NOHUGEPAGE);
    /// KSM may merge its pages with equal ones.
    pub const MERGEABLE: Self = Self(flags::MERGEABLE);
    /// Counts against the commit limit.
    pub const ACCOUNT: Self = Self(flags::ACCOUNT);
    /// Does not count against the commit limit.
    pub const NORESERVE: Self = Self(flags::NORESERVE);
    /// Pages may have been written since soft-dirty bits were last cleared.
    pub const SOFTDIRTY: Self = Self(flags::SOFTDIRTY);
    /// For the architecture to use.
    pub const ARCH_1: Self = Self(flags::ARCH_1);
    /// The lowest bit of the protection key.
    pub const PKEY_BIT0: Self = Self(flags::PKEY_BIT0);
    /// The second bit of the protection key.
    pub const PKEY_BIT1: Self = Self(flags::PKEY_BIT1);
    /// The third bit of the protection key.
    pub const PKEY_BIT2: Self = Self(flags::PKEY_BIT2);
    /// The fourth bit of the protection key.
    pub const PKEY_BIT3: Self = Self(flags::PKEY_BIT3);
    /// The fifth bit of the protection key.
    pub const PKEY_BIT4: Self = Self(flags::PKEY_BIT4);
    /// Accesses are checked against tags of the memory (MTE).
    pub const MTE: Self = Self(flags::MTE);
    /// mprotect may set MTE.
    pub const MTE_ALLOWED: Self = Self(flags::MTE_ALLOWED);
    /// Holds return addresses; only the processor's stack instructions write it.
    pub const SHADOW_STACK: Self = Self(flags::SHADOW_STACK);
}

#[allow(dead_code)]
impl VmaFlags {
    /// How many bits the kernel's word has.
    pub const BITS: u32 = 64;

    /// The set without a flag.
    #[must_use]
    pub const fn empty() -> Self {
        Self(0)
    }

    /// The set of all flags that this kernel has.
    #[must_use]
    pub const fn all() -> Self {
        Self(KNOWN)
    }

    /// The set of the bits of a word, known or not.
    #[must_use]
    pub const fn from_bits(bits: vm_flags_t) -> Self {
        Self(bits)
    }

    /// The word.
    #[must_use]
    pub const fn bits(self) -> vm_flags_t {
        self.0
    }

    /// The set of the word whose bytes these are, the lowest first.
    #[must_use]
    pub const fn from_le_bytes(bytes: [u8; 8]) -> Self {
        Self(vm_flags_t::from_le_bytes(bytes))
    }

    /// The set of the word whose bytes these are, the highest first.
    #[must_use]
    pub const fn from_be_bytes(bytes: [u8; 8]) -> Self {
        Self(vm_flags_t::from_be_bytes(bytes))
    }

    /// The set of the word whose bytes these are, in this machine's order, as they lie in the memory of its kernel.
    #[must_use]
    pub const fn from_ne_bytes(bytes: [u8; 8]) -> Self {
        Self(vm_flags_t::from_ne_bytes(bytes))
    }

    /// The bytes of the word, the lowest first.
    #[must_use]
    pub const fn to_le_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    /// The bytes of the word, the highest first.
    #[must_use]
    pub const fn to_be_bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    /// The bytes of the word in this machine's order.
    #[must_use]
    pub const fn to_ne_bytes(self) -> [u8; 8] {
        self.0.to_ne_bytes()
    }

    /// Whether no bit is set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many bits are set, known or not.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether all flags of `other` are set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether one of the flags of `other` is set.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The flags of both sets: `|` in a constant.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The flags that both sets have: `&` in a constant.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The flags that `other` does not have: `-` in a constant.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Sets flags, or clears them.
    pub fn set(&mut self, flags: Self, on: bool) {
        self.0 = if on { self.0 | flags.0 } else { self.0 & !flags.0 };
    }

    /// The bits that are no flag of this kernel.
    #[must_use]
    pub const fn unknown(self) -> Self {
        Self(self.0 & !KNOWN)
    }

    /// Each bit that is set, known or not, as a set of its own, from the lowest up.
    #[must_use]
    pub const fn iter(self) -> Iter {
        Iter(self.0)
    }

    /// The name of a single flag in C. A set of several, of none, or of a bit that is not known has no name.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        FLAGS.iter().find(|&&(flag, _, _)| flag == self.0).map(|&(_, name, _)| name)
    }

    /// What a single flag means, as a sentence.
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        FLAGS.iter().find(|&&(flag, _, _)| flag == self.0).map(|&(_, _, meaning)| meaning)
    }

    /// Reads a number, mnemonics of smaps (with or without `VmFlags:`), trace text or flag names, in any mixture.
    #[must_use]
    pub fn parse(text: &str) -> Parsed<'_> {
        Parsed::of(text, Notation::Any)
    }

    /// Reads what [`VmaFlags::parse`] reads, of text that is not yet known to be UTF-8.
    ///
    /// # Errors
    ///
    /// It is not.
    pub fn parse_bytes(text: &[u8]) -> Result<Parsed<'_>, core::str::Utf8Error> {
        core::str::from_utf8(text).map(Self::parse)
    }

    /// Reads mnemonics of smaps: `rd wr mr`. A line without one is the empty set.
    #[must_use]
    pub fn parse_smaps(text: &str) -> Parsed<'_> {
        Parsed::of(text, Notation::Smaps)
    }

    /// Reads trace text: `read|write|0x80000000`.
    #[must_use]
    pub fn parse_trace(text: &str) -> Parsed<'_> {
        Parsed::of(text, Notation::Trace)
    }

    /// Writes the mnemonics as smaps has them: hidden bits are left out, and what the kernel does not know is `??`.
    #[must_use]
    pub const fn smaps(self) -> Smaps {
        Smaps(self)
    }

    /// Writes the names in C, joined by `|`; bits without a name follow as one number.
    #[must_use]
    pub const fn names(self) -> Names {
        Names(self)
    }
}

impl From<vm_flags_t> for VmaFlags {
    fn from(bits: vm_flags_t) -> Self {
        Self(bits)
    }
}

impl From<VmaFlags> for vm_flags_t {
    fn from(set: VmaFlags) -> Self {
        set.0
    }
}

/// Reads what [`VmaFlags::parse`] reads, and refuses words that are not known.
impl core::str::FromStr for VmaFlags {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let parsed = Self::parse(text);
        match parsed.unknown().next() {
            Some(word) => Err(ParseError::of(text, word)),
            None => Ok(parsed.flags),
        }
    }
}

/// All other bits, known or not: `set & !other` has what `other` lacks.
impl core::ops::Not for VmaFlags {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0)
    }
}

impl core::ops::BitOr for VmaFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl core::ops::BitOrAssign for VmaFlags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl core::ops::BitAnd for VmaFlags {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl core::ops::BitAndAssign for VmaFlags {
    fn bitand_assign(&mut self, other: Self) {
        self.0 &= other.0;
    }
}

impl core::ops::BitXor for VmaFlags {
    type Output = Self;

    fn bitxor(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }
}

impl core::ops::BitXorAssign for VmaFlags {
    fn bitxor_assign(&mut self, other: Self) {
        self.0 ^= other.0;
    }
}

/// The flags that the other set does not have.
impl core::ops::Sub for VmaFlags {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl core::ops::SubAssign for VmaFlags {
    fn sub_assign(&mut self, other: Self) {
        self.0 &= !other.0;
    }
}

impl Extend<VmaFlags> for VmaFlags {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, sets: I) {
        for set in sets {
            *self |= set;
        }
    }
}

impl core::iter::FromIterator<VmaFlags> for VmaFlags {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        let mut all = Self(0);
        all.extend(sets);
        all
    }
}

impl IntoIterator for VmaFlags {
    type Item = Self;
    type IntoIter = Iter;

    fn into_iter(self) -> Iter {
        self.iter()
    }
}

impl IntoIterator for &VmaFlags {
    type Item = VmaFlags;
    type IntoIter = Iter;

    fn into_iter(self) -> Iter {
        self.iter()
    }
}

/// The bits of a set, from the lowest up: see [`VmaFlags::iter`].
#[derive(Clone, Debug)]
pub struct Iter(vm_flags_t);

impl Iterator for Iter {
    type Item = VmaFlags;

    fn next(&mut self) -> Option<VmaFlags> {
        if self.0 == 0 {
            return None;
        }
        let lowest = self.0 & self.0.wrapping_neg();
        self.0 ^= lowest;
        Some(VmaFlags(lowest))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = VmaFlags(self.0).len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Iter {}

impl core::iter::FusedIterator for Iter {}

/// A text has a word that is neither a flag nor a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    start: usize,
    end: usize,
}

#[allow(dead_code)]
impl ParseError {
    /// The error of a word that is a part of a text.
    fn of(text: &str, word: &str) -> Self {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Self { start, end: start + word.len() }
    }

    /// Where the first such word is in the text, in bytes.
    #[must_use]
    pub const fn range(&self) -> core::ops::Range<usize> {
        self.start..self.end
    }
}

impl core::fmt::Display for ParseError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "the word at bytes {} to {} is neither a flag nor a number", self.start, self.end)
    }
}

/// Trace text as the kernel writes it; bits without a name follow as one number.
impl core::fmt::Display for VmaFlags {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.0 == 0 {
            return f.write_str("none");
        }
        let mut rest = self.0;
        let mut separator = "";
        for &(mask, name) in &TRACE {
            if mask != 0 && rest & mask == mask {
                write!(f, "{separator}{name}")?;
                rest &= !mask;
                separator = "|";
            }
        }
        if rest != 0 {
            write!(f, "{separator}{rest:#x}")?;
        }
        Ok(())
    }
}

impl core::fmt::Debug for VmaFlags {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "VmaFlags({self})")
    }
}

impl core::fmt::LowerHex for VmaFlags {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::LowerHex::fmt(&self.0, f)
    }
}

impl core::fmt::UpperHex for VmaFlags {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::UpperHex::fmt(&self.0, f)
    }
}

impl core::fmt::Octal for VmaFlags {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Octal::fmt(&self.0, f)
    }
}

impl core::fmt::Binary for VmaFlags {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Binary::fmt(&self.0, f)
    }
}

/// A set that is written as mnemonics: see [`VmaFlags::smaps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Smaps(VmaFlags);

impl core::fmt::Display for Smaps {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut separator = "";
        for bit in 0..vm_flags_t::BITS {
            let mnemonic = SMAPS.get(bit as usize).copied().unwrap_or("??");
            if (self.0).0 >> bit & 1 != 0 && !mnemonic.is_empty() {
                write!(f, "{separator}{mnemonic}")?;
                separator = " ";
            }
        }
        Ok(())
    }
}

/// A set that is written as names in C: see [`VmaFlags::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names(VmaFlags);

impl core::fmt::Display for Names {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        let mut rest = self.0;
        let mut separator = "";
        for flag in self.0 {
            if let Some(name) = flag.name() {
                write!(f, "{separator}{name}")?;
                rest -= flag;
                separator = "|";
            }
        }
        if rest.is_empty() {
            return Ok(());
        }
        write!(f, "{separator}{rest:#x}")
    }
}

/// What was read. Words that are not known set no flag and are not lost: [`Parsed::unknown`] has them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Parsed<'a> {
    flags: VmaFlags,
    text: &'a str,
    notation: Notation,
}

#[allow(dead_code)]
impl<'a> Parsed<'a> {
    fn of(text: &'a str, notation: Notation) -> Self {
        let text = text.trim_start();
        let text = text.strip_prefix("VmFlags:").unwrap_or(text);
        let bits = words(text).filter_map(|word| notation.value(word, text)).fold(0, |bits, value| bits | value);
        Self { flags: VmaFlags(bits), text, notation }
    }

    /// The flags, and the bits of numbers.
    #[must_use]
    pub const fn flags(&self) -> VmaFlags {
        self.flags
    }

    /// The words that are neither flag nor number, in order.
    pub fn unknown(&self) -> impl Iterator<Item = &'a str> {
        let (text, notation) = (self.text, self.notation);
        words(text).filter(move |word| notation.value(word, text).is_none())
    }
}

/// Trace text, and the words that are not known as they were.
impl core::fmt::Display for Parsed<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}", self.flags)?;
        for word in self.unknown() {
            write!(f, "|{word}")?;
        }
        Ok(())
    }
}

impl core::fmt::Debug for Parsed<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Parsed({self})")
    }
}

#[allow(dead_code)]
#[derive(Clone, Copy, PartialEq, Eq)]
enum Notation {
    Any,
    Smaps,
    Trace,
}

impl Notation {
    /// What a word stands for. Two tables may use one word; of a text with `|` it is a trace name.
    fn value(self, word: &str, text: &str) -> Option<vm_flags_t> {
        match self {
            Notation::Smaps => mnemonic(word),
            Notation::Trace => trace_name(word).or_else(|| number(word)),
            Notation::Any if text.contains('|') => trace_name(word).or_else(|| mnemonic(word)).or_else(|| flag_name(word)).or_else(|| number(word)),
            Notation::Any => mnemonic(word).or_else(|| trace_name(word)).or_else(|| flag_name(word)).or_else(|| number(word)),
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_ascii_whitespace() || c == '|' || c == ',').filter(|word| !word.is_empty())
}

fn mnemonic(word: &str) -> Option<vm_flags_t> {
    SMAPS.iter().position(|&known| known == word && known != "??").map(|bit| 1 << bit)
}

fn trace_name(word: &str) -> Option<vm_flags_t> {
    TRACE.iter().find(|&&(_, name)| name == word).map(|&(mask, _)| mask).or(if word == "none" { Some(0) } else { None })
}

fn flag_name(word: &str) -> Option<vm_flags_t> {
    NAMES.iter().find(|&&(_, name)| name == word).map(|&(mask, _)| mask)
}

fn number(word: &str) -> Option<vm_flags_t> {
    let (digits, radix) = match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (word, 10),
    };
    if digits.starts_with('+') {
        return None;
    }
    vm_flags_t::from_str_radix(digits, radix).ok()
}

#[allow(clippy::unreadable_literal)]
const KNOWN: vm_flags_t = 0x7afffffffff;

/// What each bit that is a flag is called in C, and what it means.
const FLAGS: [(vm_flags_t, &str, &str); 41] = [
    (flags::READ, "VM_READ", "May be read."),
    (flags::WRITE, "VM_WRITE", "May be written."),
    (flags::EXEC, "VM_EXEC", "May be executed."),
    (flags::SHARED, "VM_SHARED", "Writes reach the file, and others that map it."),
    (flags::MAYREAD, "VM_MAYREAD", "mprotect may make it readable."),
    (flags::MAYWRITE, "VM_MAYWRITE", "mprotect may make it writable."),
    (flags::MAYEXEC, "VM_MAYEXEC", "mprotect may make it executable."),
    (flags::MAYSHARE, "VM_MAYSHARE", "Mapped as shared, whether or not it may be written."),
    (flags::GROWSDOWN, "VM_GROWSDOWN", "A fault just below it makes it grow downwards."),
    (flags::UFFD_MISSING, "VM_UFFD_MISSING", "A userfaultfd is told of faults on pages that are missing."),
    (flags::PFNMAP, "VM_PFNMAP", "Maps page frames that have no struct page; a fault can't restore them."),
    (flags::MAYBE_GUARD, "VM_MAYBE_GUARD", "May hold guard regions; when clear, it holds none."),
    (flags::UFFD_WP, "VM_UFFD_WP", "A userfaultfd is told of writes to pages that it write-protected; page tables hold which those are."),
    (flags::LOCKED, "VM_LOCKED", "Its pages stay in memory."),
    (flags::IO, "VM_IO", "Maps the memory of a device, where an access can have side effects."),
    (flags::SEQ_READ, "VM_SEQ_READ", "Will be read from front to back."),
    (flags::RAND_READ, "VM_RAND_READ", "Will be read in no order; reading ahead does not pay."),
    (flags::DONTCOPY, "VM_DONTCOPY", "A child does not get it at fork."),
    (flags::DONTEXPAND, "VM_DONTEXPAND", "mremap can't make it larger."),
    (flags::LOCKONFAULT, "VM_LOCKONFAULT", "Its pages are locked as they are faulted in, not before."),
    (flags::ACCOUNT, "VM_ACCOUNT", "Counts against the commit limit."),
    (flags::NORESERVE, "VM_NORESERVE", "Does not count against the commit limit."),
    (flags::HUGETLB, "VM_HUGETLB", "Maps huge pages of hugetlbfs."),
    (flags::SYNC, "VM_SYNC", "A write fault returns only when the file system's metadata is on stable storage (DAX)."),
    (flags::ARCH_1, "VM_ARCH_1", "For the architecture to use."),
    (flags::WIPEONFORK, "VM_WIPEONFORK", "A child gets it empty at fork."),
    (flags::DONTDUMP, "VM_DONTDUMP", "Core dumps leave it out."),
    (flags::SOFTDIRTY, "VM_SOFTDIRTY", "Pages may have been written since soft-dirty bits were last cleared."),
    (flags::MIXEDMAP, "VM_MIXEDMAP", "Maps pages with and without a struct page; a fault can't restore them."),
    (flags::HUGEPAGE, "VM_HUGEPAGE", "Transparent huge pages are wanted."),
    (flags::NOHUGEPAGE, "VM_NOHUGEPAGE", "Transparent huge pages are not wanted."),
    (flags::MERGEABLE, "VM_MERGEABLE", "KSM may merge its pages with equal ones."),
    (flags::PKEY_BIT0, "VM_PKEY_BIT0", "The lowest bit of the protection key."),
    (flags::PKEY_BIT1, "VM_PKEY_BIT1", "The second bit of the protection key."),
    (flags::PKEY_BIT2, "VM_PKEY_BIT2", "The third bit of the protection key."),
    (flags::PKEY_BIT3, "VM_PKEY_BIT3", "The fourth bit of the protection key."),
    (flags::SHADOW_STACK, "VM_SHADOW_STACK", "Holds return addresses; only the processor's stack instructions write it."),
    (flags::ALLOW_ANY_UNCACHED, "VM_ALLOW_ANY_UNCACHED", "KVM may map it with any memory type that is not cached."),
    (flags::DROPPABLE, "VM_DROPPABLE", "Pages may be dropped under memory pressure and read as zero then."),
    (flags::UFFD_MINOR, "VM_UFFD_MINOR", "A userfaultfd is told of faults on pages that are in the page cache and not yet mapped."),
    (flags::SEALED, "VM_SEALED", "Can't be unmapped, moved, replaced or given other access rights."),
];

/// Flags and masks by name, as the definitions and as C have it.
#[allow(clippy::unreadable_literal)]
const NAMES: [(vm_flags_t, &str); 126] = [
    (0x1, "READ"),
    (0x1, "VM_READ"),
    (0x2, "WRITE"),
    (0x2, "VM_WRITE"),
    (0x4, "EXEC"),
    (0x4, "VM_EXEC"),
    (0x8, "SHARED"),
    (0x8, "VM_SHARED"),
    (0x10, "MAYREAD"),
    (0x10, "VM_MAYREAD"),
    (0x20, "MAYWRITE"),
    (0x20, "VM_MAYWRITE"),
    (0x40, "MAYEXEC"),
    (0x40, "VM_MAYEXEC"),
    (0x80, "MAYSHARE"),
    (0x80, "VM_MAYSHARE"),
    (0x100, "GROWSDOWN"),
    (0x100, "VM_GROWSDOWN"),
    (0, "GROWSUP"),
    (0, "VM_GROWSUP"),
    (0x100, "STACK"),
    (0x100, "VM_STACK"),
    (0, "STACK_EARLY"),
    (0, "VM_STACK_EARLY"),
    (0x200, "UFFD_MISSING"),
    (0x200, "VM_UFFD_MISSING"),
    (0x1000, "UFFD_WP"),
    (0x1000, "VM_UFFD_WP"),
    (0x20000000000, "UFFD_MINOR"),
    (0x20000000000, "VM_UFFD_MINOR"),
    (0x400, "PFNMAP"),
    (0x400, "VM_PFNMAP"),
    (0x4000, "IO"),
    (0x4000, "VM_IO"),
    (0x40000, "DONTEXPAND"),
    (0x40000, "VM_DONTEXPAND"),
    (0x400000, "HUGETLB"),
    (0x400000, "VM_HUGETLB"),
    (0x800000, "SYNC"),
    (0x800000, "VM_SYNC"),
    (0x10000000, "MIXEDMAP"),
    (0x10000000, "VM_MIXEDMAP"),
    (0x10000000000, "DROPPABLE"),
    (0x10000000000, "VM_DROPPABLE"),
    (0x8000000000, "ALLOW_ANY_UNCACHED"),
    (0x8000000000, "VM_ALLOW_ANY_UNCACHED"),
    (0x800, "MAYBE_GUARD"),
    (0x800, "VM_MAYBE_GUARD"),
    (0x2000, "LOCKED"),
    (0x2000, "VM_LOCKED"),
    (0x80000, "LOCKONFAULT"),
    (0x80000, "VM_LOCKONFAULT"),
    (0x40000000000, "SEALED"),
    (0x40000000000, "VM_SEALED"),
    (0x8000, "SEQ_READ"),
    (0x8000, "VM_SEQ_READ"),
    (0x10000, "RAND_READ"),
    (0x10000, "VM_RAND_READ"),
    (0x20000, "DONTCOPY"),
    (0x20000, "VM_DONTCOPY"),
    (0x2000000, "WIPEONFORK"),
    (0x2000000, "VM_WIPEONFORK"),
    (0x4000000, "DONTDUMP"),
    (0x4000000, "VM_DONTDUMP"),
    (0x20000000, "HUGEPAGE"),
    (0x20000000, "VM_HUGEPAGE"),
    (0x40000000, "NOHUGEPAGE"),
    (0x40000000, "VM_NOHUGEPAGE"),
    (0x80000000, "MERGEABLE"),
    (0x80000000, "VM_MERGEABLE"),
    (0x100000, "ACCOUNT"),
    (0x100000, "VM_ACCOUNT"),
    (0x200000, "NORESERVE"),
    (0x200000, "VM_NORESERVE"),
    (0x8000000, "SOFTDIRTY"),
    (0x8000000, "VM_SOFTDIRTY"),
    (0x1000000, "ARCH_1"),
    (0x1000000, "VM_ARCH_1"),
    (0x100000000, "PKEY_BIT0"),
    (0x100000000, "VM_PKEY_BIT0"),
    (0x200000000, "PKEY_BIT1"),
    (0x200000000, "VM_PKEY_BIT1"),
    (0x400000000, "PKEY_BIT2"),
    (0x400000000, "VM_PKEY_BIT2"),
    (0x800000000, "PKEY_BIT3"),
    (0x800000000, "VM_PKEY_BIT3"),
    (0, "PKEY_BIT4"),
    (0, "VM_PKEY_BIT4"),
    (0, "MTE"),
    (0, "VM_MTE"),
    (0, "MTE_ALLOWED"),
    (0, "VM_MTE_ALLOWED"),
    (0x2000000000, "SHADOW_STACK"),
    (0x2000000000, "VM_SHADOW_STACK"),
    (0x7, "VM_ACCESS_FLAGS"),
    (0x7, "VMA_ACCESS_FLAGS"),
    (0x10044400, "VM_SPECIAL"),
    (0x10044400, "VMA_SPECIAL_FLAGS"),
    (0x4044400, "VMA_REMAP_FLAGS"),
    (0x10444400, "VM_NO_KHUGEPAGED"),
    (0x40000000, "VM_INIT_DEF_MASK"),
    (0x82000, "VM_LOCKED_MASK"),
    (0x82000, "VMA_LOCKED_MASK"),
    (0x8000800, "VMA_STICKY_FLAGS"),
    (0x8000800, "VMA_IGNORE_MERGE_FLAGS"),
    (0x10001c00, "VM_COPY_ON_FORK"),
    (0x800, "VM_ATOMIC_SET_ALLOWED"),
    (0x20000001200, "__VM_UFFD_FLAGS"),
    (0x20000001200, "__VMA_UFFD_FLAGS"),
    (0x200, "VMA_UFFD_MISSING"),
    (0x1000, "VMA_UFFD_WP"),
    (0x20000000000, "VMA_UFFD_MINOR"),
    (0x10000000000, "VMA_DROPPABLE"),
    (0x2000000100, "VMA_STARTGAP_FLAGS"),
    (0x18000, "VM_STACK_INCOMPLETE_SETUP"),
    (0x73, "VMA_DATA_FLAGS_TSK_EXEC"),
    (0x73, "VMA_DATA_FLAGS_NON_EXEC"),
    (0x77, "VMA_DATA_FLAGS_EXEC"),
    (0x73, "VMA_DATA_DEFAULT_FLAGS"),
    (0x73, "VMA_STACK_DEFAULT_FLAGS"),
    (0x100173, "VM_STACK_FLAGS"),
    (0x100173, "VMA_STACK_FLAGS"),
    (0x40000000000, "VM_SEALED_SYSMAP"),
    (0xf00000000, "ARCH_VM_PKEY_FLAGS"),
    (0, "VM_ARCH_CLEAR"),
    (0xf00000000, "VM_FLAGS_CLEAR"),
];

/// The trace table, in the kernel's order.
#[allow(clippy::unreadable_literal)]
const TRACE: [(vm_flags_t, &str); 34] = [
    (flags::READ, "read"),
    (flags::WRITE, "write"),
    (flags::EXEC, "exec"),
    (flags::SHARED, "shared"),
    (flags::MAYREAD, "mayread"),
    (flags::MAYWRITE, "maywrite"),
    (flags::MAYEXEC, "mayexec"),
    (flags::MAYSHARE, "mayshare"),
    (flags::GROWSDOWN, "growsdown"),
    (flags::UFFD_MISSING, "uffd_missing"),
    (flags::UFFD_MINOR, "uffd_minor"),
    (flags::PFNMAP, "pfnmap"),
    (flags::MAYBE_GUARD, "maybe_guard"),
    (flags::UFFD_WP, "uffd_wp"),
    (flags::LOCKED, "locked"),
    (flags::IO, "io"),
    (flags::SEQ_READ, "seqread"),
    (flags::RAND_READ, "randread"),
    (flags::DONTCOPY, "dontcopy"),
    (flags::DONTEXPAND, "dontexpand"),
    (flags::LOCKONFAULT, "lockonfault"),
    (flags::ACCOUNT, "account"),
    (flags::NORESERVE, "noreserve"),
    (flags::HUGETLB, "hugetlb"),
    (flags::SYNC, "sync"),
    (flags::ARCH_1, "arch_1"),
    (flags::WIPEONFORK, "wipeonfork"),
    (flags::DONTDUMP, "dontdump"),
    (flags::SOFTDIRTY, "softdirty"),
    (flags::MIXEDMAP, "mixedmap"),
    (flags::HUGEPAGE, "hugepage"),
    (flags::NOHUGEPAGE, "nohugepage"),
    (flags::DROPPABLE, "droppable"),
    (flags::MERGEABLE, "mergeable"),
];

/// The mnemonic of each bit: empty where the kernel hides it.
const SMAPS: [&str; 64] = [
    "rd", "wr", "ex", "sh", "mr", "mw", "me", "ms",
    "gd", "um", "pf", "gu", "uw", "lo", "io", "sr",
    "rr", "dc", "de", "lf", "ac", "nr", "ht", "sf",
    "ar", "wf", "dd", "sd", "mm", "hg", "nh", "mg",
    "", "", "", "", "??", "ss", "??", "??",
    "dp", "ui", "sl", "??", "??", "??", "??", "??",
    "??", "??", "??", "??", "??", "??", "??", "??",
    "??", "??", "??", "??", "??", "??", "??", "??",
];
