/*
 * A process with many VMAs for one cause, which undoes it when it is told to: mess CAUSE COUNT. It says how many VMAs it has, waits for a line,
 * undoes the cause as a program would, says how many are left, and waits. Where the kernel lacks what is needed it says so and ends.
 */
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define PAGE 4096UL
#define HUGE (2UL << 20)
#define STACK (16 * PAGE)
#define READ_WRITE (PROT_READ | PROT_WRITE)
#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)

static int count;

static long check(const char *call, long result)
{
    if (result == -1) {
        printf("lacks %s\n", call);
        exit(0);
    }
    return result;
}

#define CHECK(call) check(#call, (long)(call))

static int vmas(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    int lines = 0;
    for (int c; (c = getc(maps)) != EOF;)
        lines += c == '\n';
    fclose(maps);
    return lines;
}

static void wait_until_told(void)
{
    printf("ready %d %d\n", getpid(), vmas());
    fflush(stdout);
    if (getchar() == EOF)
        exit(0);
}

static char *map(size_t length, int prot, int flags)
{
    return (char *)CHECK(mmap(NULL, length, prot, PRIVATE | flags, -1, 0));
}

static char *map_at(char *at, size_t length, int prot, int flags)
{
    return (char *)CHECK(mmap(at, length, prot, PRIVATE | MAP_FIXED | flags, -1, 0));
}

static char *map_file_at(char *at, int file, size_t offset, size_t length)
{
    return (char *)CHECK(mmap(at, length, READ_WRITE, MAP_SHARED | (at ? MAP_FIXED : 0), file, (off_t)offset));
}

static int open_memory(size_t length)
{
    int file = (int)CHECK(memfd_create("mess", 0));
    CHECK(ftruncate(file, (off_t)length));
    return file;
}

/* Pages of which every second one gets advice, and then all get what undoes it. */
static void advise(size_t size, int is_written, int advice, int undo)
{
    char *at = map(2 * count * size, READ_WRITE, 0);
    if (is_written)
        memset(at, 1, 2 * count * size);
    for (int i = 0; i < count; i++)
        CHECK(madvise(at + 2 * i * size, size, advice));
    wait_until_told();
    CHECK(madvise(at, 2 * count * size, undo));
}

static void run_time_code(void)
{
    char *at = map(2 * count * PAGE, READ_WRITE, 0);
    memset(at, 1, 2 * count * PAGE);
    for (int i = 0; i < count; i++)
        CHECK(mprotect(at + 2 * i * PAGE, PAGE, PROT_READ | PROT_EXEC));
    wait_until_told();
    CHECK(mprotect(at, 2 * count * PAGE, PROT_READ | PROT_EXEC));
}

/* Stacks as a C library maps them. */
static void stacks(int are_written)
{
    char **stack = malloc(count * sizeof *stack);
    for (int i = 0; i < count; i++) {
        stack[i] = map(STACK, PROT_NONE, MAP_STACK | MAP_NORESERVE);
        CHECK(mprotect(stack[i] + PAGE, STACK - PAGE, READ_WRITE));
        if (are_written)
            stack[i][STACK - PAGE] = 1;
    }
    wait_until_told();
    for (int i = 0; i < count; i++) {
        CHECK(mprotect(stack[i], PAGE, READ_WRITE));
        CHECK(madvise(stack[i], PAGE, MADV_GUARD_INSTALL));
    }
}

static void shuffled_file(void)
{
    int file = open_memory(count * PAGE);
    char *at = map(count * PAGE, READ_WRITE, 0);
    for (int i = 0; i < count; i++)
        map_file_at(at + i * PAGE, file, (i * 7) % count * PAGE, PAGE);
    wait_until_told();
    for (int i = 0; i < count; i++)
        map_file_at(at + i * PAGE, file, i * PAGE, PAGE);
}

static void file_downwards(void)
{
    int file = open_memory(count * PAGE);
    char **part = malloc(count * sizeof *part);
    for (int i = 0; i < count; i++)
        part[i] = map_file_at(NULL, file, i * PAGE, PAGE);
    wait_until_told();
    for (int i = 0; i < count; i++)
        CHECK(munmap(part[i], PAGE));
    for (int i = count - 1; i >= 0; i--)
        map_file_at(NULL, file, i * PAGE, PAGE);
}

