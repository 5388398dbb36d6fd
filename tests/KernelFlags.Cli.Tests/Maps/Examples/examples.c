/* Builds the address space of one example and prints /proc/self/smaps; make.sh calls it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d61
#define PR_SET_VMA_ANON_NAME 0
#endif

#define PAGE 4096UL
#define RW (PROT_READ | PROT_WRITE)
#define FIXED (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE)

static char *const base = (char *)0x100000000000;

static void check(int good, const char *what)
{
    if (!good) {
        perror(what);
        exit(1);
    }
}

static char *map(char *at, size_t pages, int prot, int flags)
{
    char *p = mmap(at, pages * PAGE, prot, flags, -1, 0);
    check(p == at, "mmap");
    return p;
}

/* Ranges that were written to where they did not touch, and then moved side by side. */
static void touching(void)
{
    for (long i = 0; i < 16; i++) {
        char *away = map(base + (1000 + 10 * i) * PAGE, 2, RW, FIXED);
        memset(away, 1, 2 * PAGE);
        check(mremap(away, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, base + 2 * i * PAGE) != MAP_FAILED, "mremap");
    }
}

/* Buffers that a child must not get, as RDMA libraries register them; nothing ever takes that back. */
static void dontfork(void)
{
    char *pool = map(base, 800, RW, FIXED);
    memset(pool, 1, 800 * PAGE);
    for (long i = 0; i < 200; i++)
        check(madvise(pool + (4 * i + 1) * PAGE, 2 * PAGE, MADV_DONTFORK) == 0, "madvise");
}

/* 300 thread stacks of 64 kB, each with a guard page below it, or without. */
static void stacks(const char *how)
{
    for (long i = 300; i-- > 0;) {
        char *stack = base + 17 * i * PAGE;
        if (strcmp(how, "mprotect") == 0) {
            map(stack, 17, PROT_NONE, FIXED | MAP_STACK);
            check(mprotect(stack + PAGE, 16 * PAGE, RW) == 0, "mprotect");
        } else {
            map(stack, 17, RW, FIXED | MAP_STACK);
        }
        stack[16 * PAGE] = 1;
        if (strcmp(how, "guard") == 0)
            check(madvise(stack, PAGE, MADV_GUARD_INSTALL) == 0, "madvise");
    }
}

/* Equal ranges of which one has a name. Where the kernel has no CONFIG_ANON_VMA_NAME a flag stands in, and make.sh writes the name. */
static void named(void)
{
    map(base, 48, RW, FIXED);
    if (prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, base + 16 * PAGE, 16 * PAGE, "arena") != 0)
        check(madvise(base + 16 * PAGE, 16 * PAGE, MADV_DONTDUMP) == 0, "madvise");
}

/* A memfd whose pages are mapped in another order than they have in the file. */
static void shuffled(void)
{
    int fd = memfd_create("ring", MFD_CLOEXEC);
    check(fd >= 0 && ftruncate(fd, 32 * PAGE) == 0, "memfd_create");
    for (long i = 0; i < 32; i++)
        check(mmap(base + i * PAGE, PAGE, RW, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, (i * 5 + 3) % 32 * PAGE) != MAP_FAILED, "mmap");
}

/* One VMA below the limit: a page protected in the middle of another VMA needs two more, and fails. */
static void limit(void)
{
    long most = 0;
    FILE *setting = fopen("/proc/sys/vm/max_map_count", "r");
    check(setting && fscanf(setting, "%ld", &most) == 1, "max_map_count");
    fclose(setting);
    char *pool = map(base, 2 * most, PROT_READ, FIXED | MAP_NORESERVE);
    long i = 0;
    while (mprotect(pool + 2 * i * PAGE, PAGE, PROT_NONE) == 0)
        i++;
    check(munmap(pool, PAGE) == 0, "munmap");
    if (fork() == 0)
        _exit(mprotect(pool + (2 * most - 8) * PAGE, PAGE, PROT_NONE) == 0);
    int status;
    check(wait(&status) > 0 && status == 0, "a page can still be protected");
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "touching") == 0)
        touching();
    else if (strcmp(what, "dontfork") == 0)
        dontfork();
    else if (strncmp(what, "stacks-", 7) == 0)
        stacks(what + 7);
    else if (strcmp(what, "named") == 0)
        named();
    else if (strcmp(what, "shuffled") == 0)
        shuffled();
    else if (strcmp(what, "limit") == 0)
        limit();
    else
        return 2;

    char buffer[1 << 16];
    ssize_t length;
    int smaps = open("/proc/self/smaps", O_RDONLY);
    check(smaps >= 0, "smaps");
    while ((length = read(smaps, buffer, sizeof buffer)) > 0)
        check(write(1, buffer, length) == length, "write");
    return 0;
}
