# Imports shared libraries, maps, starts threads and a child.
import ctypes, json, mmap, os, sqlite3, ssl, subprocess, threading

def work():
    rows = [str(i) * 10 for i in range(50000)]
    json.loads(json.dumps(rows))

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

sqlite3.connect(":memory:").execute("create table t (n)")
shared = mmap.mmap(-1, 1 << 20)
pages = mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
pages.madvise(mmap.MADV_DONTNEED)
pages.close()
subprocess.run(["/bin/true"], check=True)
if os.fork() == 0:
    os._exit(0)
os.wait()
print("ready", flush=True)
input()
