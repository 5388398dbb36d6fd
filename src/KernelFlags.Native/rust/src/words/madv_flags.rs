// Advice that madvise(2) takes, one at a time.
//
// @generated from the table 'madv' for Linux 7.2.13 on x86_64; change the definitions, not this file.
// Compared with the headers of 7.2.13.
// Made by: kflags gen --table madv --target rust --kernel 7.2.13 --arch x86_64

/// Advice that madvise(2) takes, one at a time.
#[allow(dead_code, non_upper_case_globals)]
#[allow(clippy::doc_markdown, clippy::unreadable_literal)]
pub mod words {
    /// No special treatment.
    pub const NORMAL: u32 = 0;
    /// Will be read in no order.
    pub const RANDOM: u32 = 0x1;
    /// Will be read from front to back.
    pub const SEQUENTIAL: u32 = 0x2;
    /// Will be needed soon.
    pub const WILLNEED: u32 = 0x3;
    /// Pages are dropped.
    pub const DONTNEED: u32 = 0x4;
    /// Pages may be dropped.
    pub const FREE: u32 = 0x8;
    /// Pages and their place in the file are given back.
    pub const REMOVE: u32 = 0x9;
    /// A child does not get it.
    pub const DONTFORK: u32 = 0xa;
    /// Undoes DONTFORK.
    pub const DOFORK: u32 = 0xb;
    /// Equal pages may be merged.
    pub const MERGEABLE: u32 = 0xc;
    /// Undoes MERGEABLE.
    pub const UNMERGEABLE: u32 = 0xd;
    /// Huge pages are wanted.
    pub const HUGEPAGE: u32 = 0xe;
    /// Huge pages are not wanted.
    pub const NOHUGEPAGE: u32 = 0xf;
    /// Core dumps leave it out.
    pub const DONTDUMP: u32 = 0x10;
    /// Undoes DONTDUMP.
    pub const DODUMP: u32 = 0x11;
    /// A child gets it empty.
    pub const WIPEONFORK: u32 = 0x12;
    /// Undoes WIPEONFORK.
    pub const KEEPONFORK: u32 = 0x13;
    /// Pages go first when memory is short.
    pub const COLD: u32 = 0x14;
    /// Pages are reclaimed.
    pub const PAGEOUT: u32 = 0x15;
    /// Pages are faulted in for reading.
    pub const POPULATE_READ: u32 = 0x16;
    /// Pages are faulted in for writing.
    pub const POPULATE_WRITE: u32 = 0x17;
    /// As DONTNEED, locked pages too.
    pub const DONTNEED_LOCKED: u32 = 0x18;
    /// Pages are collapsed into huge ones.
    pub const COLLAPSE: u32 = 0x19;
    /// Pages are treated as if the hardware had found them broken, for tests.
    pub const HWPOISON: u32 = 0x64;
    /// Pages are taken out of use and their content moved, for tests.
    pub const SOFT_OFFLINE: u32 = 0x65;
    /// Guard regions are installed.
    pub const GUARD_INSTALL: u32 = 0x66;
    /// Guard regions are removed.
    pub const GUARD_REMOVE: u32 = 0x67;
}

/// A number as the system call takes it, which is written and read in words.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct MadvWords(pub u32);

