//! The words of system calls, with their numbers on `x86_64`.
//!
//! ```
//! use kernelflags::words::{prot, ProtWords};
//!
//! assert_eq!(ProtWords(prot::READ | prot::WRITE).to_string(), "PROT_READ|PROT_WRITE");
//! assert_eq!(ProtWords::parse("PROT_EXEC"), Ok(ProtWords(4)));
//! ```

#[rustfmt::skip]
mod madv_flags;
#[rustfmt::skip]
mod map_flags;
#[rustfmt::skip]
mod mcl_flags;
#[rustfmt::skip]
mod mlock_flags;
#[rustfmt::skip]
mod mremap_flags;
#[rustfmt::skip]
mod prot_flags;
#[rustfmt::skip]
mod uffd_feature_flags;
#[rustfmt::skip]
mod uffd_mode_flags;

pub use madv_flags::{words as madv, MadvWords};
pub use map_flags::{words as map, MapWords};
pub use mcl_flags::{words as mcl, MclWords};
pub use mlock_flags::{words as mlock, MlockWords};
pub use mremap_flags::{words as mremap, MremapWords};
pub use prot_flags::{words as prot, ProtWords};
pub use uffd_feature_flags::{words as uffd_feature, UffdFeatureWords};
pub use uffd_mode_flags::{words as uffd_mode, UffdModeWords};
