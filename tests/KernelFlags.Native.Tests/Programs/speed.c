/* What a call costs beside its engine, in ns, and what a host's address space costs: for a look, never for a gate. */
#include <kernelflags.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { ROUNDS = 3000000 };

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static double start;

static void say(const char *what)
{
    printf("%-12s %7.1f ns\n", what, (now() - start) / ROUNDS);
}

int main(void)
{
    double loaded = now();
    kf_space *space = kf_space_new("7.2", NULL, NULL, NULL);
    kf_vma vma;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    uint64_t at = 0x10000000;

    printf("%-12s %7.1f ms\n", "first call", (now() - loaded) / 1e6);
    for (int i = 0; i < 1000; i++)
        kf_mmap(space, at + i * 0x4000, 0x2000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0);
    for (int round = 0; round < 2; round++) {
        start = now();
        for (int i = 0; i < ROUNDS; i++)
            kf_abi();
        say("kf_abi");
        start = now();
        for (int i = 0; i < ROUNDS; i++)
            kf_count(space);
        say("kf_count");
        start = now();
        for (int i = 0; i < ROUNDS; i++)
            kf_find(space, at + (uint64_t)(i * 7 % 1000) * 0x4000, &vma);
        say("kf_find");
        start = now();
        for (int i = 0; i < ROUNDS; i++)
            kf_mprotect(space, at + (uint64_t)(i * 7 % 1000) * 0x4000, 0x2000, i & 1 ? PROT_READ : PROT_READ | PROT_WRITE);
        say("kf_mprotect");
    }
    while (status && fgets(line, sizeof(line), status))
        if (!strncmp(line, "VmSize", 6) || !strncmp(line, "VmRSS", 5) || !strncmp(line, "Threads", 7))
            fputs(line, stdout);
    return 0;
}
