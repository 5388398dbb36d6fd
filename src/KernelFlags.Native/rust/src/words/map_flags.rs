// Flags of mmap(2).
//
// @generated from the table 'map' for Linux 7.2.13 on x86_64; change the definitions, not this file.
// Compared with the headers of 7.2.13.
// Made by: kflags gen --table map --target rust --kernel 7.2.13 --arch x86_64

/// Flags of mmap(2).
#[allow(dead_code, non_upper_case_globals)]
#[allow(clippy::doc_markdown, clippy::unreadable_literal)]
pub mod words {
    /// Nothing: a file stands behind it unless it is anonymous.
    pub const FILE: u32 = 0;
    /// Writes reach the file and others that map it.
    pub const SHARED: u32 = 0x1;
    /// Writes stay private.
    pub const PRIVATE: u32 = 0x2;
    /// As SHARED, and unknown flags are refused.
    pub const SHARED_VALIDATE: u32 = 0x3;
    /// Anonymous pages that may be dropped under memory pressure.
    pub const DROPPABLE: u32 = 0x8;
    /// At exactly the address that is given; what lies there is unmapped.
    pub const FIXED: u32 = 0x10;
    /// No file stands behind it.
    pub const ANONYMOUS: u32 = 0x20;
    /// Below 2 GiB, unless FIXED says where; of x86-64, ignored elsewhere.
    pub const _32BIT: u32 = 0x40;
    /// Not below 4 GiB, unless an address is given; of x86-64, ignored elsewhere.
    pub const ABOVE4G: u32 = 0x80;
    /// Grows downwards.
    pub const GROWSDOWN: u32 = 0x100;
    /// At exactly the address that is given, and only when nothing lies there.
    pub const FIXED_NOREPLACE: u32 = 0x100000;
    /// Ignored.
    pub const DENYWRITE: u32 = 0x800;
    /// Ignored.
    pub const EXECUTABLE: u32 = 0x1000;
    /// Its pages are locked.
    pub const LOCKED: u32 = 0x2000;
    /// Does not count against the commit limit.
    pub const NORESERVE: u32 = 0x4000;
    /// Its pages are faulted in at once.
    pub const POPULATE: u32 = 0x8000;
    /// With POPULATE: nothing is faulted in.
    pub const NONBLOCK: u32 = 0x10000;
    /// Will be a stack.
    pub const STACK: u32 = 0x20000;
    /// Synchronous page faults, on DAX files.
    pub const SYNC: u32 = 0x80000;
    /// Its pages need not be cleared; without an MMU, and where the kernel was built for it.
    pub const UNINITIALIZED: u32 = 0x4000000;
    /// Of huge pages.
    pub const HUGETLB: u32 = 0x40000;
    /// Huge pages of 16 KiB.
    pub const HUGE_16KB: u32 = 0x38000000;
    /// Huge pages of 64 KiB.
    pub const HUGE_64KB: u32 = 0x40000000;
    /// Huge pages of 512 KiB.
    pub const HUGE_512KB: u32 = 0x4c000000;
    /// Huge pages of 1 MiB.
    pub const HUGE_1MB: u32 = 0x50000000;
    /// Huge pages of 2 MiB.
    pub const HUGE_2MB: u32 = 0x54000000;
    /// Huge pages of 8 MiB.
    pub const HUGE_8MB: u32 = 0x5c000000;
    /// Huge pages of 16 MiB.
    pub const HUGE_16MB: u32 = 0x60000000;
    /// Huge pages of 32 MiB.
    pub const HUGE_32MB: u32 = 0x64000000;
    /// Huge pages of 256 MiB.
    pub const HUGE_256MB: u32 = 0x70000000;
    /// Huge pages of 512 MiB.
    pub const HUGE_512MB: u32 = 0x74000000;
    /// Huge pages of 1 GiB.
    pub const HUGE_1GB: u32 = 0x78000000;
    /// Huge pages of 2 GiB.
    pub const HUGE_2GB: u32 = 0x7c000000;
    /// Huge pages of 16 GiB.
    pub const HUGE_16GB: u32 = 0x88000000;
    /// The bits of the field TYPE: What kind of mapping it is.
    pub const TYPE: u32 = 0xf;
    /// The bits of the field HUGE: How large its huge pages are, as the logarithm of their bytes.
    pub const HUGE_MASK: u32 = 0x3f;
    /// How far a value of the field HUGE is shifted.
    pub const HUGE_SHIFT: u32 = 0x1a;
}

