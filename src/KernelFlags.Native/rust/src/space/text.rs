use std::ffi::CString;
use std::format;
use std::os::raw::{c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::string::String;
use std::vec;

use super::error::{check, Error};
use super::{ffi, Words};

/// Most texts fit at the first try.
const USUAL: usize = 256;

/// How flags are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// As smaps does: `rd wr mr`.
    Mnemonics,
    /// As traces do: `read|write|mayread`.
    Trace,
}

impl Style {
    pub(super) fn number(self) -> c_int {
        c_int::from(match self {
            Style::Mnemonics => b's',
            Style::Trace => b't',
        })
    }
}

/// The flags that a text names, in any form that the kernel writes them in, on a kernel's default architecture.
///
/// # Errors
///
/// The kernel is not described, or has no such flag; the message names the word.
pub fn decode(kernel: &str, text: &str) -> Result<Words, Error> {
    let (kernel, text) = (c_string(kernel)?, c_string(text)?);
    ffi::check_abi()?;
    let mut words = Words::default();
    // SAFETY: both texts end with 0, and there is room for two words.
    check(unsafe { ffi::kf_decode(kernel.as_ptr(), text.as_ptr(), words.as_mut_ptr()) })?;
    Ok(words)
}

/// Flags of a kernel on its default architecture as text.
///
/// # Errors
///
/// The kernel is not described, or its word has no such bits.
pub fn format(kernel: &str, words: Words, style: Style) -> Result<String, Error> {
    let kernel = c_string(kernel)?;
    ffi::check_abi()?;
    // SAFETY: the text ends with 0, there are two words, and the buffer has room for `size` bytes.
    read(|buffer, size| unsafe { ffi::kf_format(kernel.as_ptr(), words.as_ptr(), style.number(), buffer, size) })
}

pub(super) fn c_string(text: &str) -> Result<CString, Error> {
    CString::new(text).map_err(|_| Error::refused(format!("{text:?} has a 0 in it")))
}

pub(super) fn c_path(path: &Path) -> Result<CString, Error> {
    CString::new(path.as_os_str().as_bytes()).map_err(|_| Error::refused(format!("{} has a 0 in it", path.display())))
}

/// Reads a text that a function writes as snprintf(3) does. It may grow from one call to the next.
pub(super) fn read(write: impl Fn(*mut c_char, usize) -> i64) -> Result<String, Error> {
    let mut buffer = vec![0_u8; USUAL];
    loop {
        let length = usize::try_from(check(write(buffer.as_mut_ptr().cast(), buffer.len()))?).unwrap_or(usize::MAX);
        if length < buffer.len() {
            buffer.truncate(length);
            return Ok(String::from_utf8_lossy(&buffer).into_owned());
        }
        buffer = vec![0; length + 1];
    }
}
