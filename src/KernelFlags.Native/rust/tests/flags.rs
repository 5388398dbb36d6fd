//! The flags as another crate uses them.

use kernelflags::{masks, ParseError, VmaFlags};

const EXEC_ALONE: VmaFlags = VmaFlags::READ.union(VmaFlags::EXEC).difference(VmaFlags::READ);
const LINE: &str = "VmFlags: rd wr mr mw me ac sd";

#[test]
fn text_is_read_strictly_and_the_error_says_where() {
    assert_eq!(LINE.parse::<VmaFlags>().map(VmaFlags::bits), Ok(0x0810_0073));
    assert_eq!("".parse(), Ok(VmaFlags::empty()));
    let text = "  VmFlags: rd zz wr";
    let error: ParseError = text.parse::<VmaFlags>().unwrap_err();
    assert_eq!(&text[error.range()], "zz");
    assert_eq!(error.to_string(), "the word at bytes 14 to 16 is neither a flag nor a number");
    assert!(VmaFlags::parse_bytes(b"rd \xff").is_err());
    assert_eq!(VmaFlags::parse_bytes(b"rd zz").unwrap().unknown().collect::<Vec<_>>(), ["zz"]);
}

#[test]
fn operators_are_those_of_sets() {
    let mut set = VmaFlags::READ | VmaFlags::WRITE;
    set &= !VmaFlags::WRITE;
    assert_eq!(set, VmaFlags::READ);
    set ^= VmaFlags::READ | VmaFlags::EXEC;
    assert_eq!(set, VmaFlags::EXEC);
    set -= VmaFlags::EXEC;
    assert!(set.is_empty());
    set.set(VmaFlags::LOCKED | VmaFlags::READ, true);
    set.set(VmaFlags::READ, false);
    assert_eq!(set, VmaFlags::LOCKED);
    assert_eq!(!!set, set);
    assert_eq!((!set).len(), 63);
    assert_eq!(EXEC_ALONE.intersection(VmaFlags::all()), VmaFlags::EXEC);
    assert!(VmaFlags::from_bits(masks::STICKY).contains(VmaFlags::MAYBE_GUARD));
}

#[test]
fn bits_come_one_by_one_and_go_back() {
    let set = VmaFlags::from_bits(1 << 63 | 1 << 11 | 1);
    let bits: Vec<VmaFlags> = set.into_iter().collect();
    assert_eq!(bits, [VmaFlags::READ, VmaFlags::MAYBE_GUARD, VmaFlags::from_bits(1 << 63)]);
    assert_eq!(set.iter().len(), set.len());
    assert_eq!(bits.iter().copied().collect::<VmaFlags>(), set);
    let mut extended = VmaFlags::WRITE;
    extended.extend(set);
    assert_eq!(extended, set | VmaFlags::WRITE);
}

#[test]
fn bytes_are_those_of_the_word() {
    let set = VmaFlags::from_bits(0x0123_4567_89ab_cdef);
    assert_eq!(set.to_le_bytes()[0], 0xef);
    assert_eq!(set.to_be_bytes()[0], 0x01);
    for read in
        [VmaFlags::from_le_bytes(set.to_le_bytes()), VmaFlags::from_be_bytes(set.to_be_bytes()), VmaFlags::from_ne_bytes(set.to_ne_bytes())]
    {
        assert_eq!(read, set);
    }
}

#[test]
fn every_flag_has_a_name_and_a_meaning_and_unknown_bits_are_kept() {
    for flag in VmaFlags::all() {
        assert!(flag.name().unwrap().starts_with("VM_"));
        assert!(flag.meaning().unwrap().ends_with('.'), "{flag}");
        assert_eq!(flag.name().unwrap().parse(), Ok(flag));
    }
    assert_eq!(VmaFlags::STACK.name(), Some("VM_GROWSDOWN"));
    assert_eq!((VmaFlags::READ | VmaFlags::WRITE).meaning(), None);
    let set = VmaFlags::from_bits(u64::MAX);
    for text in [set.to_string(), set.names().to_string(), format!("{set:#x}"), format!("{}", set.bits())] {
        assert_eq!(text.parse(), Ok(set), "{text}");
    }
    assert_eq!(VmaFlags::from_bits(1 << 63 | 1).names().to_string(), "VM_READ|0x8000000000000000");
    assert_eq!(VmaFlags::empty().names().to_string(), "none");
    assert_eq!(format!("{:X} {:o} {:b}", VmaFlags::MAYBE_GUARD, VmaFlags::SHARED, VmaFlags::EXEC), "800 10 100");
}
