//! What mprotect does to a mapping, on two kernels: `KERNELFLAGS_LIB_DIR=DIR cargo run --features space --example split`

use kernelflags::space::{Error, ErrorKind, Space, Style};
use kernelflags::words::{madv, map, prot};

const PAGE: u64 = 4096;

fn show(kernel: &str) -> Result<(), Error> {
    let space = Space::new(kernel)?;
    let at = space.mmap(0x1000_0000, 4 * PAGE, prot::READ | prot::WRITE, map::PRIVATE | map::ANONYMOUS, None, 0)?;
    space.mprotect(at + PAGE, PAGE, prot::READ)?;
    println!("{kernel}: of 1 VMA {} have become", space.len());
    for vma in &space {
        println!("  {vma}  {}", space.format(vma.flags(), Style::Mnemonics)?);
        if let Some(why) = space.explain(vma.start())? {
            println!("    | {why}");
        }
    }
    match space.madvise(at + 2 * PAGE, PAGE, madv::GUARD_INSTALL) {
        Err(error) => println!("  a guard: {error}"),
        Ok(()) => match space.touch(at + 2 * PAGE, 1, false) {
            Err(error) if error.kind() == ErrorKind::Segv => println!("  a guard: a touch of it {error}"),
            _ => println!("  a guard: a touch of it does nothing"),
        },
    }
    Ok(())
}

fn main() -> Result<(), Error> {
    show("6.12")?;
    show("7.2")
}
