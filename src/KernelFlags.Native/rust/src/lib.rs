//! Flags of a virtual memory area (VMA) of Linux, as `/proc/PID/smaps`, traces and the kernel's own sources have them.
//!
//! ```
//! use kernelflags::VmaFlags;
//!
//! let flags: VmaFlags = "rd wr mr mw me gu ac".parse()?;
//! assert!(flags.contains(VmaFlags::MAYBE_GUARD));
//! assert_eq!(flags.to_string(), "read|write|mayread|maywrite|mayexec|maybe_guard|account");
//! for flag in flags {
//!     println!("{:#x} {}: {}", flag, flag.names(), flag.meaning().unwrap_or("not known"));
//! }
//! # Ok::<(), kernelflags::ParseError>(())
//! ```
//!
//! [`VmaFlags`] is the table of Linux 7.2 on `x86_64`; another kernel's bits may mean something else. `kflags gen --target rust --kernel V --arch A`
//! writes the same module for any kernel, which stands alone in any crate.
//!
//! # Features
//!
//! - `std` (default): [`ParseError`] is a `std::error::Error`. Without it the crate needs `core` alone.
//! - `space`: address spaces, by `libkernelflags`. It answers for every kernel, and knows each one's bits.

#![no_std]
#![warn(missing_docs)]

#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "space")]
pub mod space;
#[rustfmt::skip]
mod vma_flags;
pub mod words;

pub use vma_flags::{flags, masks, vm_flags_t, Iter, Names, ParseError, Parsed, Smaps, VmaFlags};

// What the README shows is run.
#[cfg(all(doctest, feature = "space"))]
#[doc = include_str!("../README.md")]
mod readme {}

#[cfg(feature = "std")]
impl std::error::Error for ParseError {}
