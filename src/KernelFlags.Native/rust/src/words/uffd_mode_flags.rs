// Ways in which a userfaultfd watches a range (ioctl_userfaultfd(2)).
//
// @generated from the table 'uffd_mode' for Linux 7.2.13 on x86_64; change the definitions, not this file.
// Compared with the headers of 7.2.13.
// Made by: kflags gen --table uffd_mode --target rust --kernel 7.2.13 --arch x86_64

/// Ways in which a userfaultfd watches a range (ioctl_userfaultfd(2)).
#[allow(dead_code, non_upper_case_globals)]
#[allow(clippy::doc_markdown, clippy::unreadable_literal)]
pub mod words {
    /// Faults on missing pages.
    pub const MISSING: u64 = 0x1;
    /// Writes to protected pages.
    pub const WP: u64 = 0x2;
    /// Faults on pages that are in the page cache.
    pub const MINOR: u64 = 0x4;
}

/// A number as the system call takes it, which is written and read in words.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct UffdModeWords(pub u64);

#[allow(dead_code)]
impl UffdModeWords {
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
impl core::fmt::Display for UffdModeWords {
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

impl core::fmt::Debug for UffdModeWords {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "UffdModeWords({self})")
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
    ("UFFDIO_REGISTER_MODE_MISSING", 0x1),
    ("UFFDIO_REGISTER_MODE_WP", 0x2),
    ("UFFDIO_REGISTER_MODE_MINOR", 0x4),
    ("MISSING", 0x1),
    ("WP", 0x2),
    ("MINOR", 0x4),
];

/// The bits that a word looks at, what they are for it, and its name, in the order in which a number is read.
#[allow(clippy::unreadable_literal)]
const ROWS: &[(u64, u64, &str)] = &[
    (0x1, 0x1, "UFFDIO_REGISTER_MODE_MISSING"),
    (0x2, 0x2, "UFFDIO_REGISTER_MODE_WP"),
    (0x4, 0x4, "UFFDIO_REGISTER_MODE_MINOR"),
];
