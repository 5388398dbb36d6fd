use std::fmt;
use std::ops::Range;
use std::os::raw::c_int;

use super::Space;

/// The words of a kernel's flags. Which bit is which flag depends on the kernel: [`Space::format`] and [`Space::decode`] know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Words(pub [u64; 2]);

impl Words {
    pub(super) fn as_ptr(&self) -> *const u64 {
        self.0.as_ptr()
    }

    pub(super) fn as_mut_ptr(&mut self) -> *mut u64 {
        self.0.as_mut_ptr()
    }
}

/// A VMA as it was when it was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Vma(RawVma);

/// `kf_vma`.
#[repr(C)]
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RawVma {
    start: u64,
    end: u64,
    flags: Words,
    page_offset: u64,
    inode: u64,
    id: u32,
    anon_vma: u32,
    perms: [u8; 8],
}

impl Vma {
    /// Where it starts, in bytes.
    #[must_use]
    pub const fn start(&self) -> u64 {
        self.0.start
    }

    /// Where it ends, in bytes: the first address that is not in it.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.0.end
    }

    /// Its addresses.
    #[must_use]
    pub const fn range(&self) -> Range<u64> {
        self.0.start..self.0.end
    }

    /// Its flags, as its kernel has them.
    #[must_use]
    pub const fn flags(&self) -> Words {
        self.0.flags
    }

    /// The place in the file that its first page shows, in pages; of anonymous memory its address in pages, as it was when the memory was mapped.
    #[must_use]
    pub const fn page_offset(&self) -> u64 {
        self.0.page_offset
    }

    /// The inode of its file.
    #[must_use]
    pub const fn inode(&self) -> Option<u64> {
        match self.0.inode {
            0 => None,
            inode => Some(inode),
        }
    }

    /// Which VMA of its address space it is: the same as long as the VMA lives.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.0.id
    }

    /// Its `anon_vma`: equal numbers are the same one.
    #[must_use]
    pub const fn anon_vma(&self) -> Option<u32> {
        match self.0.anon_vma {
            0 => None,
            number => Some(number),
        }
    }

    /// Its permissions as `maps` shows them: `rw-p`.
    #[must_use]
    pub fn perms(&self) -> &str {
        std::str::from_utf8(&self.0.perms[..4]).unwrap_or("????")
    }

    /// What a function of the library fills in and returns 1 for.
    pub(super) fn filled(fill: impl FnOnce(*mut RawVma) -> c_int) -> Option<Self> {
        let mut vma = RawVma::default();
        if fill(&mut vma) == 1 {
            Some(Self(vma))
        } else {
            None
        }
    }
}

/// As `maps` begins its lines: `10000000-10001000 rw-p`.
impl fmt::Display for Vma {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{:08x} {}", self.start(), self.end(), self.perms())
    }
}

impl fmt::Debug for Vma {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vma({self} {:#x})", self.0.flags.0[0])
    }
}

/// The VMAs of an address space: see [`Space::iter`].
#[derive(Clone, Debug)]
pub struct Vmas<'a> {
    space: &'a Space,
    at: u64,
}

impl<'a> Vmas<'a> {
    pub(super) fn of(space: &'a Space) -> Self {
        Self { space, at: 0 }
    }
}

impl Iterator for Vmas<'_> {
    type Item = Vma;

    fn next(&mut self) -> Option<Vma> {
        let vma = self.space.next_after(self.at)?;
        self.at = vma.end();
        Some(vma)
    }
}

#[cfg(test)]
mod tests {
    use super::RawVma;

    /// What a C compiler makes of `kf_vma`.
    #[test]
    fn vma_is_laid_out_as_in_c() {
        assert_eq!((std::mem::size_of::<RawVma>(), std::mem::align_of::<RawVma>()), (64, 8));
    }
}
