"""Address spaces: calls, what they raise, walks, copies, snapshots, and what becomes of what is closed."""

import errno
import gc
import os
import signal
import subprocess
import sys
import threading
import unittest
import weakref
from pathlib import Path
from typing import List

from kernelflags import BusError, File, HangError, RefusedError, SegmentationFault, Space, SyscallError, Userfaultfd, Vma, format
from kernelflags.words import (
    MADV_GUARD_INSTALL,
    MAP_ANONYMOUS,
    MAP_FIXED,
    MAP_PRIVATE,
    MAP_SHARED,
    MREMAP_MAYMOVE,
    PROT_NONE,
    PROT_READ,
    PROT_WRITE,
    UFFD_FEATURE_PAGEFAULT_FLAG_WP,
    UFFD_FEATURE_WP_HUGETLBFS_SHMEM,
    UFFDIO_REGISTER_MODE_MISSING,
    UFFDIO_REGISTER_MODE_WP,
)

PAGE = 4096
AT = 0x10000000


def space_of_one(kernel: str = "7.2") -> Space:
    """A space with four pages of anonymous memory at AT."""
    space = Space(kernel)
    space.mmap(AT, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS)
    return space


class Calls(unittest.TestCase):
    """Each system call."""

    def test_calls_do_what_the_kernel_does(self) -> None:
        with space_of_one() as space:
            space.mprotect(AT + PAGE, PAGE, PROT_READ)
            self.assertEqual([(vma.start, vma.perms) for vma in space], [(AT, "rw-p"), (AT + PAGE, "r--p"), (AT + 2 * PAGE, "rw-p")])
            space.mprotect(AT + PAGE, PAGE, PROT_READ | PROT_WRITE)
            self.assertEqual(len(space), 1)
            space.mlock(AT, PAGE)
            self.assertIn("lo", space.format(space[AT].flags).split())
            space.munlock(AT, PAGE)
            space.mlock2(AT, PAGE, 1)
            space.munlock(AT, PAGE)
            space.set_anon_name(AT, PAGE, "stack")
            self.assertIn("[anon:stack]", str(space).splitlines()[0])
            space.set_anon_name(AT, PAGE, None)
            space.mbind(AT, PAGE, 2, 1)
            self.assertEqual(space.explain(AT), "they have different memory policies")
            self.assertEqual(space.mremap(AT + 2 * PAGE, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE), AT + 2 * PAGE)
            space.munmap(AT, PAGE)
            self.assertNotIn(AT, space)
            heap = space.brk(0)
            self.assertEqual(space.brk(heap + PAGE), heap + PAGE)
            space.mseal(heap, PAGE)
            self.assertRaises(SyscallError, space.munmap, heap, PAGE)

    def test_file_stays_mapped_when_it_is_closed(self) -> None:
        with Space("7.2") as space, File(2 * PAGE, shmem=True) as file:
            at = space.mmap(0, 4 * PAGE, PROT_READ, MAP_SHARED, file)
            file.close()
            self.assertGreater(space[at].inode, 0)
            space.touch(at, 2 * PAGE)
            with self.assertRaises(BusError) as raised:
                space.touch(at, 4 * PAGE)
            self.assertEqual((raised.exception.signal, raised.exception.address), (signal.SIGBUS, at + 2 * PAGE))
            self.assertRaisesRegex(ValueError, "this File is closed", space.mmap, 0, PAGE, PROT_READ, MAP_SHARED, file)

    def test_read_only_file_is_not_written(self) -> None:
        with Space("7.2") as space, File(PAGE, readonly=True) as file, self.assertRaises(SyscallError) as raised:
            space.mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file)
        self.assertEqual(raised.exception.errno, errno.EACCES)

    def test_userfaultfd_watches(self) -> None:
        with space_of_one() as space, Userfaultfd() as uffd:
            space.uffd_register(uffd, AT, PAGE, UFFDIO_REGISTER_MODE_MISSING)
            self.assertIn("um", space.format(space[AT].flags).split())
            space.uffd_unregister(uffd, AT, PAGE)
            self.assertEqual(len(space), 1)
            uffd.close()
            self.assertRaisesRegex(ValueError, "this Userfaultfd is closed", space.uffd_register, uffd, AT, PAGE, UFFDIO_REGISTER_MODE_MISSING)

    def test_call_that_never_returns_says_so(self) -> None:
        features = UFFD_FEATURE_PAGEFAULT_FLAG_WP | UFFD_FEATURE_WP_HUGETLBFS_SHMEM
        with Space("7.2") as space, File(PAGE, shmem=True) as file, Userfaultfd(features) as uffd:
            space.mmap(AT, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file)
            space.uffd_register(uffd, AT, PAGE, UFFDIO_REGISTER_MODE_WP)
            space.touch(AT, write=True)
            space.uffd_writeprotect(AT, PAGE)
            self.assertRaisesRegex(HangError, r"madvise\(0x10000000, 0x1000, 0x66\) would never return", space.madvise, AT, PAGE, MADV_GUARD_INSTALL)

    def test_error_is_an_os_error_with_errno(self) -> None:
        with space_of_one() as space, self.assertRaises(OSError) as raised:
            space.mprotect(AT + 1, PAGE, PROT_READ)
        self.assertIsInstance(raised.exception, SyscallError)
        self.assertEqual(raised.exception.errno, errno.EINVAL)
        self.assertEqual(str(raised.exception), f"[Errno 22] mprotect({AT + 1:#x}, 0x1000, 1): Invalid argument")

    def test_guard_raises_a_signal_on_kernels_that_have_guards(self) -> None:
        with space_of_one() as space, self.assertRaises(SegmentationFault) as raised:
            space.madvise(AT + PAGE, PAGE, MADV_GUARD_INSTALL)
            space.touch(AT, 4 * PAGE, write=True)
        self.assertEqual((raised.exception.signal, raised.exception.address), (signal.SIGSEGV, AT + PAGE))
        with space_of_one("6.12") as older, self.assertRaises(SyscallError):
            older.madvise(AT + PAGE, PAGE, MADV_GUARD_INSTALL)

    def test_number_that_does_not_fit_is_refused(self) -> None:
        with space_of_one() as space:
            for wrong in (lambda: space.munmap(-1, PAGE), lambda: space.munmap(1 << 64, PAGE), lambda: space.mprotect(AT, PAGE, 1 << 32)):
                self.assertRaises(OverflowError, wrong)
            self.assertRaises(ValueError, space.set_anon_name, AT, PAGE, "a\0b")


