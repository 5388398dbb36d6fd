//! Finds libkernelflags, which the feature `space` links.

use std::env;
use std::path::Path;

const FOLDER: &str = "KERNELFLAGS_LIB_DIR";
const FILE: &str = "libkernelflags.so";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed={FOLDER}");
    // docs.rs builds nothing that is run, and has no library.
    if env::var_os("CARGO_FEATURE_SPACE").is_none() || env::var_os("DOCS_RS").is_some() {
        return;
    }
    let folder = env::var(FOLDER).unwrap_or_default();
    if !Path::new(&folder).is_absolute() || !Path::new(&folder).join(FILE).is_file() {
        eprintln!(
            "the feature `space` links {FILE}: set {FOLDER} to the full path of the folder that has it (it is \"{folder}\"); \
             `dotnet publish -c Release src/KernelFlags.Native -o FOLDER` makes it"
        );
        std::process::exit(1);
    }
    println!("cargo:rerun-if-changed={folder}/{FILE}");
    println!("cargo:rustc-link-search=native={folder}");
    println!("cargo:rustc-link-lib=dylib=kernelflags");
    println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
    // A program that uses this crate finds the folder in DEP_KERNELFLAGS_LIB_DIR of its own build script.
    println!("cargo:lib_dir={folder}");
}
