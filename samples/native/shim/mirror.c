/*
 * Preloaded into a program: what /proc/self/smaps says at its start becomes an address space of the engine; at its end the engine makes each
 * memory call that the program made, and is compared with what smaps says then. The runtime of the library starts after that last look, so
 * that nothing here changes what is looked at.
 */
#include "trap.h"
#include <fcntl.h>
#include <inttypes.h>
#include <kernelflags.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static char before[1 << 21], after[1 << 21];
static size_t before_length, after_length;
static pid_t owner;

static size_t look(char *text, size_t size)
{
    int fd = open("/proc/self/smaps", O_RDONLY);
    size_t length = 0;

    for (ssize_t more; (more = read(fd, text + length, size - 1 - length)) > 0;)
        length += (size_t)more;
    close(fd);
    return length;
}

/* The call, where the kernel made it: what it chose is no choice any more. */
static int64_t mirror(kf_space *space, const struct call *call)
{
    const unsigned long *of = call->arguments;
    unsigned long at = (unsigned long)call->result;
    static struct { unsigned long inode; kf_file *file; } files[2][4096];
    unsigned long w = call->is_writable, i = call->inode % 4096;

    switch (call->number) {
    case SYS_mmap:
        if (call->inode && files[w][i].inode != call->inode)
            files[w][i].inode = call->inode, files[w][i].file = w ? kf_file_new(call->size, 0) : kf_file_new_readonly(call->size, 0);
        return kf_mmap(space, at, of[1], (int)of[2], (int)((of[3] & ~0x100000UL) | MAP_FIXED), call->inode ? files[w][i].file : NULL, of[5]);
    case SYS_munmap: return kf_munmap(space, of[0], of[1]);
    case SYS_mprotect: return kf_mprotect(space, of[0], of[1], (int)of[2]);
    case SYS_madvise: return kf_madvise(space, of[0], of[1], (int)of[2]);
    case SYS_mremap: return kf_mremap(space, of[0], of[1], of[2], (int)of[3] | (at != of[0] ? MREMAP_FIXED | MREMAP_MAYMOVE : 0), at);
    case SYS_mlock: return kf_mlock(space, of[0], of[1]);
    case SYS_mlock2: return kf_mlock2(space, of[0], of[1], (unsigned int)of[2]);
    case SYS_munlock: return kf_munlock(space, of[0], of[1]);
    default: return kf_brk(space, of[0]);
    }
}

struct seen { uint64_t start, end, flags[2]; char perms[5]; };

static int next_seen(const char *kernel, char **at, struct seen *vma)
{
    uint64_t start, end;
    char *line, perms[5];

    while ((line = strsep(at, "\n")) && *line) {
        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &start, &end, perms) == 3)
            vma->start = start, vma->end = end, memcpy(vma->perms, perms, sizeof(perms));
        else if (!strncmp(line, "VmFlags: ", 9) && vma->end >> 63 == 0) /* [vsyscall] is no VMA */
            return kf_decode(kernel, line + 9, vma->flags) == 0;
    }
    return 0;
}

/* What smaps can show of flags is compared, and no more. */
static void shown(const char *kernel, kf_vma *vma)
{
    char text[512];

    kf_format(kernel, vma->flags, 's', text, sizeof(text));
    kf_decode(kernel, text, vma->flags);
}

static void compare(const char *kernel, kf_space *space)
{
    struct seen seen = { 0 };
    char *at = after, why[256];
    long vmas = 0, hidden = 0, differences = 0;
    uint64_t reached = 0, border = 0;
    kf_vma vma;

    for (; next_seen(kernel, &at, &seen); vmas++, reached = seen.end, border = 1) {
        if (kf_next(space, reached, &vma) == 1 && vma.end <= seen.start) {
            printf("only in the engine: %" PRIx64 "-%" PRIx64 " %s\n", vma.start, vma.end, vma.perms);
            differences++;
        }
        kf_touch(space, seen.start, 1, 0); /* a stack grows without a call */
        for (uint64_t from = seen.start; from < seen.end; from = vma.end) {
            if (kf_find(space, from, &vma) != 1 || strcmp(vma.perms, seen.perms) || (shown(kernel, &vma), vma.flags[0] != seen.flags[0])) {
                printf("%" PRIx64 "-%" PRIx64 " %s differs at %" PRIx64 ": %s, flags %" PRIx64 " and %" PRIx64 "\n", seen.start, seen.end, seen.perms, from,
                       kf_find(space, from, &vma) == 1 ? vma.perms : "nothing", seen.flags[0], vma.flags[0]);
                differences++;
                break;
            }
            /* Where one has a border and the other none, the reason is one that smaps does not show. */
            hidden += (border && from == seen.start && vma.start < from) || (vma.end < seen.end && kf_explain(space, from, why, sizeof(why)) > 0);
        }
    }
    printf("%lu calls, %ld VMAs, %ld differences, %ld of hidden reasons\n", call_count, vmas, differences, hidden);
}

__attribute__((constructor)) static void start(void)
{
    static void *volatile heap;

    heap = malloc(1); /* so that there is one */
    free(heap);
    owner = getpid();
    before_length = look(before, sizeof(before));
    trap_on();
}

__attribute__((destructor)) static void end(void)
{
    struct utsname name;
    char path[64];
    kf_space *space;
    int fd;

    if (getpid() != owner)
        return;
    trap_off();
    after_length = look(after, sizeof(after));
    fd = memfd_create("smaps", 0);
    if (uname(&name) || write(fd, before, before_length) != (ssize_t)before_length)
        return;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    space = kf_space_from_smaps(name.release, path);
    if (!space) {
        fprintf(stderr, "%s\n", kf_error());
        return;
    }
    for (unsigned long i = 0; i < call_count && i < MOST_CALLS; i++)
        if (mirror(space, &calls[i]) < 0)
            printf("call %lu, number %ld: %s\n", i, calls[i].number, kf_error());
    compare(name.release, space);
}
