/* Ten million calls from four threads: two in a space that they share, two in one of their own. Arguments: how many calls. */
#include <kernelflags.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { THREADS = 4, PAGES = 64, PAGE = 4096 };

static long calls;

static void *run(void *argument)
{
    kf_space *space = ((void **)argument)[0];
    uint64_t at = (uintptr_t)((void **)argument)[1], seed = at;
    kf_vma vma;

    for (long i = 0; i < calls / THREADS; i += 4) {
        uint64_t page;

        seed = seed * 6364136223846793005 + 1442695040888963407;
        page = at + (seed >> 40) % PAGES * PAGE;
        if (kf_mprotect(space, page, PAGE, seed >> 63 ? PROT_READ : PROT_READ | PROT_WRITE) || kf_find(space, page, &vma) != 1 || vma.start > page
            || vma.end <= page || kf_touch(space, page, 1, 0) || kf_next(space, page, &vma) != 1)
            return "failed";
    }
    return NULL;
}

int main(int count, char **arguments)
{
    kf_space *shared = kf_space_new("7.2", NULL, NULL, NULL);
    void *given[THREADS][2];
    pthread_t thread[THREADS];
    void *failed;

    calls = count > 1 ? atol(arguments[1]) : 10000000;
    for (int i = 0; i < THREADS; i++) {
        given[i][0] = i < 2 ? shared : kf_space_new("6.18.44-fc", NULL, NULL, NULL);
        given[i][1] = (void *)(uintptr_t)kf_mmap(given[i][0], 0, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, run, given[i]);
    for (int i = 0; i < THREADS; i++)
        if (pthread_join(thread[i], &failed) || failed)
            return fprintf(stderr, "thread %d: %s\n", i, kf_error()), 1;
    printf("%ld calls\n", calls);
    return 0;
}