class Queries(unittest.TestCase):
    """What there is in a space."""

    def test_lookups(self) -> None:
        with space_of_one() as space:
            self.assertEqual(space[AT + PAGE], space.find(AT))
            self.assertIsNone(space.find(AT - 1))
            self.assertEqual(space.next(0), space[AT])
            self.assertRaisesRegex(KeyError, "nothing is mapped at 0x1", lambda: space[1])
            self.assertEqual(space[AT].size, 4 * PAGE)
            self.assertEqual(str(space[AT]), "10000000-10004000 rw-p")

    def test_walk_goes_on_while_the_space_changes(self) -> None:
        with space_of_one() as space:
            space.mprotect(AT + PAGE, PAGE, PROT_NONE)
            seen: List[Vma] = []
            for vma in space:
                seen.append(vma)
                space.munmap(vma.start, vma.size)
            self.assertEqual([vma.start for vma in seen], [AT, AT + PAGE, AT + 2 * PAGE])
            self.assertEqual(len(space), 0)

    def test_table_says_what_keeps_vmas_apart(self) -> None:
        with space_of_one() as space:
            space.mprotect(AT, PAGE, PROT_READ)
            first, second = space.table()
            self.assertEqual((first.perms, first.flags), ("r--p", "rd mr mw me sd"))
            self.assertEqual(first.apart, "flags differ that merging does not ignore: wr ac")
            self.assertIsNone(second.apart)
            self.assertEqual(second._asdict()["size"], 3 * PAGE)

    def test_long_text_is_whole(self) -> None:
        with Space("7.2") as space:
            for i in range(200):
                space.mmap(AT + i * 2 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)
            self.assertEqual(len(space.maps().splitlines()), 200)

    def test_kernel_of_a_space_decides_what_its_flags_are(self) -> None:
        with Space("7.2", arch="arm64") as space:
            self.assertEqual(space.decode("VM_MTE"), space.decode("mt"))
            self.assertEqual(space.format(space.decode("bt")), "bt")
            self.assertNotIn("bt", format("7.2", space.decode("bt")))
            self.assertEqual(repr(space), "<Space '7.2', arch='arm64': 0 VMAs>")

    def test_refusal_says_what_would_be_right(self) -> None:
        self.assertRaisesRegex(RefusedError, "kernel 7.9 is not described; 6.1 to", Space, "7.9")
        self.assertRaisesRegex(RefusedError, "did you mean 'x86_64'", Space, "7.2", arch="x86_65")

    def test_own_process_is_read(self) -> None:
        with Space.from_smaps("/proc/self/smaps", "7.2") as space:
            own = Path("/proc/self/maps").read_text(encoding="utf-8")
            stack = next(line for line in own.splitlines() if line.endswith("[stack]"))
            self.assertIn(int(stack.split("-")[0], 16), space)
            self.assertIn("[stack]", str(space))
        self.assertRaises(FileNotFoundError, Space.from_smaps, "/nonexistent", "7.2")
        self.assertRaisesRegex(ValueError, "name the kernel", Space.from_smaps, __file__)
        self.assertRaisesRegex(RefusedError, "this is no line of maps or smaps", Space.from_smaps, __file__, "7.2")


