//! A model of a Linux address space, by `libkernelflags`: what system calls do to its VMAs, on any kernel that is described.
//!
//! ```
//! use kernelflags::space::Space;
//! use kernelflags::words::{map, prot};
//!
//! let space = Space::new("7.2")?;
//! let at = space.mmap(0, 4 * 4096, prot::READ | prot::WRITE, map::PRIVATE | map::ANONYMOUS, None, 0)?;
//! space.mprotect(at + 4096, 4096, prot::READ)?;
//! assert_eq!(space.len(), 3);
//! assert_eq!(space.explain(at)?.as_deref(), Some("flags differ that merging does not ignore: wr ac"));
//! # Ok::<(), kernelflags::space::Error>(())
//! ```
//!
//! An address space may be used by any number of threads at once; system calls take the locks that the kernel's take, lookups take none.
//!
//! The numbers of `prot`, `flags` and `advice` are those of the space's architecture; [`crate::words`] has those of `x86_64`. What the library does to
//! its host, and how many kernels may be in use at once, stands in the README of `libkernelflags`.

mod calls;
mod error;
mod ffi;
mod files;
mod snapshot;
mod text;
mod vma;

pub use calls::Uffd;
pub use error::{Error, ErrorKind};
pub use files::File;
pub use snapshot::{Change, Snapshot};
pub use text::{decode, format, Style};
pub use vma::{Vma, Vmas, Words};

use std::path::Path;
use std::ptr::{null, NonNull};
use std::string::{String, ToString};

/// An address space. Dropping it frees it; what was forked or cloned from it stays.
#[derive(Debug)]
pub struct Space {
    handle: NonNull<ffi::kf_space>,
}

// SAFETY: any thread may use any handle, and several at once; the library takes the locks.
unsafe impl Send for Space {}
// SAFETY: as above.
unsafe impl Sync for Space {}

impl Space {
    /// An address space with nothing in it, of a kernel on its default architecture with all options.
    ///
    /// # Errors
    ///
    /// `kernel` is neither a version that is described (`7.2`, `6.18.44-fc`) nor a profile's name.
    pub fn new(kernel: &str) -> Result<Self, Error> {
        Self::builder(kernel).build()
    }

    /// An address space of a kernel with another architecture, other options, or definitions of one's own.
    pub fn builder(kernel: &str) -> Builder {
        Builder { kernel: kernel.to_string(), arch: None, config: None, overlay: None }
    }

    /// The address space of a process: of `/proc/self/smaps`, or of a file that somebody saved.
    ///
    /// # Errors
    ///
    /// The kernel is not described, or the file can't be read.
    pub fn from_smaps(kernel: &str, path: impl AsRef<Path>) -> Result<Self, Error> {
        let (kernel, path) = (text::c_string(kernel)?, text::c_path(path.as_ref())?);
        ffi::check_abi()?;
        // SAFETY: both are texts with a 0 at their end.
        Self::of(unsafe { ffi::kf_space_from_smaps(kernel.as_ptr(), path.as_ptr()) })
    }

