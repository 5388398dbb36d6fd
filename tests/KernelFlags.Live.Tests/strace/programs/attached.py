# Several threads run when strace is attached, and go on to map, resize and unmap; it waits with some of it mapped.
import ctypes, mmap, threading, time

go = threading.Event()
kept = []

def work(n):
    go.wait()
    for i in range(20):
        pages = mmap.mmap(-1, 64 << 10, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        pages[0] = n
        pages.resize(128 << 10)
        if i % 5 == 0:
            kept.append(pages)
        else:
            pages.close()
        data = bytearray(1 << 20)
        del data
        time.sleep(0.01)

before = mmap.mmap(-1, 1 << 20)
threads = [threading.Thread(target=work, args=(n,)) for n in range(1, 4)]
for thread in threads:
    thread.start()
print("begun", flush=True)
time.sleep(3)
go.set()
later = threading.Thread(target=work, args=(4,))
later.start()
for thread in threads + [later]:
    thread.join()
before.close()
print("ready", flush=True)
input()
