//! The functions of `kernelflags.h`.

#![allow(non_camel_case_types)]

use std::format;
use std::os::raw::{c_char, c_int, c_uint, c_ulong};

use super::error::Error;
use super::vma::RawVma;

pub const KF_ABI: c_int = 1;
pub const KF_HANGS: i64 = -10000;
pub const KF_SIGBUS: i64 = -10007;
pub const KF_SIGSEGV: i64 = -10011;

macro_rules! opaque {
    ($($name:ident),*) => {
        $(#[repr(C)]
        #[derive(Debug)]
        pub struct $name {
            _private: [u8; 0],
        })*
    };
}

opaque!(kf_space, kf_file, kf_snapshot, kf_uffd);

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct kf_change {
    pub start: u64,
    pub end: u64,
    pub before: usize,
    pub before_count: usize,
    pub after: usize,
    pub after_count: usize,
}

extern "C" {
    pub fn kf_abi() -> c_int;
    pub fn kf_error() -> *const c_char;

    pub fn kf_space_new(kernel: *const c_char, arch: *const c_char, config: *const c_char, overlay: *const c_char) -> *mut kf_space;
    pub fn kf_space_from_smaps(kernel: *const c_char, path: *const c_char) -> *mut kf_space;
    pub fn kf_fork(space: *mut kf_space) -> *mut kf_space;
    pub fn kf_clone(space: *mut kf_space) -> *mut kf_space;
    pub fn kf_space_free(space: *mut kf_space);

    pub fn kf_mmap(space: *mut kf_space, addr: u64, len: u64, prot: c_int, flags: c_int, file: *mut kf_file, offset: u64) -> i64;
    pub fn kf_munmap(space: *mut kf_space, addr: u64, len: u64) -> i64;
    pub fn kf_mprotect(space: *mut kf_space, addr: u64, len: u64, prot: c_int) -> i64;
    pub fn kf_madvise(space: *mut kf_space, addr: u64, len: u64, advice: c_int) -> i64;
    pub fn kf_mremap(space: *mut kf_space, addr: u64, old_len: u64, new_len: u64, flags: c_int, new_addr: u64) -> i64;
    pub fn kf_mlock(space: *mut kf_space, addr: u64, len: u64) -> i64;
    pub fn kf_mlock2(space: *mut kf_space, addr: u64, len: u64, flags: c_uint) -> i64;
    pub fn kf_munlock(space: *mut kf_space, addr: u64, len: u64) -> i64;
    pub fn kf_mseal(space: *mut kf_space, addr: u64, len: u64, flags: c_ulong) -> i64;
    pub fn kf_brk(space: *mut kf_space, addr: u64) -> i64;
    pub fn kf_touch(space: *mut kf_space, addr: u64, len: u64, write: c_int) -> i64;
    pub fn kf_set_anon_name(space: *mut kf_space, addr: u64, len: u64, name: *const c_char) -> i64;
    pub fn kf_mbind(space: *mut kf_space, addr: u64, len: u64, mode: c_int, nodes: u64) -> i64;

    pub fn kf_file_new(size: u64, shmem: c_int) -> *mut kf_file;
    pub fn kf_file_new_readonly(size: u64, shmem: c_int) -> *mut kf_file;
    pub fn kf_file_free(file: *mut kf_file);

    pub fn kf_uffd_new(features: u64) -> *mut kf_uffd;
    pub fn kf_uffd_free(uffd: *mut kf_uffd);
    pub fn kf_uffd_register(space: *mut kf_space, uffd: *mut kf_uffd, addr: u64, len: u64, mode: u64) -> i64;
    pub fn kf_uffd_unregister(space: *mut kf_space, uffd: *mut kf_uffd, addr: u64, len: u64) -> i64;
    pub fn kf_uffd_writeprotect(space: *mut kf_space, addr: u64, len: u64, on: c_int) -> i64;

    pub fn kf_count(space: *mut kf_space) -> usize;
    pub fn kf_find(space: *mut kf_space, addr: u64, vma: *mut RawVma) -> c_int;
    pub fn kf_next(space: *mut kf_space, addr: u64, vma: *mut RawVma) -> c_int;
    pub fn kf_explain(space: *mut kf_space, addr: u64, buf: *mut c_char, size: usize) -> i64;
    pub fn kf_decode(kernel: *const c_char, text: *const c_char, flags: *mut u64) -> i64;
    pub fn kf_format(kernel: *const c_char, flags: *const u64, style: c_int, buf: *mut c_char, size: usize) -> i64;
    pub fn kf_space_decode(space: *mut kf_space, text: *const c_char, flags: *mut u64) -> i64;
    pub fn kf_space_format(space: *mut kf_space, flags: *const u64, style: c_int, buf: *mut c_char, size: usize) -> i64;
    pub fn kf_maps(space: *mut kf_space, buf: *mut c_char, size: usize) -> i64;

    pub fn kf_snapshot_new(space: *mut kf_space) -> *mut kf_snapshot;
    pub fn kf_snapshot_free(snapshot: *mut kf_snapshot);
    pub fn kf_snapshot_count(snapshot: *mut kf_snapshot) -> usize;
    pub fn kf_snapshot_get(snapshot: *mut kf_snapshot, index: usize, vma: *mut RawVma) -> c_int;
    pub fn kf_snapshot_diff(before: *mut kf_snapshot, after: *mut kf_snapshot, changes: *mut kf_change, size: usize) -> i64;
}

/// Whether the library is the one that this module was written for.
pub fn check_abi() -> Result<(), Error> {
    // SAFETY: it takes nothing.
    match unsafe { kf_abi() } {
        KF_ABI => Ok(()),
        other => Err(Error::refused(format!("libkernelflags has ABI {other}, and this crate needs {KF_ABI}"))),
    }
}
