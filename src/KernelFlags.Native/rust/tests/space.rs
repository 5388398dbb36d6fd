//! The layer over libkernelflags, every function of it.

use kernelflags::space::{decode, format, Error, ErrorKind, File, Space, Style, Uffd, Words};
use kernelflags::words::{madv, map, mlock, mremap, prot, uffd_mode};
use kernelflags::VmaFlags;
use std::io::Write;
use std::sync::Arc;

const PAGE: u64 = 4096;
const AT: u64 = 0x1000_0000;
const RW: u32 = prot::READ | prot::WRITE;
const ANON: u32 = map::PRIVATE | map::ANONYMOUS;

fn mapped(kernel: &str, pages: u64) -> Space {
    let space = Space::new(kernel).unwrap();
    assert_eq!(space.mmap(AT, pages * PAGE, RW, ANON, None, 0), Ok(AT));
    space
}

fn ranges(space: &Space) -> Vec<(u64, u64)> {
    space.iter().map(|vma| ((vma.start() - AT) / PAGE, (vma.end() - AT) / PAGE)).collect()
}

#[test]
fn calls_change_what_is_seen() -> Result<(), Error> {
    let space = mapped("7.2", 8);
    space.mprotect(AT + PAGE, PAGE, prot::READ)?;
    assert_eq!(ranges(&space), [(0, 1), (1, 2), (2, 8)]);
    let vma = space.find(AT + PAGE + 5).unwrap();
    assert_eq!((vma.range(), vma.perms(), vma.inode(), vma.page_offset()), (AT + PAGE..AT + 2 * PAGE, "r--p", None, AT / PAGE + 1));
    assert_eq!(vma.to_string(), "10001000-10002000 r--p");
    assert_eq!(space.maps()?.lines().nth(1).map(str::trim_end), Some("10001000-10002000 r--p 00000000 00:00 0"));
    assert_eq!(space.find(AT - 1), None);
    assert_eq!(space.next_after(AT + PAGE).map(|next| next.id()), Some(vma.id()));
    assert_eq!(space.explain(AT)?.as_deref(), Some("flags differ that merging does not ignore: wr ac"));
    assert_eq!(space.explain(AT + 7 * PAGE)?, None);

    space.mprotect(AT + PAGE, PAGE, RW)?;
    assert_eq!(ranges(&space), [(0, 8)]);
    space.munmap(AT + 6 * PAGE, PAGE)?;
    space.mlock(AT, PAGE)?;
    space.mlock2(AT + PAGE, PAGE, mlock::ONFAULT)?;
    assert_eq!(ranges(&space), [(0, 1), (1, 2), (2, 6), (7, 8)]);
    space.munlock(AT, 2 * PAGE)?;
    assert_eq!(space.mremap(AT + 7 * PAGE, PAGE, 2 * PAGE, mremap::MAYMOVE, 0)?, AT + 7 * PAGE);
    space.set_anon_name(AT, PAGE, Some("ours"))?;
    assert_eq!(space.explain(AT)?.as_deref(), Some("they have different names"));
    space.set_anon_name(AT, PAGE, None)?;
    space.mbind(AT, PAGE, 2, 1)?;
    assert_eq!(ranges(&space), [(0, 1), (1, 6), (7, 9)]);
    space.mseal(AT, PAGE, 0)?;
    assert_eq!(space.munmap(AT, PAGE).unwrap_err().errno(), Some(1));
    let end = space.brk(0)?;
    assert_eq!(space.brk(end + PAGE)?, end + PAGE);
    Ok(())
}

#[test]
fn errors_say_how_and_why() -> Result<(), Error> {
    let error = Space::new("7.9").unwrap_err();
    assert_eq!((error.kind(), error.errno()), (ErrorKind::Refused, None));
    assert_eq!(error.to_string(), "kernel 7.9 is not described; 6.1 to 7.3 are");
    assert_eq!(Space::new("7\u{0}").unwrap_err().kind(), ErrorKind::Refused);

    let space = mapped("7.2", 4);
    let error = space.mprotect(AT + 1, PAGE, prot::READ).unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Errno(22), "EINVAL"));
    space.madvise(AT, PAGE, madv::GUARD_INSTALL)?;
    assert_eq!(space.touch(AT, 1, false).unwrap_err().kind(), ErrorKind::Segv);
    let file = File::new(PAGE)?;
    let at = space.mmap(0, 2 * PAGE, prot::READ, map::SHARED, Some(&file), 0)?;
    assert_eq!(space.touch(at, 2 * PAGE, false).unwrap_err().kind(), ErrorKind::Bus);
    assert_eq!(space.mmap(0, PAGE, RW, map::SHARED, Some(&File::read_only(PAGE)?), 0).unwrap_err().errno(), Some(13));
    assert!(space.find(at).unwrap().inode().is_some());
    let memory = File::shmem(PAGE)?;
    space.mmap(0, PAGE, RW, map::SHARED, Some(&memory), 0)?;
    space.mmap(0, PAGE, prot::READ, map::SHARED, Some(&File::shmem_read_only(PAGE)?), 0)?;
    Ok(())
}

