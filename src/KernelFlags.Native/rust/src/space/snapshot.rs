use std::ops::Range;
use std::ptr::{null_mut, NonNull};
use std::vec;
use std::vec::Vec;

use super::error::check;
use super::{ffi, Error, Space, Vma};

/// The VMAs of one moment. It needs its address space no more.
#[derive(Debug)]
pub struct Snapshot {
    handle: NonNull<ffi::kf_snapshot>,
}

// SAFETY: any thread may use any handle, and several at once.
unsafe impl Send for Snapshot {}
// SAFETY: as above.
unsafe impl Sync for Snapshot {}

/// What is different in a later snapshot: where there were VMAs from before, there are those from after.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Change {
    /// The addresses, in bytes.
    pub range: Range<u64>,
    /// The VMAs that were there, by their places in the snapshot before.
    pub before: Range<usize>,
    /// Those that are there, by their places in the one after.
    pub after: Range<usize>,
}

impl Snapshot {
    pub(super) fn of(space: &Space) -> Result<Self, Error> {
        // SAFETY: the handle is the space's.
        NonNull::new(unsafe { ffi::kf_snapshot_new(space.as_ptr()) }).map(|handle| Self { handle }).ok_or_else(Error::last)
    }

    /// How many VMAs there were.
    #[must_use]
    pub fn len(&self) -> usize {
        // SAFETY: the handle is this snapshot's.
        unsafe { ffi::kf_snapshot_count(self.as_ptr()) }
    }

    /// Whether there was none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The VMA at a place.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Vma> {
        // SAFETY: the handle is this snapshot's.
        Vma::filled(|vma| unsafe { ffi::kf_snapshot_get(self.as_ptr(), index, vma) })
    }

    /// The VMAs by their addresses.
    pub fn iter(&self) -> impl Iterator<Item = Vma> + '_ {
        (0..self.len()).filter_map(move |index| self.get(index))
    }

    /// What is different in a later snapshot of the same address space, or of one that was forked or cloned from it.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn diff(&self, after: &Snapshot) -> Result<Vec<Change>, Error> {
        let diff = |changes: *mut ffi::kf_change, size: usize| {
            // SAFETY: both handles are of snapshots, and there is room for `size` changes.
            check(unsafe { ffi::kf_snapshot_diff(self.as_ptr(), after.as_ptr(), changes, size) })
        };
        let count = usize::try_from(diff(null_mut(), 0)?).unwrap_or(usize::MAX);
        let mut changes = vec![ffi::kf_change::default(); count];
        diff(changes.as_mut_ptr(), count)?;
        Ok(changes
            .into_iter()
            .map(|change| Change {
                range: change.start..change.end,
                before: change.before..change.before + change.before_count,
                after: change.after..change.after + change.after_count,
            })
            .collect())
    }

    fn as_ptr(&self) -> *mut ffi::kf_snapshot {
        self.handle.as_ptr()
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        // SAFETY: the handle is this snapshot's, and nothing has it any more.
        unsafe { ffi::kf_snapshot_free(self.as_ptr()) }
    }
}