/// A number as the system call takes it, which is written and read in words.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct MapWords(pub u32);

#[allow(dead_code)]
impl MapWords {
    /// Reads words or numbers, joined by `|`.
    ///
    /// # Errors
    ///
    /// The first word that is not known.
    pub fn parse(text: &str) -> Result<Self, &str> {
        text.split('|').map(str::trim).filter(|word| !word.is_empty()).try_fold(Self(0), |set, word| {
            match NAMES.iter().find(|&&(name, _)| name == word).map(|&(_, value)| value).or_else(|| number(word)) {
                Some(value) => Ok(Self(set.0 | value)),
                None => Err(word),
            }
        })
    }

    /// What no word stands for.
    #[must_use]
    pub fn unknown(self) -> u32 {
        self.read(|_| ())
    }

    fn read(self, mut found: impl FnMut(&'static str)) -> u32 {
        let mut rest = self.0;
        for &(mask, value, name) in ROWS {
            if rest & mask == value && (value != 0 || mask == u32::MAX) {
                found(name);
                rest &= !mask;
                if mask == u32::MAX {
                    break;
                }
            }
        }
        rest
    }
}

/// The words, joined by `|`; what no word stands for is a number.
impl core::fmt::Display for MapWords {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut result = Ok(());
        let mut separator = "";
        let rest = self.read(|name| {
            if result.is_ok() {
                result = write!(f, "{separator}{name}");
            }
            separator = "|";
        });
        result?;
        if rest != 0 || separator.is_empty() {
            write!(f, "{separator}{rest:#x}")?;
        }
        Ok(())
    }
}

impl core::fmt::Debug for MapWords {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MapWords({self})")
    }
}

fn number(word: &str) -> Option<u32> {
    let (digits, radix) = match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (word, 10),
    };
    if digits.starts_with('+') {
        return None;
    }
    u32::from_str_radix(digits, radix).ok()
}

/// The words by name, as C and as the definitions have it.
#[allow(clippy::unreadable_literal)]
const NAMES: &[(&str, u32)] = &[
    ("MAP_FILE", 0),
    ("MAP_SHARED", 0x1),
    ("MAP_PRIVATE", 0x2),
    ("MAP_SHARED_VALIDATE", 0x3),
    ("MAP_DROPPABLE", 0x8),
    ("MAP_FIXED", 0x10),
    ("MAP_ANONYMOUS", 0x20),
    ("MAP_32BIT", 0x40),
    ("MAP_ABOVE4G", 0x80),
    ("MAP_GROWSDOWN", 0x100),
    ("MAP_FIXED_NOREPLACE", 0x100000),
    ("MAP_DENYWRITE", 0x800),
    ("MAP_EXECUTABLE", 0x1000),
    ("MAP_LOCKED", 0x2000),
    ("MAP_NORESERVE", 0x4000),
    ("MAP_POPULATE", 0x8000),
    ("MAP_NONBLOCK", 0x10000),
    ("MAP_STACK", 0x20000),
    ("MAP_SYNC", 0x80000),
    ("MAP_UNINITIALIZED", 0x4000000),
    ("MAP_HUGETLB", 0x40000),
    ("MAP_HUGE_16KB", 0x38000000),
    ("MAP_HUGE_64KB", 0x40000000),
    ("MAP_HUGE_512KB", 0x4c000000),
    ("MAP_HUGE_1MB", 0x50000000),
    ("MAP_HUGE_2MB", 0x54000000),
    ("MAP_HUGE_8MB", 0x5c000000),
    ("MAP_HUGE_16MB", 0x60000000),
    ("MAP_HUGE_32MB", 0x64000000),
    ("MAP_HUGE_256MB", 0x70000000),
    ("MAP_HUGE_512MB", 0x74000000),
    ("MAP_HUGE_1GB", 0x78000000),
    ("MAP_HUGE_2GB", 0x7c000000),
    ("MAP_HUGE_16GB", 0x88000000),
    ("FILE", 0),
    ("SHARED", 0x1),
    ("PRIVATE", 0x2),
    ("SHARED_VALIDATE", 0x3),
    ("DROPPABLE", 0x8),
    ("FIXED", 0x10),
    ("ANONYMOUS", 0x20),
    ("32BIT", 0x40),
    ("ABOVE4G", 0x80),
    ("GROWSDOWN", 0x100),
    ("FIXED_NOREPLACE", 0x100000),
    ("DENYWRITE", 0x800),
    ("EXECUTABLE", 0x1000),
    ("LOCKED", 0x2000),
    ("NORESERVE", 0x4000),
    ("POPULATE", 0x8000),
    ("NONBLOCK", 0x10000),
    ("STACK", 0x20000),
    ("SYNC", 0x80000),
    ("UNINITIALIZED", 0x4000000),
    ("HUGETLB", 0x40000),
    ("HUGE_16KB", 0x38000000),
    ("HUGE_64KB", 0x40000000),
    ("HUGE_512KB", 0x4c000000),
    ("HUGE_1MB", 0x50000000),
    ("HUGE_2MB", 0x54000000),
    ("HUGE_8MB", 0x5c000000),
    ("HUGE_16MB", 0x60000000),
    ("HUGE_32MB", 0x64000000),
    ("HUGE_256MB", 0x70000000),
    ("HUGE_512MB", 0x74000000),
    ("HUGE_1GB", 0x78000000),
    ("HUGE_2GB", 0x7c000000),
    ("HUGE_16GB", 0x88000000),
];

