// Flags of mremap(2).
//
// @generated from the table 'mremap' for Linux 7.2.13 on x86_64; change the definitions, not this file.
// Compared with the headers of 7.2.13.
// Made by: kflags gen --table mremap --target rust --kernel 7.2.13 --arch x86_64

/// Flags of mremap(2).
#[allow(dead_code, non_upper_case_globals)]
#[allow(clippy::doc_markdown, clippy::unreadable_literal)]
pub mod words {
    /// May move.
    pub const MAYMOVE: u32 = 0x1;
    /// To just this address.
    pub const FIXED: u32 = 0x2;
    /// The old range stays mapped.
    pub const DONTUNMAP: u32 = 0x4;
}

/// A number as the system call takes it, which is written and read in words.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct MremapWords(pub u32);

#[allow(dead_code)]
impl MremapWords {
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
impl core::fmt::Display for MremapWords {
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

impl core::fmt::Debug for MremapWords {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MremapWords({self})")
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
    ("MREMAP_MAYMOVE", 0x1),
    ("MREMAP_FIXED", 0x2),
    ("MREMAP_DONTUNMAP", 0x4),
    ("MAYMOVE", 0x1),
    ("FIXED", 0x2),
    ("DONTUNMAP", 0x4),
];

/// The bits that a word looks at, what they are for it, and its name, in the order in which a number is read.
#[allow(clippy::unreadable_literal)]
const ROWS: &[(u32, u32, &str)] = &[
    (0x1, 0x1, "MREMAP_MAYMOVE"),
    (0x2, 0x2, "MREMAP_FIXED"),
    (0x4, 0x4, "MREMAP_DONTUNMAP"),
];
