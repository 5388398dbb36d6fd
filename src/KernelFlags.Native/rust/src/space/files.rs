use std::ptr::NonNull;

use super::{ffi, Error};

/// An open file that can be mapped. Dropping it closes it; what is mapped stays.
#[derive(Debug)]
pub struct File {
    handle: NonNull<ffi::kf_file>,
}

// SAFETY: any thread may use any handle, and several at once.
unsafe impl Send for File {}
// SAFETY: as above.
unsafe impl Sync for File {}

impl File {
    /// A file on disk of so many bytes, open for reading and writing.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new(size: u64) -> Result<Self, Error> {
        ffi::check_abi()?;
        // SAFETY: it takes numbers alone.
        Self::of(unsafe { ffi::kf_file_new(size, 0) })
    }

    /// The same, open for reading alone.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn read_only(size: u64) -> Result<Self, Error> {
        ffi::check_abi()?;
        // SAFETY: it takes numbers alone.
        Self::of(unsafe { ffi::kf_file_new_readonly(size, 0) })
    }

    /// Shared memory of so many bytes, as `memfd_create(2)` makes it.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn shmem(size: u64) -> Result<Self, Error> {
        ffi::check_abi()?;
        // SAFETY: it takes numbers alone.
        Self::of(unsafe { ffi::kf_file_new(size, 1) })
    }

    /// The same, open for reading alone.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn shmem_read_only(size: u64) -> Result<Self, Error> {
        ffi::check_abi()?;
        // SAFETY: it takes numbers alone.
        Self::of(unsafe { ffi::kf_file_new_readonly(size, 1) })
    }

    pub(super) fn as_ptr(&self) -> *mut ffi::kf_file {
        self.handle.as_ptr()
    }

    fn of(handle: *mut ffi::kf_file) -> Result<Self, Error> {
        NonNull::new(handle).map(|handle| Self { handle }).ok_or_else(Error::last)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // SAFETY: the handle is this file's, and nothing has it any more.
        unsafe { ffi::kf_file_free(self.as_ptr()) }
    }
}