/// The bits that a word looks at, what they are for it, and its name, in the order in which a number is read.
#[allow(clippy::unreadable_literal)]
const ROWS: &[(u32, u32, &str)] = &[
    (0xffffffff, 0, "MAP_FILE"),
    (0xf, 0x1, "MAP_SHARED"),
    (0xf, 0x2, "MAP_PRIVATE"),
    (0xf, 0x3, "MAP_SHARED_VALIDATE"),
    (0xf, 0x8, "MAP_DROPPABLE"),
    (0xfc000000, 0x38000000, "MAP_HUGE_16KB"),
    (0xfc000000, 0x40000000, "MAP_HUGE_64KB"),
    (0xfc000000, 0x4c000000, "MAP_HUGE_512KB"),
    (0xfc000000, 0x50000000, "MAP_HUGE_1MB"),
    (0xfc000000, 0x54000000, "MAP_HUGE_2MB"),
    (0xfc000000, 0x5c000000, "MAP_HUGE_8MB"),
    (0xfc000000, 0x60000000, "MAP_HUGE_16MB"),
    (0xfc000000, 0x64000000, "MAP_HUGE_32MB"),
    (0xfc000000, 0x70000000, "MAP_HUGE_256MB"),
    (0xfc000000, 0x74000000, "MAP_HUGE_512MB"),
    (0xfc000000, 0x78000000, "MAP_HUGE_1GB"),
    (0xfc000000, 0x7c000000, "MAP_HUGE_2GB"),
    (0xfc000000, 0x88000000, "MAP_HUGE_16GB"),
    (0x10, 0x10, "MAP_FIXED"),
    (0x20, 0x20, "MAP_ANONYMOUS"),
    (0x40, 0x40, "MAP_32BIT"),
    (0x80, 0x80, "MAP_ABOVE4G"),
    (0x100, 0x100, "MAP_GROWSDOWN"),
    (0x100000, 0x100000, "MAP_FIXED_NOREPLACE"),
    (0x800, 0x800, "MAP_DENYWRITE"),
    (0x1000, 0x1000, "MAP_EXECUTABLE"),
    (0x2000, 0x2000, "MAP_LOCKED"),
    (0x4000, 0x4000, "MAP_NORESERVE"),
    (0x8000, 0x8000, "MAP_POPULATE"),
    (0x10000, 0x10000, "MAP_NONBLOCK"),
    (0x20000, 0x20000, "MAP_STACK"),
    (0x80000, 0x80000, "MAP_SYNC"),
    (0x4000000, 0x4000000, "MAP_UNINITIALIZED"),
    (0x40000, 0x40000, "MAP_HUGETLB"),
];
