/*
 * A program with handlers of its own, which it must keep, whatever the library does: exits with the number of the line that does not hold.
 * The faults are made after the first call.
 */
#include <errno.h>
#include <kernelflags.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOLDS(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
            return 1; \
        } \
    } while (0)

static sigjmp_buf back;
static volatile sig_atomic_t number, code, suspensions;
static void *volatile fault;
static char *mended; /* what the handler makes writable, and goes back to */

static void on_fault(int signal, siginfo_t *info, void *context)
{
    (void)context;
    number = signal;
    code = info->si_code;
    fault = info->si_addr;
    if (!mended)
        siglongjmp(back, 1);
    mprotect(mended, 4096, PROT_READ | PROT_WRITE);
}

static void on_own(int signal)
{
    (void)signal;
    suspensions++;
}

static void handle(int signal, void (*action)(int, siginfo_t *, void *))
{
    struct sigaction taken;

    memset(&taken, 0, sizeof(taken));
    taken.sa_sigaction = action;
    taken.sa_flags = SA_SIGINFO;
    sigaction(signal, &taken, NULL);
}

static void *calls(void *argument)
{
    kf_space *space = argument;

    for (int i = 0; i < 20000; i++) {
        int64_t at = kf_mmap(space, 0, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);

        if (at < 0 || kf_touch(space, at, 1 << 16, 1) || kf_munmap(space, at, 1 << 16))
            return "failed";
    }
    return NULL;
}

static int threads(kf_space *space)
{
    pthread_t thread[4];
    void *failed;

    for (int i = 0; i < 4; i++)
        HOLDS(!pthread_create(&thread[i], NULL, calls, space));
    for (int i = 0; i < 4; i++)
        HOLDS(!pthread_join(thread[i], &failed) && !failed);
    return 0;
}

static int faults(void)
{
    char *unreadable = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile int zero = 0, result;

    if (!sigsetjmp(back, 1))
        result = *(volatile char *)(unreadable + 5);
    HOLDS(number == SIGSEGV && code == SEGV_ACCERR && fault == unreadable + 5);
    number = 0;
    if (!sigsetjmp(back, 1))
        result = *(volatile char *)(uintptr_t)zero;
    HOLDS(number == SIGSEGV && code == SEGV_MAPERR && fault == NULL);
    if (!sigsetjmp(back, 1))
        result = 100 / zero;
    HOLDS(number == SIGFPE && code == FPE_INTDIV);
    number = 0;
    if (!sigsetjmp(back, 1))
        raise(SIGSEGV);
    HOLDS(number == SIGSEGV && code <= 0);
    (void)result;
    return 0;
}

/* What a caller gives that it may not write is its own fault, and goes to its handler, which may mend it. */
static int wild_pointer(kf_space *space)
{
    char *unwritable = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    kf_vma *vma = (kf_vma *)unwritable;

    mended = unwritable;
    number = 0;
    HOLDS(kf_mmap(space, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0) > 0);
    HOLDS(kf_next(space, 0, vma) == 1);
    mended = NULL;
    HOLDS(number == SIGSEGV && fault >= (void *)unwritable && fault < (void *)(unwritable + 4096) && vma->end > vma->start);
    return 0;
}

static int dispositions(const struct sigaction *before)
{
    for (int i = 1; i < NSIG; i++) {
        struct sigaction now;

        if (i == SIGSEGV || i == SIGFPE || i == SIGRTMIN || sigaction(i, NULL, &now))
            continue;
        HOLDS(now.sa_handler == before[i].sa_handler);
    }
    return 0;
}

/* A child has the thread that forked, and the library goes on in it. */
static int child(kf_space *space)
{
    pid_t pid = fork();
    int status;

    if (!pid) {
        for (int i = 0; i < 5; i++) {
            kf_space *own = kf_space_new("7.2", NULL, NULL, NULL);

            if (calls(space) || !own)
                _exit(1);
            kf_space_free(own);
        }
        _exit(0);
    }
    HOLDS(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return 0;
}

/* A signal that the host blocks everywhere to wait for it is taken by no thread of the library. */
static int waiting(void)
{
    sigset_t wanted;
    int got;

    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    kill(getpid(), SIGTERM);
    HOLDS(!sigwait(&wanted, &got) && got == SIGTERM);
    return 0;
}

int main(void)
{
    struct sigaction before[NSIG];
    struct sigaction own = { .sa_handler = on_own };
    sigset_t blocked;
    kf_space *space;

    handle(SIGSEGV, on_fault);
    handle(SIGFPE, on_fault);
    sigaction(SIGRTMIN, &own, NULL);
    for (int i = 1; i < NSIG; i++)
        sigaction(i, NULL, &before[i]);
    space = kf_space_new("7.2", NULL, NULL, NULL);
    HOLDS(space);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    if (dispositions(before) || threads(space) || faults() || wild_pointer(space) || dispositions(before) || waiting())
        return 1;
    HOLDS(suspensions == 0);
    raise(SIGRTMIN);
    HOLDS(suspensions == 1);
    if (child(space) || faults() || dispositions(before))
        return 1;
    puts("the host keeps what it had");
    return 0;
}
