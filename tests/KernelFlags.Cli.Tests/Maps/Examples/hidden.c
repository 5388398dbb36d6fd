/*
 * A process with VMAs side by side of which smaps shows no difference: hidden WHY. It says its number and where they are, and waits.
 * Where the kernel lacks what is needed it says so and ends.
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
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096UL
#define PAGES 8
#define READ_WRITE (PROT_READ | PROT_WRITE)

static char *check(const char *call, void *result)
{
    if (result == MAP_FAILED) {
        printf("lacks %s\n", call);
        exit(0);
    }
    return result;
}

#define CHECK(call) check(#call, (void *)(intptr_t)(call))

static char *anonymous(char *at, size_t pages, int prot)
{
    return check("mmap", mmap(at, pages * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS | (at ? MAP_FIXED : 0), -1, 0));
}

/* Two ranges, each written to while what is between them kept them apart. */
static void write_apart(char *at)
{
    CHECK(mprotect(at, PAGE, READ_WRITE));
    at[0] = 1;
    CHECK(mprotect(at + 2 * PAGE, PAGE, READ_WRITE));
    at[2 * PAGE] = 1;
    CHECK(mprotect(at + PAGE, PAGE, READ_WRITE));
}

static void fork_and_stay_in_the_child(void)
{
    pid_t child = fork();
    if (child > 0) {
        waitpid(child, NULL, 0);
        exit(0);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void watch(char *at)
{
    int fd = (int)(intptr_t)CHECK(syscall(SYS_userfaultfd, O_NONBLOCK));
    struct uffdio_api api = {.api = UFFD_API};
    struct uffdio_register range = {{(unsigned long)at, PAGE}, UFFDIO_REGISTER_MODE_MISSING, 0};
    CHECK(ioctl(fd, UFFDIO_API, &api));
    CHECK(ioctl(fd, UFFDIO_REGISTER, &range));
}

int main(int argc, char **argv)
{
    const char *why = argc > 1 ? argv[1] : "";
    /* What is around keeps everything else from touching. */
    char *at = anonymous(NULL, PAGES + 2, PROT_NONE) + PAGE;

    if (!strcmp(why, "anon_vma")) {
        write_apart(at);
    } else if (!strcmp(why, "fork")) {
        anonymous(at, 2, READ_WRITE);
        memset(at, 1, 2 * PAGE);
        CHECK(mprotect(at, PAGE, PROT_READ));
        fork_and_stay_in_the_child();
        CHECK(mprotect(at, PAGE, READ_WRITE));
    } else if (!strcmp(why, "fork_of_one")) {
        anonymous(at, 1, READ_WRITE);
        at[0] = 1;
        fork_and_stay_in_the_child();
        anonymous(at + PAGE, 1, READ_WRITE);
    } else if (!strcmp(why, "policy")) {
        unsigned long first = 1;
        anonymous(at, 3, READ_WRITE);
        for (int i = 0; i < 2; i++)
            CHECK(syscall(SYS_mbind, at + i * PAGE, PAGE, MPOL_BIND, &first, 8 * sizeof first, 0));
    } else if (!strcmp(why, "userfaultfd")) {
        anonymous(at, 2, READ_WRITE);
        watch(at);
        watch(at + PAGE);
    } else if (!strcmp(why, "file")) {
        char path[] = "/tmp/kflags-hidden-XXXXXX";
        int first = mkstemp(path), second = open(path, O_RDWR);
        unlink(path);
        CHECK(ftruncate(first, 2 * PAGE));
        check("mmap", mmap(at, PAGE, READ_WRITE, MAP_SHARED | MAP_FIXED, first, 0));
        check("mmap", mmap(at + PAGE, PAGE, READ_WRITE, MAP_SHARED | MAP_FIXED, second, PAGE));
    } else if (!strcmp(why, "offset")) {
        char *from = anonymous(NULL, 4, PROT_NONE) + PAGE;
        CHECK(mprotect(from, 2 * PAGE, READ_WRITE));
        memset(from, 1, 2 * PAGE);
        check("mremap", mremap(from + PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at));
        check("mremap", mremap(from, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + PAGE));
    } else if (!strcmp(why, "close_hook")) {
        int id = (int)(intptr_t)CHECK(shmget(IPC_PRIVATE, 3 * PAGE, IPC_CREAT | 0600));
        CHECK(shmat(id, at, SHM_REMAP));
        CHECK(shmctl(id, IPC_RMID, NULL));
        CHECK(mprotect(at + PAGE, PAGE, PROT_READ));
        CHECK(mprotect(at + PAGE, PAGE, READ_WRITE));
    } else if (!strcmp(why, "not_tried")) {
        write_apart(at);
        check("MREMAP_DONTUNMAP", mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL));
    } else {
        return 2;
    }

    printf("%d %lx %lx\n", getpid(), (unsigned long)at, (unsigned long)at + PAGES * PAGE);
    fflush(stdout);
    for (;;)
        pause();
}
