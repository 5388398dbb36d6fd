use std::error;
use std::ffi::CStr;
use std::fmt;
use std::string::String;

use super::ffi;

/// A call that failed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// How a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The system call gives this error, a positive number: 22 is `EINVAL`.
    Errno(i32),
    /// The access raises SIGSEGV.
    Segv,
    /// The access raises SIGBUS.
    Bus,
    /// On a real kernel the call never returns.
    Hangs,
    /// The library refuses what it is asked for: a kernel that is not described, a text with a 0 in it, a library of another version.
    Refused,
}

impl Error {
    /// How the call failed.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The error number of a system call, positive.
    #[must_use]
    pub const fn errno(&self) -> Option<i32> {
        match self.kind {
            ErrorKind::Errno(number) => Some(number),
            _ => None,
        }
    }

    /// What the library says of it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Refused, message: message.into() }
    }

    /// The error of this thread's last call, which returned no object.
    pub(super) fn last() -> Self {
        Self { kind: ErrorKind::Refused, message: message() }
    }

    fn of(code: i64) -> Self {
        let kind = match code {
            ffi::KF_HANGS => ErrorKind::Hangs,
            ffi::KF_SIGBUS => ErrorKind::Bus,
            ffi::KF_SIGSEGV => ErrorKind::Segv,
            _ => i32::try_from(-code).map_or(ErrorKind::Refused, ErrorKind::Errno),
        };
        Self { kind, message: message() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::Errno(number) if self.message.is_empty() => write!(f, "error {number}"),
            _ => f.write_str(&self.message),
        }
    }
}

impl error::Error for Error {}

/// What a call gave that gives a value or, below 0, an error.
pub(super) fn check(result: i64) -> Result<u64, Error> {
    u64::try_from(result).map_err(|_| Error::of(result))
}

fn message() -> String {
    // SAFETY: the text ends with 0 and is valid until this thread's next call.
    let text = unsafe { ffi::kf_error() };
    if text.is_null() {
        return String::new();
    }
    // SAFETY: as above; it is copied before then.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
