// Features that a userfaultfd is made with (ioctl_userfaultfd(2)).
//
// @generated from the table 'uffd_feature' for Linux 7.2.13 on x86_64; change the definitions, not this file.
// Compared with the headers of 7.2.13.
// Made by: kflags gen --table uffd_feature --target rust --kernel 7.2.13 --arch x86_64

/// Features that a userfaultfd is made with (ioctl_userfaultfd(2)).
#[allow(dead_code, non_upper_case_globals)]
#[allow(clippy::doc_markdown, clippy::unreadable_literal)]
pub mod words {
    /// Write protection.
    pub const PAGEFAULT_FLAG_WP: u64 = 0x1;
    /// Told of fork(2): a child keeps the registration.
    pub const EVENT_FORK: u64 = 0x2;
    /// Told of mremap(2): moved memory keeps the registration.
    pub const EVENT_REMAP: u64 = 0x4;
    /// Told of memory that is given back.
    pub const EVENT_REMOVE: u64 = 0x8;
    /// Missing pages of hugetlbfs.
    pub const MISSING_HUGETLBFS: u64 = 0x10;
    /// Missing pages of shared memory.
    pub const MISSING_SHMEM: u64 = 0x20;
    /// Told of memory that is unmapped.
    pub const EVENT_UNMAP: u64 = 0x40;
    /// A fault raises SIGBUS instead of waiting.
    pub const SIGBUS: u64 = 0x80;
    /// A fault tells the thread that had it.
    pub const THREAD_ID: u64 = 0x100;
    /// Minor faults of hugetlbfs.
    pub const MINOR_HUGETLBFS: u64 = 0x200;
    /// Minor faults of shared memory.
    pub const MINOR_SHMEM: u64 = 0x400;
    /// A fault tells its address to the byte.
    pub const EXACT_ADDRESS: u64 = 0x800;
    /// Write protection of shared memory.
    pub const WP_HUGETLBFS_SHMEM: u64 = 0x1000;
    /// Write protection of anonymous pages that are not there.
    pub const WP_UNPOPULATED: u64 = 0x2000;
    /// Pages may be marked as broken.
    pub const POISON: u64 = 0x4000;
    /// A write to a protected page is let through and the protection lifted.
    pub const WP_ASYNC: u64 = 0x8000;
    /// Pages may be moved within the address space.
    pub const MOVE: u64 = 0x10000;
}

/// A number as the system call takes it, which is written and read in words.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct UffdFeatureWords(pub u64);

#[allow(dead_code)]
impl UffdFeatureWords {
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
    pub fn unknown(self) -> u64 {
        self.read(|_| ())
    }

    fn read(self, mut found: impl FnMut(&'static str)) -> u64 {
        let mut rest = self.0;
        for &(mask, value, name) in ROWS {
            if rest & mask == value && (value != 0 || mask == u64::MAX) {
                found(name);
                rest &= !mask;
                if mask == u64::MAX {
                    break;
                }
            }
        }
        rest
    }
}

/// The words, joined by `|`; what no word stands for is a number.
impl core::fmt::Display for UffdFeatureWords {
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

impl core::fmt::Debug for UffdFeatureWords {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "UffdFeatureWords({self})")
    }
}

fn number(word: &str) -> Option<u64> {
    let (digits, radix) = match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (word, 10),
    };
    if digits.starts_with('+') {
        return None;
    }
    u64::from_str_radix(digits, radix).ok()
}

/// The words by name, as C and as the definitions have it.
#[allow(clippy::unreadable_literal)]
const NAMES: &[(&str, u64)] = &[
    ("UFFD_FEATURE_PAGEFAULT_FLAG_WP", 0x1),
    ("UFFD_FEATURE_EVENT_FORK", 0x2),
    ("UFFD_FEATURE_EVENT_REMAP", 0x4),
    ("UFFD_FEATURE_EVENT_REMOVE", 0x8),
    ("UFFD_FEATURE_MISSING_HUGETLBFS", 0x10),
    ("UFFD_FEATURE_MISSING_SHMEM", 0x20),
    ("UFFD_FEATURE_EVENT_UNMAP", 0x40),
    ("UFFD_FEATURE_SIGBUS", 0x80),
    ("UFFD_FEATURE_THREAD_ID", 0x100),
    ("UFFD_FEATURE_MINOR_HUGETLBFS", 0x200),
    ("UFFD_FEATURE_MINOR_SHMEM", 0x400),
    ("UFFD_FEATURE_EXACT_ADDRESS", 0x800),
    ("UFFD_FEATURE_WP_HUGETLBFS_SHMEM", 0x1000),
    ("UFFD_FEATURE_WP_UNPOPULATED", 0x2000),
    ("UFFD_FEATURE_POISON", 0x4000),
    ("UFFD_FEATURE_WP_ASYNC", 0x8000),
    ("UFFD_FEATURE_MOVE", 0x10000),
    ("PAGEFAULT_FLAG_WP", 0x1),
    ("EVENT_FORK", 0x2),
    ("EVENT_REMAP", 0x4),
    ("EVENT_REMOVE", 0x8),
    ("MISSING_HUGETLBFS", 0x10),
    ("MISSING_SHMEM", 0x20),
    ("EVENT_UNMAP", 0x40),
    ("SIGBUS", 0x80),
    ("THREAD_ID", 0x100),
    ("MINOR_HUGETLBFS", 0x200),
    ("MINOR_SHMEM", 0x400),
    ("EXACT_ADDRESS", 0x800),
    ("WP_HUGETLBFS_SHMEM", 0x1000),
    ("WP_UNPOPULATED", 0x2000),
    ("POISON", 0x4000),
    ("WP_ASYNC", 0x8000),
    ("MOVE", 0x10000),
];

/// The bits that a word looks at, what they are for it, and its name, in the order in which a number is read.
#[allow(clippy::unreadable_literal)]
const ROWS: &[(u64, u64, &str)] = &[
    (0x1, 0x1, "UFFD_FEATURE_PAGEFAULT_FLAG_WP"),
    (0x2, 0x2, "UFFD_FEATURE_EVENT_FORK"),
    (0x4, 0x4, "UFFD_FEATURE_EVENT_REMAP"),
    (0x8, 0x8, "UFFD_FEATURE_EVENT_REMOVE"),
    (0x10, 0x10, "UFFD_FEATURE_MISSING_HUGETLBFS"),
    (0x20, 0x20, "UFFD_FEATURE_MISSING_SHMEM"),
    (0x40, 0x40, "UFFD_FEATURE_EVENT_UNMAP"),
    (0x80, 0x80, "UFFD_FEATURE_SIGBUS"),
    (0x100, 0x100, "UFFD_FEATURE_THREAD_ID"),
    (0x200, 0x200, "UFFD_FEATURE_MINOR_HUGETLBFS"),
    (0x400, 0x400, "UFFD_FEATURE_MINOR_SHMEM"),
    (0x800, 0x800, "UFFD_FEATURE_EXACT_ADDRESS"),
    (0x1000, 0x1000, "UFFD_FEATURE_WP_HUGETLBFS_SHMEM"),
    (0x2000, 0x2000, "UFFD_FEATURE_WP_UNPOPULATED"),
    (0x4000, 0x4000, "UFFD_FEATURE_POISON"),
    (0x8000, 0x8000, "UFFD_FEATURE_WP_ASYNC"),
    (0x10000, 0x10000, "UFFD_FEATURE_MOVE"),
];