static void file_opened_twice(void)
{
    char path[] = "/tmp/kflags-mess-XXXXXX";
    int first = mkstemp(path), second = open(path, O_RDWR);
    unlink(path);
    CHECK(ftruncate(first, (off_t)(2 * count * PAGE)));
    char *at = map(2 * count * PAGE, READ_WRITE, 0);
    for (int i = 0; i < 2 * count; i++)
        map_file_at(at + i * PAGE, i % 2 ? first : second, i * PAGE, PAGE);
    wait_until_told();
    map_file_at(at, first, 0, 2 * count * PAGE);
}

static void file_advice(void)
{
    char *at = map_file_at(NULL, open_memory(2 * count * PAGE), 0, 2 * count * PAGE);
    for (int i = 0; i < count; i++)
        CHECK(madvise(at + 2 * i * PAGE, PAGE, i % 2 ? MADV_RANDOM : MADV_SEQUENTIAL));
    wait_until_told();
    CHECK(madvise(at, 2 * count * PAGE, MADV_NORMAL));
}

/* Memory that a collector gives back and takes again. */
static void given_back(size_t size)
{
    char *at = map(2 * count * size, READ_WRITE, 0);
    for (int i = 0; i < 2 * count; i++)
        at[i * size] = 1;
    for (int i = 0; i < count; i++)
        map_at(at + 2 * i * size, size, PROT_NONE, MAP_NORESERVE);
    wait_until_told();
    for (int i = 0; i < count; i++)
        CHECK(mprotect(at + 2 * i * size, size, READ_WRITE));
}

static void not_reserved(void)
{
    char *at = map(2 * count * PAGE, READ_WRITE, 0);
    for (int i = 0; i < count; i++)
        map_at(at + 2 * i * PAGE, PAGE, READ_WRITE, MAP_NORESERVE);
    wait_until_told();
    for (int i = 0; i < 2 * count; i++)
        map_at(at + i * PAGE, PAGE, READ_WRITE, 0);
}

static void locked(void)
{
    char *at = map(2 * count * PAGE, READ_WRITE, 0);
    for (int i = 0; i < count; i++)
        CHECK(mlock(at + 2 * i * PAGE, PAGE));
    wait_until_told();
    CHECK(munlock(at, 2 * count * PAGE));
}

/* Only every second range becomes like the others. */
static void huge_pages(void)
{
    char *at = map(2 * count * HUGE, READ_WRITE, 0);
    for (int i = 0; i < count; i++)
        CHECK(madvise(at + 2 * i * HUGE, HUGE, MADV_HUGEPAGE));
    wait_until_told();
    for (int i = 0; i < count; i++)
        CHECK(madvise(at + (2 * i + 1) * HUGE, HUGE, MADV_HUGEPAGE));
}

static void policies(int are_written)
{
    unsigned long first_node = 1;
    char *at = map(2 * count * PAGE, READ_WRITE, 0);
    if (are_written)
        memset(at, 1, 2 * count * PAGE);
    for (int i = 0; i < count; i++)
        CHECK(syscall(SYS_mbind, at + 2 * i * PAGE, PAGE, MPOL_BIND, &first_node, 8 * sizeof first_node, 0));
    wait_until_told();
    CHECK(syscall(SYS_mbind, at, 2 * count * PAGE, MPOL_BIND, &first_node, 8 * sizeof first_node, 0));
}

static void userfaultfd(int is_closed)
{
    int fd = (int)CHECK(syscall(SYS_userfaultfd, O_NONBLOCK));
    struct uffdio_api api = {.api = UFFD_API};
    CHECK(ioctl(fd, UFFDIO_API, &api));
    char *at = map(2 * count * PAGE, READ_WRITE, 0);
    for (int i = 0; i < count; i++) {
        struct uffdio_register range = {{(unsigned long)at + 2 * i * PAGE, PAGE}, UFFDIO_REGISTER_MODE_MISSING, 0};
        CHECK(ioctl(fd, UFFDIO_REGISTER, &range));
    }
    if (is_closed)
        close(fd);
    wait_until_told();
    if (is_closed) {
        CHECK(mprotect(at, 2 * count * PAGE, PROT_READ));
        CHECK(mprotect(at, 2 * count * PAGE, READ_WRITE));
    } else {
        struct uffdio_range all = {(unsigned long)at, 2 * count * PAGE};
        CHECK(ioctl(fd, UFFDIO_UNREGISTER, &all));
    }
}

static void moved(void)
{
    char *to = map(count * PAGE, PROT_NONE, 0);
    for (int i = 0; i < count; i++) {
        char *from = map(3 * PAGE, PROT_NONE, 0) + PAGE;
        CHECK(mprotect(from, PAGE, READ_WRITE));
        from[0] = 1;
        CHECK(mremap(from, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to + i * PAGE));
    }
    wait_until_told();
    memcpy(map(count * PAGE, READ_WRITE, 0), to, count * PAGE);
    CHECK(munmap(to, count * PAGE));
}