#[test]
fn processes_are_apart() -> Result<(), Error> {
    let space = mapped("7.2", 4);
    space.touch(AT, 4 * PAGE, true)?;
    let (child, copy) = (space.fork()?, space.try_clone()?);
    space.munmap(AT, 4 * PAGE)?;
    assert!(space.is_empty());
    assert_eq!((ranges(&child), ranges(&copy)), (vec![(0, 4)], vec![(0, 4)]));
    assert!(child.find(AT).unwrap().anon_vma().is_some());
    Ok(())
}

#[test]
fn snapshots_tell_what_changed() -> Result<(), Error> {
    let space = mapped("7.2", 4);
    let before = space.snapshot()?;
    space.mprotect(AT + PAGE, PAGE, prot::READ)?;
    let after = space.snapshot()?;
    drop(space);
    let changes = before.diff(&after)?;
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].range.clone(), changes[0].before.clone(), changes[0].after.clone()), (AT..AT + 4 * PAGE, 0..1, 0..3));
    assert_eq!(after.iter().map(|vma| vma.perms().to_string()).collect::<Vec<_>>(), ["rw-p", "r--p", "rw-p"]);
    assert_eq!((before.len(), before.is_empty(), before.get(1)), (1, false, None));
    assert!(after.diff(&after)?.is_empty());
    Ok(())
}

#[test]
fn flags_are_those_of_the_kernel() -> Result<(), Error> {
    let words = decode("7.2", "rd wr sd")?;
    assert_eq!(words, Words([(VmaFlags::READ | VmaFlags::WRITE | VmaFlags::SOFTDIRTY).bits(), 0]));
    assert_eq!(format("7.2", words, Style::Trace)?, "read|write|softdirty");
    assert_eq!(decode("7.2", "rd zz").unwrap_err().to_string(), "this kernel has no such flags: zz");

    let arm = Space::builder("7.2").arch("arm64").build()?;
    assert_eq!(arm.format(arm.decode("mt")?, Style::Mnemonics)?, "mt");
    assert!(mapped("7.2", 1).decode("mt").is_err());
    let plain = Space::builder("7.2").config("MMU,64BIT").build()?;
    assert!(plain.decode("sd").is_err());
    let long = arm.format(Words([u64::MAX, 0]), Style::Trace)?;
    assert!(long.len() > 256 && long.contains("mergeable"), "{long}");
    Ok(())
}

#[test]
fn overlay_changes_the_definitions() -> Result<(), Error> {
    let folder = std::env::temp_dir().join(format!("kernelflags-overlay-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("vma")).unwrap();
    std::fs::write(folder.join("vma/ours.yaml"), "flags:\n- name: OURS\n  bit: 50\n  smaps: xo\n  summary: It is ours.\n").unwrap();
    let space = Space::builder("7.2").overlay(&folder).build();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(space?.decode("xo")?, Words([1 << 50, 0]));
    Ok(())
}

#[test]
fn smaps_becomes_an_address_space() -> Result<(), Error> {
    let path = std::env::temp_dir().join(format!("kernelflags-smaps-{}", std::process::id()));
    let text = "10000000-10004000 rw-p 00000000 00:00 0 \nSize: 16 kB\nVmFlags: rd wr mr mw me ac sd \n";
    std::fs::File::create(&path).and_then(|mut file| file.write_all(text.as_bytes())).unwrap();
    let space = Space::from_smaps("7.2", &path);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(ranges(&space?), [(0, 4)]);
    assert!(Space::from_smaps("7.2", &path).is_err());
    Ok(())
}

#[test]
fn userfaultfd_marks_what_it_watches() -> Result<(), Error> {
    let space = mapped("7.2", 4);
    let uffd = Uffd::new(0)?;
    space.uffd_register(&uffd, AT, 2 * PAGE, uffd_mode::WP)?;
    space.touch(AT, PAGE, false)?;
    space.uffd_writeprotect(AT, PAGE, true)?;
    assert_eq!(ranges(&space), [(0, 2), (2, 4)]);
    assert_eq!(space.touch(AT, 1, true).unwrap_err().kind(), ErrorKind::Bus);
    space.uffd_unregister(&uffd, AT, 2 * PAGE)?;
    assert_eq!(ranges(&space), [(0, 4)]);
    Ok(())
}

#[test]
fn threads_share_an_address_space() {
    let space = Arc::new(mapped("7.2", 4));
    let threads: Vec<_> = (0..4_u64)
        .map(|page| {
            let space = Arc::clone(&space);
            std::thread::spawn(move || {
                for i in 0..1000 {
                    space.mprotect(AT + page * PAGE, PAGE, if i % 2 == 0 { prot::READ } else { RW }).unwrap();
                    assert!(space.iter().count() <= 4);
                    assert_eq!(space.munmap(1, 1).unwrap_err().errno(), Some(22));
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(ranges(&space), [(0, 4)]);
}