    /// A child, as fork(2) makes it. This address space changes as a parent's does.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn fork(&self) -> Result<Self, Error> {
        // SAFETY: the handle is this space's.
        Self::of(unsafe { ffi::kf_fork(self.as_ptr()) })
    }

    /// A copy, which nothing of fork happens to.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn try_clone(&self) -> Result<Self, Error> {
        // SAFETY: the handle is this space's.
        Self::of(unsafe { ffi::kf_clone(self.as_ptr()) })
    }

    /// How many VMAs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        // SAFETY: the handle is this space's.
        unsafe { ffi::kf_count(self.as_ptr()) }
    }

    /// Whether there is no VMA.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The VMA that contains an address.
    #[must_use]
    pub fn find(&self, address: u64) -> Option<Vma> {
        // SAFETY: the handle is this space's.
        Vma::filled(|vma| unsafe { ffi::kf_find(self.as_ptr(), address, vma) })
    }

    /// The first VMA that ends after an address.
    #[must_use]
    pub fn next_after(&self, address: u64) -> Option<Vma> {
        // SAFETY: the handle is this space's.
        Vma::filled(|vma| unsafe { ffi::kf_next(self.as_ptr(), address, vma) })
    }

    /// The VMAs by their addresses. They may change meanwhile; those that come never overlap. [`Space::snapshot`] has those of one moment.
    #[must_use]
    pub fn iter(&self) -> Vmas<'_> {
        Vmas::of(self)
    }

    /// Why the VMA that contains an address and the one that follows it are two, in words. None where they don't touch.
    ///
    /// # Errors
    ///
    /// No VMA contains the address.
    pub fn explain(&self, address: u64) -> Result<Option<String>, Error> {
        // SAFETY: the handle is this space's, and the buffer has room for `size` bytes.
        let why = text::read(|buffer, size| unsafe { ffi::kf_explain(self.as_ptr(), address, buffer, size) })?;
        Ok(if why.is_empty() { None } else { Some(why) })
    }

    /// All of it, as `/proc/PID/maps` shows it.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn maps(&self) -> Result<String, Error> {
        // SAFETY: the handle is this space's, and the buffer has room for `size` bytes.
        text::read(|buffer, size| unsafe { ffi::kf_maps(self.as_ptr(), buffer, size) })
    }

    /// The flags that a text names, in any form that the kernel writes them in, as this address space's kernel has them.
    ///
    /// # Errors
    ///
    /// That kernel has no such flag; the message names the word.
    pub fn decode(&self, text: &str) -> Result<Words, Error> {
        let text = text::c_string(text)?;
        let mut words = Words::default();
        // SAFETY: the handle is this space's, the text ends with 0, and there is room for two words.
        error::check(unsafe { ffi::kf_space_decode(self.as_ptr(), text.as_ptr(), words.as_mut_ptr()) })?;
        Ok(words)
    }

    /// Flags of this address space's kernel as text.
    ///
    /// # Errors
    ///
    /// The kernel's word has no such bits.
    pub fn format(&self, words: Words, style: Style) -> Result<String, Error> {
        // SAFETY: the handle is this space's, there are two words, and the buffer has room for `size` bytes.
        text::read(|buffer, size| unsafe { ffi::kf_space_format(self.as_ptr(), words.as_ptr(), style.number(), buffer, size) })
    }

    /// The VMAs of this moment.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        Snapshot::of(self)
    }

    fn of(handle: *mut ffi::kf_space) -> Result<Self, Error> {
        NonNull::new(handle).map(|handle| Self { handle }).ok_or_else(Error::last)
    }

    fn as_ptr(&self) -> *mut ffi::kf_space {
        self.handle.as_ptr()
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        // SAFETY: the handle is this space's, and nothing has it any more.
        unsafe { ffi::kf_space_free(self.as_ptr()) }
    }
}

impl<'a> IntoIterator for &'a Space {
    type Item = Vma;
    type IntoIter = Vmas<'a>;

    fn into_iter(self) -> Vmas<'a> {
        self.iter()
    }
}

/// What an address space is made for: see [`Space::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    kernel: String,
    arch: Option<String>,
    config: Option<String>,
    overlay: Option<std::path::PathBuf>,
}

impl Builder {
    /// The architecture: `arm64`.
    pub fn arch(mut self, arch: &str) -> Self {
        self.arch = Some(arch.to_string());
        self
    }

    /// Exactly the options that are set, without `CONFIG_`: `A,B,C=4`.
    pub fn config(mut self, config: &str) -> Self {
        self.config = Some(config.to_string());
        self
    }

    /// A folder of definitions that lie over those of the library.
    pub fn overlay(mut self, folder: impl AsRef<Path>) -> Self {
        self.overlay = Some(folder.as_ref().to_path_buf());
        self
    }

    /// Makes the address space.
    ///
    /// # Errors
    ///
    /// There is no such kernel, architecture or option, the definitions are wrong, or more tables of flags differ in this process than the
    /// library has room for; the message says which.
    pub fn build(&self) -> Result<Space, Error> {
        let kernel = text::c_string(&self.kernel)?;
        let arch = self.arch.as_deref().map(text::c_string).transpose()?;
        let config = self.config.as_deref().map(text::c_string).transpose()?;
        let overlay = self.overlay.as_deref().map(text::c_path).transpose()?;
        ffi::check_abi()?;
        let pointer = |text: &Option<std::ffi::CString>| text.as_ref().map_or(null(), |text| text.as_ptr());
        // SAFETY: each is null or a text with a 0 at its end.
        Space::of(unsafe { ffi::kf_space_new(kernel.as_ptr(), pointer(&arch), pointer(&config), pointer(&overlay)) })
    }
}
