//! [`VmaFlags`] with serde, for `#[serde(with = "kernelflags_serde")]`:
//!
//! ```ignore
//! #[derive(Serialize, Deserialize)]
//! struct Row {
//!     start: u64,
//!     #[serde(with = "kernelflags_serde")]
//!     flags: VmaFlags,
//! }
//! ```
//!
//! In a format that people read, flags are their names in C, joined by `|`, with what has no name in hexadecimal:
//! `"VM_READ|VM_WRITE|0x8000000000000000"`. Others have the word. Reading takes every text that [`VmaFlags`] is parsed from, and a number as
//! the word; a name that is not known is an error, and no bit is lost.

#![no_std]
#![warn(missing_docs)]

use core::fmt;

use kernelflags::VmaFlags;
use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;

/// Writes flags.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(flags: &VmaFlags, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(&flags.names())
    } else {
        serializer.serialize_u64(flags.bits())
    }
}

/// Reads flags.
///
/// # Errors
///
/// Those of the deserializer, and a name that is not known.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VmaFlags, D::Error> {
    if deserializer.is_human_readable() {
        deserializer.deserialize_any(Flags)
    } else {
        deserializer.deserialize_u64(Flags)
    }
}

struct Flags;

impl Visitor<'_> for Flags {
    type Value = VmaFlags;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names of VMA flags joined by `|`, or their word")
    }

    fn visit_u64<E: Error>(self, word: u64) -> Result<VmaFlags, E> {
        Ok(VmaFlags::from_bits(word))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<VmaFlags, E> {
        text.parse::<VmaFlags>().map_err(|error| {
            let word = text.get(error.range()).unwrap_or(text);
            E::custom(format_args!("`{word}` is neither a flag of this kernel nor a number"))
        })
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{deserialize, serialize};
    use core::fmt;
    use kernelflags::VmaFlags;
    use serde::de::value::{Error, StrDeserializer, U64Deserializer};
    use serde::de::IntoDeserializer;
    use std::string::{String, ToString};

    struct Written(VmaFlags);

    impl fmt::Display for Written {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            serialize(&self.0, f)
        }
    }

    fn read(text: &str) -> Result<VmaFlags, String> {
        let deserializer: StrDeserializer<'_, Error> = text.into_deserializer();
        deserialize(deserializer).map_err(|error| error.to_string())
    }

    #[test]
    fn no_bit_is_lost() {
        let set = VmaFlags::READ | VmaFlags::from_bits(1 << 63);
        assert_eq!(Written(set).to_string(), "VM_READ|0x8000000000000000");
        for set in [set, VmaFlags::empty(), VmaFlags::all(), !VmaFlags::empty()] {
            assert_eq!(read(&Written(set).to_string()), Ok(set));
            let word: U64Deserializer<Error> = set.bits().into_deserializer();
            assert_eq!(deserialize(word), Ok(set));
        }
    }

    #[test]
    fn name_that_is_not_known_is_an_error() {
        assert_eq!(read("VM_READ|VM_NEW"), Err("`VM_NEW` is neither a flag of this kernel nor a number".to_string()));
    }
}
