use std::os::raw::{c_int, c_ulong};
use std::ptr::{null, null_mut, NonNull};

use super::error::check;
use super::text::c_string;
use super::{ffi, Error, File, Space};

/// System calls. Addresses and lengths are in bytes; an error is that of the system call.
#[allow(clippy::missing_errors_doc)]
impl Space {
    /// mmap(2): maps a file, or anonymous memory where there is none. The value is the address.
    pub fn mmap(&self, addr: u64, len: u64, prot: u32, flags: u32, file: Option<&File>, offset: u64) -> Result<u64, Error> {
        // SAFETY: the handle is this space's, and so is the file's.
        check(unsafe { ffi::kf_mmap(self.as_ptr(), addr, len, number(prot), number(flags), file.map_or(null_mut(), File::as_ptr), offset) })
    }

    /// munmap(2).
    pub fn munmap(&self, addr: u64, len: u64) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_munmap(self.as_ptr(), addr, len) }).map(drop)
    }

    /// mprotect(2).
    pub fn mprotect(&self, addr: u64, len: u64, prot: u32) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_mprotect(self.as_ptr(), addr, len, number(prot)) }).map(drop)
    }

    /// madvise(2).
    pub fn madvise(&self, addr: u64, len: u64, advice: u32) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_madvise(self.as_ptr(), addr, len, number(advice)) }).map(drop)
    }

    /// mremap(2). The value is the new address.
    pub fn mremap(&self, addr: u64, old_len: u64, new_len: u64, flags: u32, new_addr: u64) -> Result<u64, Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_mremap(self.as_ptr(), addr, old_len, new_len, number(flags), new_addr) })
    }

    /// mlock(2).
    pub fn mlock(&self, addr: u64, len: u64) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_mlock(self.as_ptr(), addr, len) }).map(drop)
    }

    /// mlock2(2).
    pub fn mlock2(&self, addr: u64, len: u64, flags: u32) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_mlock2(self.as_ptr(), addr, len, flags) }).map(drop)
    }

    /// munlock(2).
    pub fn munlock(&self, addr: u64, len: u64) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_munlock(self.as_ptr(), addr, len) }).map(drop)
    }

    /// mseal(2).
    pub fn mseal(&self, addr: u64, len: u64, flags: c_ulong) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_mseal(self.as_ptr(), addr, len, flags) }).map(drop)
    }

    /// brk(2). The value is where the heap ends: the old end where it could not be moved.
    pub fn brk(&self, addr: u64) -> Result<u64, Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_brk(self.as_ptr(), addr) })
    }

    /// Reads or writes each page of a range, as an access does that faults pages in.
    pub fn touch(&self, addr: u64, len: u64, write: bool) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_touch(self.as_ptr(), addr, len, c_int::from(write)) }).map(drop)
    }

    /// `PR_SET_VMA_ANON_NAME` of prctl(2); none takes the name away.
    pub fn set_anon_name(&self, addr: u64, len: u64, name: Option<&str>) -> Result<(), Error> {
        let name = name.map(c_string).transpose()?;
        // SAFETY: the handle is this space's, and the name is null or ends with 0.
        check(unsafe { ffi::kf_set_anon_name(self.as_ptr(), addr, len, name.as_ref().map_or(null(), |name| name.as_ptr())) }).map(drop)
    }

    /// mbind(2), with a node a bit. It moves no page.
    pub fn mbind(&self, addr: u64, len: u64, mode: u32, nodes: u64) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_mbind(self.as_ptr(), addr, len, number(mode), nodes) }).map(drop)
    }

    /// `UFFDIO_REGISTER`.
    pub fn uffd_register(&self, uffd: &Uffd, addr: u64, len: u64, mode: u64) -> Result<(), Error> {
        // SAFETY: both handles are valid.
        check(unsafe { ffi::kf_uffd_register(self.as_ptr(), uffd.as_ptr(), addr, len, mode) }).map(drop)
    }

    /// `UFFDIO_UNREGISTER`.
    pub fn uffd_unregister(&self, uffd: &Uffd, addr: u64, len: u64) -> Result<(), Error> {
        // SAFETY: both handles are valid.
        check(unsafe { ffi::kf_uffd_unregister(self.as_ptr(), uffd.as_ptr(), addr, len) }).map(drop)
    }

    /// `UFFDIO_WRITEPROTECT`.
    pub fn uffd_writeprotect(&self, addr: u64, len: u64, on: bool) -> Result<(), Error> {
        // SAFETY: the handle is this space's.
        check(unsafe { ffi::kf_uffd_writeprotect(self.as_ptr(), addr, len, c_int::from(on)) }).map(drop)
    }
}

/// A userfaultfd. Dropping it closes it.
#[derive(Debug)]
pub struct Uffd {
    handle: NonNull<ffi::kf_uffd>,
}

// SAFETY: any thread may use any handle, and several at once.
unsafe impl Send for Uffd {}
// SAFETY: as above.
unsafe impl Sync for Uffd {}

impl Uffd {
    /// userfaultfd(2), and `UFFDIO_API` with these features.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new(features: u64) -> Result<Self, Error> {
        ffi::check_abi()?;
        // SAFETY: it takes a number alone.
        NonNull::new(unsafe { ffi::kf_uffd_new(features) }).map(|handle| Self { handle }).ok_or_else(Error::last)
    }

    fn as_ptr(&self) -> *mut ffi::kf_uffd {
        self.handle.as_ptr()
    }
}

impl Drop for Uffd {
    fn drop(&mut self) {
        // SAFETY: the handle is this userfaultfd's, and nothing has it any more.
        unsafe { ffi::kf_uffd_free(self.as_ptr()) }
    }
}

/// The bits of a word as C has them in an `int`: `MAP_HUGE_16GB` is negative there.
fn number(word: u32) -> c_int {
    c_int::from_ne_bytes(word.to_ne_bytes())
}
