// Access rights that mmap(2) and mprotect(2) take.
//
// @generated from the table 'prot' for Linux 7.2.13 on x86_64; change the definitions, not this file.
// Compared with the headers of 7.2.13.
// Made by: kflags gen --table prot --target rust --kernel 7.2.13 --arch x86_64

/// Access rights that mmap(2) and mprotect(2) take.
#[allow(dead_code, non_upper_case_globals)]
#[allow(clippy::doc_markdown, clippy::unreadable_literal)]
pub mod words {
    /// No access.
    pub const NONE: u32 = 0;
    /// May be read.
    pub const READ: u32 = 0x1;
    /// May be written.
    pub const WRITE: u32 = 0x2;
    /// May be executed.
    pub const EXEC: u32 = 0x4;
    /// May be used for atomic operations; changes nothing.
    pub const SEM: u32 = 0x8;
    /// mprotect(2) reaches down to the start of a mapping that grows downwards.
    pub const GROWSDOWN: u32 = 0x1000000;
    /// mprotect(2) reaches up to the end of a mapping that grows upwards.
    pub const GROWSUP: u32 = 0x2000000;
}

/// A number as the system call takes it, which is written and read in words.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct ProtWords(pub u32);

#[allow(dead_code)]
impl ProtWords {
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
impl core::fmt::Display for ProtWords {
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

impl core::fmt::Debug for ProtWords {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ProtWords({self})")
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
    ("PROT_NONE", 0),
    ("PROT_READ", 0x1),
    ("PROT_WRITE", 0x2),
    ("PROT_EXEC", 0x4),
    ("PROT_SEM", 0x8),
    ("PROT_GROWSDOWN", 0x1000000),
    ("PROT_GROWSUP", 0x2000000),
    ("NONE", 0),
    ("READ", 0x1),
    ("WRITE", 0x2),
    ("EXEC", 0x4),
    ("SEM", 0x8),
    ("GROWSDOWN", 0x1000000),
    ("GROWSUP", 0x2000000),
];

/// The bits that a word looks at, what they are for it, and its name, in the order in which a number is read.
#[allow(clippy::unreadable_literal)]
const ROWS: &[(u32, u32, &str)] = &[
    (0xffffffff, 0, "PROT_NONE"),
    (0x1, 0x1, "PROT_READ"),
    (0x2, 0x2, "PROT_WRITE"),
    (0x4, 0x4, "PROT_EXEC"),
    (0x8, 0x8, "PROT_SEM"),
    (0x1000000, 0x1000000, "PROT_GROWSDOWN"),
    (0x2000000, 0x2000000, "PROT_GROWSUP"),
];