#[allow(dead_code)]
impl MadvWords {
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
impl core::fmt::Display for MadvWords {
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

impl core::fmt::Debug for MadvWords {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MadvWords({self})")
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
    ("MADV_NORMAL", 0),
    ("MADV_RANDOM", 0x1),
    ("MADV_SEQUENTIAL", 0x2),
    ("MADV_WILLNEED", 0x3),
    ("MADV_DONTNEED", 0x4),
    ("MADV_FREE", 0x8),
    ("MADV_REMOVE", 0x9),
    ("MADV_DONTFORK", 0xa),
    ("MADV_DOFORK", 0xb),
    ("MADV_MERGEABLE", 0xc),
    ("MADV_UNMERGEABLE", 0xd),
    ("MADV_HUGEPAGE", 0xe),
    ("MADV_NOHUGEPAGE", 0xf),
    ("MADV_DONTDUMP", 0x10),
    ("MADV_DODUMP", 0x11),
    ("MADV_WIPEONFORK", 0x12),
    ("MADV_KEEPONFORK", 0x13),
    ("MADV_COLD", 0x14),
    ("MADV_PAGEOUT", 0x15),
    ("MADV_POPULATE_READ", 0x16),
    ("MADV_POPULATE_WRITE", 0x17),
    ("MADV_DONTNEED_LOCKED", 0x18),
    ("MADV_COLLAPSE", 0x19),
    ("MADV_HWPOISON", 0x64),
    ("MADV_SOFT_OFFLINE", 0x65),
    ("MADV_GUARD_INSTALL", 0x66),
    ("MADV_GUARD_REMOVE", 0x67),
    ("NORMAL", 0),
    ("RANDOM", 0x1),
    ("SEQUENTIAL", 0x2),
    ("WILLNEED", 0x3),
    ("DONTNEED", 0x4),
    ("FREE", 0x8),
    ("REMOVE", 0x9),
    ("DONTFORK", 0xa),
    ("DOFORK", 0xb),
    ("MERGEABLE", 0xc),
    ("UNMERGEABLE", 0xd),
    ("HUGEPAGE", 0xe),
    ("NOHUGEPAGE", 0xf),
    ("DONTDUMP", 0x10),
    ("DODUMP", 0x11),
    ("WIPEONFORK", 0x12),
    ("KEEPONFORK", 0x13),
    ("COLD", 0x14),
    ("PAGEOUT", 0x15),
    ("POPULATE_READ", 0x16),
    ("POPULATE_WRITE", 0x17),
    ("DONTNEED_LOCKED", 0x18),
    ("COLLAPSE", 0x19),
    ("HWPOISON", 0x64),
    ("SOFT_OFFLINE", 0x65),
    ("GUARD_INSTALL", 0x66),
    ("GUARD_REMOVE", 0x67),
];

/// The bits that a word looks at, what they are for it, and its name, in the order in which a number is read.
#[allow(clippy::unreadable_literal)]
const ROWS: &[(u32, u32, &str)] = &[
    (0xffffffff, 0, "MADV_NORMAL"),
    (0xffffffff, 0x1, "MADV_RANDOM"),
    (0xffffffff, 0x2, "MADV_SEQUENTIAL"),
    (0xffffffff, 0x3, "MADV_WILLNEED"),
    (0xffffffff, 0x4, "MADV_DONTNEED"),
    (0xffffffff, 0x8, "MADV_FREE"),
    (0xffffffff, 0x9, "MADV_REMOVE"),
    (0xffffffff, 0xa, "MADV_DONTFORK"),
    (0xffffffff, 0xb, "MADV_DOFORK"),
    (0xffffffff, 0xc, "MADV_MERGEABLE"),
    (0xffffffff, 0xd, "MADV_UNMERGEABLE"),
    (0xffffffff, 0xe, "MADV_HUGEPAGE"),
    (0xffffffff, 0xf, "MADV_NOHUGEPAGE"),
    (0xffffffff, 0x10, "MADV_DONTDUMP"),
    (0xffffffff, 0x11, "MADV_DODUMP"),
    (0xffffffff, 0x12, "MADV_WIPEONFORK"),
    (0xffffffff, 0x13, "MADV_KEEPONFORK"),
    (0xffffffff, 0x14, "MADV_COLD"),
    (0xffffffff, 0x15, "MADV_PAGEOUT"),
    (0xffffffff, 0x16, "MADV_POPULATE_READ"),
    (0xffffffff, 0x17, "MADV_POPULATE_WRITE"),
    (0xffffffff, 0x18, "MADV_DONTNEED_LOCKED"),
    (0xffffffff, 0x19, "MADV_COLLAPSE"),
    (0xffffffff, 0x64, "MADV_HWPOISON"),
    (0xffffffff, 0x65, "MADV_SOFT_OFFLINE"),
    (0xffffffff, 0x66, "MADV_GUARD_INSTALL"),
    (0xffffffff, 0x67, "MADV_GUARD_REMOVE"),
];