class Copies(unittest.TestCase):
    """Forks, clones, snapshots."""

    def test_fork_and_clone(self) -> None:
        with space_of_one() as space:
            space.madvise(AT, PAGE, 10)  # MADV_DONTFORK
            with space.fork() as child, space.clone() as copy:
                self.assertEqual((len(space), len(child), len(copy)), (2, 1, 2))
                child.munmap(AT + PAGE, PAGE)
                self.assertIn(AT + PAGE, space)

    def test_difference_is_what_changed(self) -> None:
        with space_of_one() as space:
            before = space.snapshot()
            space.mprotect(AT, PAGE, PROT_READ)
            (change,) = before.diff(space.snapshot())
            self.assertEqual(str(change), "-10000000-10004000 rw-p\n+10000000-10001000 r--p\n+10001000-10004000 rw-p")
            self.assertEqual(before[0], before[-1])
            self.assertEqual(list(before), [before[0]])
            self.assertRaises(IndexError, lambda: before[1])
            self.assertEqual(before.diff(before), [])

    def test_many_differences_are_all_told(self) -> None:
        with Space("7.2") as space:
            before = space.snapshot()
            for i in range(100):
                space.mmap(AT + i * 2 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)
            changes = before.diff(space.snapshot())
            self.assertEqual(sum(len(change.after) for change in changes), 100)


class Life(unittest.TestCase):
    """Closing, finalizers, threads, fork."""

    def test_closed_says_so(self) -> None:
        space = space_of_one()
        snapshot = space.snapshot()
        space.close()
        space.close()
        for call in (lambda: len(space), lambda: space[AT], space.maps, space.fork, space.snapshot, lambda: space.munmap(AT, PAGE), lambda: space.format(1)):
            self.assertRaisesRegex(ValueError, "this Space is closed", call)
        self.assertEqual(repr(space), "<Space '7.2': closed>")
        self.assertEqual(snapshot[0].start, AT)

    def test_what_nothing_refers_to_is_freed(self) -> None:
        space = space_of_one()
        handle, lib = space._handle, space._lib  # pyright: ignore[reportPrivateUsage]
        gone = weakref.ref(space)
        del space
        gc.collect()
        self.assertIsNone(gone())
        self.assertEqual(lib.count(handle), 0)

    def test_threads_call_at_once(self) -> None:
        with space_of_one() as space:
            failures: List[BaseException] = []

            def work(place: int) -> None:
                try:
                    for i in range(2000):
                        space.mmap(AT + (1 + place) * 16 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)
                        self.assertEqual(space[AT + (1 + place) * 16 * PAGE].perms, "r--p")
                        self.assertRaises(SyscallError, space.mprotect, 1, 1 + i, 0)
                except BaseException as error:
                    failures.append(error)

            threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual((failures, len(space)), ([], 5))

    def test_child_of_fork_goes_on(self) -> None:
        with space_of_one() as space:
            child = os.fork()
            if child == 0:
                os._exit(0 if len(space) == 1 and space.brk(0) else 1)
            self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_host_keeps_its_signals(self) -> None:
        program = (
            "import faulthandler, os, signal; faulthandler.enable()\n"
            "from kernelflags import Space\n"
            "space = Space('7.2'); space.brk(0)\n"
            "assert signal.getsignal(signal.SIGINT) is signal.default_int_handler\n"
            "assert signal.getsignal(signal.SIGPIPE) is signal.SIG_IGN\n"
            "try:\n    os.kill(os.getpid(), signal.SIGINT)\n    raise SystemExit('no interrupt')\n"
            "except KeyboardInterrupt:\n    pass\n"
            "import ctypes; ctypes.string_at(0)\n"
        )
        ended = subprocess.run([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(ended.returncode, -signal.SIGSEGV, ended.stderr)
        self.assertIn("Fatal Python error: Segmentation fault", ended.stderr)


if __name__ == "__main__":
    unittest.main()
