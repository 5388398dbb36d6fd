"""
Builds the wheel (PEP 517): the package and the C library, as one file that pip installs, with nothing but Python's own library.

What the package is called, its version and its licence are the repository's (Directory.Build.props). The library is the one that
KERNELFLAGS_LIBRARY names, else what dotnet publish wrote under bin/Release. The same input makes the same bytes: files carry the time
of SOURCE_DATE_EPOCH, or none.
"""

import base64
import hashlib
import os
import re
import time
import zipfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, NoReturn, Optional, Tuple

import kernelflags_elf

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent.parent
NAME = "kernelflags"
LIBRARY = "libkernelflags.so"
VARIABLE = "KERNELFLAGS_LIBRARY"
SUMMARY = "Linux VMA flags and a model of address spaces, for any kernel that is described."
CLASSIFIERS = (
    "License :: OSI Approved :: MIT License",
    "Operating System :: POSIX :: Linux",
    "Programming Language :: Python :: 3",
    "Topic :: System :: Operating System Kernels :: Linux",
    "Typing :: Typed",
)

Settings = Optional[Mapping[str, Any]]


def get_requires_for_build_wheel(config_settings: Settings = None) -> List[str]:
    """Nothing."""
    return []


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Settings = None) -> str:
    """Writes the metadata alone."""
    folder = Path(metadata_directory, _info())
    for name, data in _metadata(_tag(_library())).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder.name


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: Optional[str] = None) -> str:
    """Writes the wheel."""
    library = _library()
    tag = _tag(library)
    sources = sorted(path for path in (HERE / "src" / NAME).rglob("*") if path.suffix in (".py", ".typed"))
    files = {path.relative_to(HERE / "src").as_posix(): path.read_bytes() for path in sources}
    files[f"{NAME}/{LIBRARY}"] = library.read_bytes()
    files.update((f"{_info()}/{name}", data) for name, data in _metadata(tag).items())
    record = f"{_info()}/RECORD"
    rows = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[record] = "\n".join([*rows, f"{record},,", ""]).encode()
    wheel = f"{NAME}-{_props()['Version']}-{tag}.whl"
    partial = Path(wheel_directory, wheel + ".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(_entry(name), data)
    partial.replace(partial.with_name(wheel))
    return wheel


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> NoReturn:
    """There is none: the library can't be built from a part of the repository."""
    raise SystemExit("there is no source distribution: the wheel is built in the repository, which the library needs whole")


def _library() -> Path:
    named = os.environ.get(VARIABLE)
    if named:
        path = Path(named)
        if not path.is_file():
            raise SystemExit(f"{VARIABLE} is {named}, and there is no such file; write its whole path, since pip builds in another folder")
        return path
    found = sorted((HERE.parent / "bin" / "Release").glob(f"*/*/publish/{LIBRARY}"))
    if len(found) != 1:
        why = "there are several: " + ", ".join(map(str, found)) if found else "run first: dotnet publish -c Release src/KernelFlags.Native"
        raise SystemExit(f"which {LIBRARY} belongs in the wheel? Set {VARIABLE} to its path, or {why}")
    return found[0]


def _tag(library: Path) -> str:
    return f"py3-none-{kernelflags_elf.platform_of(library.read_bytes())}"


def _info() -> str:
    return f"{NAME}-{_props()['Version']}.dist-info"


def _props() -> Dict[str, str]:
    path = ROOT / "Directory.Build.props"
    if not path.is_file():
        raise SystemExit(f"the wheel is built in the repository, and {path} is not there")
    return dict(re.findall(r"<(\w+)>([^<$]+)</\1>", path.read_text(encoding="utf-8")))


def _metadata(tag: str) -> Dict[str, bytes]:
    props = _props()
    fields: List[Tuple[str, str]] = [
        ("Metadata-Version", "2.1"),
        ("Name", NAME),
        ("Version", props["Version"]),
        ("Summary", SUMMARY),
        ("Home-page", props["RepositoryUrl"]),
        ("Author", props["Authors"]),
        ("License", props["PackageLicenseExpression"]),
        ("Keywords", props["PackageTags"].replace(";", ",")),
        *(("Classifier", classifier) for classifier in CLASSIFIERS),
        ("Requires-Python", ">=3.9"),
        ("License-File", "LICENSE"),
        ("License-File", "THIRD-PARTY-NOTICES.md"),
        ("Description-Content-Type", "text/markdown"),
    ]
    header = "".join(f"{name}: {value}\n" for name, value in fields)
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    return {
        "METADATA": f"{header}\n{readme}".encode(),
        "WHEEL": f"Wheel-Version: 1.0\nGenerator: {Path(__file__).stem}\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
        "THIRD-PARTY-NOTICES.md": (ROOT / "THIRD-PARTY-NOTICES.md").read_bytes(),
    }


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _entry(name: str) -> zipfile.ZipInfo:
    earliest = 315532800  # 1980, before which a zip file has no time
    entry = zipfile.ZipInfo(name, time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", earliest)), earliest))[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = (0o100755 if name.endswith(".so") else 0o100644) << 16
    return entry
