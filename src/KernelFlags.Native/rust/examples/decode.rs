//! What each line of its input means: `cargo run --example decode < lines`. Words that no flag has are named, and the exit status is then 1.

use kernelflags::VmaFlags;
use std::io::{self, BufRead};
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    let mut all_known = true;
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        let parsed = VmaFlags::parse(&text);
        println!("{:#x} = {}", parsed.flags(), parsed.flags().names());
        for flag in parsed.flags() {
            println!("  {}: {}", flag.names(), flag.meaning().unwrap_or("No flag of this kernel."));
        }
        for word in parsed.unknown() {
            println!("  {word}: no word of this kernel");
            all_known = false;
        }
    }
    Ok(if all_known { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