static void forked(void)
{
    char *at = map(2 * count * PAGE, READ_WRITE, 0);
    memset(at, 1, 2 * count * PAGE);
    for (int i = 0; i < count; i++)
        CHECK(mprotect(at + 2 * i * PAGE, PAGE, PROT_READ));
    pid_t child = fork();
    if (child > 0) {
        waitpid(child, NULL, 0);
        exit(0);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    CHECK(mprotect(at, 2 * count * PAGE, READ_WRITE));
    wait_until_told();
    CHECK(mprotect(at, 2 * count * PAGE, PROT_READ));
    CHECK(mprotect(at, 2 * count * PAGE, READ_WRITE));
}

/* Memory that was committed piece by piece, written to, and given back but for its addresses. */
static void emptied(void)
{
    char *at = map(2 * count * PAGE, PROT_NONE, MAP_NORESERVE);
    for (int i = 0; i < count; i++) {
        CHECK(mprotect(at + 2 * i * PAGE, PAGE, READ_WRITE));
        at[2 * i * PAGE] = 1;
    }
    for (int i = 0; i < count; i++) {
        CHECK(mprotect(at + (2 * i + 1) * PAGE, PAGE, PROT_READ));
        CHECK(mprotect(at + (2 * i + 1) * PAGE, PAGE, READ_WRITE));
        at[(2 * i + 1) * PAGE] = 1;
    }
    for (int i = 0; i < 2 * count; i++) {
        CHECK(madvise(at + i * PAGE, PAGE, MADV_DONTNEED));
        CHECK(mprotect(at + i * PAGE, PAGE, PROT_NONE));
    }
    wait_until_told();
    map_at(at, 2 * count * PAGE, PROT_NONE, MAP_NORESERVE);
}

static void protection_keys(int are_two)
{
    int first = (int)CHECK(syscall(SYS_pkey_alloc, 0, 0));
    int second = are_two ? (int)CHECK(syscall(SYS_pkey_alloc, 0, 0)) : 0;
    char *at = map(2 * count * PAGE, READ_WRITE, 0);
    for (int i = 0; i < 2 * count; i++)
        if (are_two || i % 2 == 0)
            CHECK(syscall(SYS_pkey_mprotect, at + i * PAGE, PAGE, READ_WRITE, i % 2 ? second : first));
    wait_until_told();
    CHECK(syscall(SYS_pkey_mprotect, at, 2 * count * PAGE, READ_WRITE, 0));
}

static int make(const char *cause)
{
#define CAUSE(name) (!strcmp(cause, name))
    if (CAUSE("run_time_code")) run_time_code();
    else if (CAUSE("dontfork")) advise(PAGE, 1, MADV_DONTFORK, MADV_DOFORK);
    else if (CAUSE("dontdump")) advise(PAGE, 0, MADV_DONTDUMP, MADV_DODUMP);
    else if (CAUSE("ksm")) advise(PAGE, 0, MADV_MERGEABLE, MADV_UNMERGEABLE);
    else if (CAUSE("huge_pages")) huge_pages();
    else if (CAUSE("stacks")) stacks(0);
    else if (CAUSE("stacks_written")) stacks(1);
    else if (CAUSE("shuffled_file")) shuffled_file();
    else if (CAUSE("file_downwards")) file_downwards();
    else if (CAUSE("file_opened_twice")) file_opened_twice();
    else if (CAUSE("file_advice")) file_advice();
    else if (CAUSE("given_back")) given_back(16 * PAGE);
    else if (CAUSE("given_back_long")) given_back(256 * PAGE);
    else if (CAUSE("not_reserved")) not_reserved();
    else if (CAUSE("locked")) locked();
    else if (CAUSE("policies")) policies(0);
    else if (CAUSE("policies_written")) policies(1);
    else if (CAUSE("userfaultfd")) userfaultfd(0);
    else if (CAUSE("userfaultfd_closed")) userfaultfd(1);
    else if (CAUSE("moved")) moved();
    else if (CAUSE("forked")) forked();
    else if (CAUSE("emptied")) emptied();
    else if (CAUSE("protection_key")) protection_keys(0);
    else if (CAUSE("two_protection_keys")) protection_keys(1);
    else return 0;
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3 || (count = atoi(argv[2])) <= 0 || !make(argv[1]))
        return 2;

    printf("mended %d\n", vmas());
    fflush(stdout);
    for (;;)
        pause();
}
