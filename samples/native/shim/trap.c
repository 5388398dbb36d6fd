/*
 * Each system call of a process raises SIGSYS first (Syscall User Dispatch, prctl(2)), those inside libc and the loader too, which no
 * wrapper of a function sees. The handler makes the call, and keeps it where it is about memory. x86-64.
 */
#include "trap.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>

struct call calls[MOST_CALLS];
unsigned long call_count;
static char lock, selector = 1; /* SYSCALL_DISPATCH_FILTER_BLOCK */
static volatile int is_over;

/* From here alone the kernel takes calls: one that is made plainly, the end of a handler, and one that returns on two stacks. */
long direct(long number, unsigned long a, unsigned long b, unsigned long c, unsigned long d, unsigned long e, unsigned long f);
extern char direct_end_of_handler[], direct_on_two_stacks[], direct_start[], direct_end[];
__asm__(".pushsection .text\n"
        "direct_start:\n"
        ".globl direct\n"
        "direct: mov %rdi, %rax; mov %rsi, %rdi; mov %rdx, %rsi; mov %rcx, %rdx; mov %r8, %r10; mov %r9, %r8; mov 8(%rsp), %r9; syscall; ret\n"
        "direct_end_of_handler: mov $15, %eax; syscall\n"
        "direct_on_two_stacks: syscall; ret\n"
        "direct_end: nop\n"
        ".popsection\n");

static int is_about_memory(long number)
{
    switch (number) {
    case SYS_mmap: case SYS_munmap: case SYS_mprotect: case SYS_mremap: case SYS_brk: case SYS_madvise: case SYS_mlock: case SYS_munlock: case SYS_mlock2:
        return 1;
    default:
        return 0;
    }
}

static long keep(long number, const unsigned long *of)
{
    struct stat file = { 0 };
    long result, mode = 0;

    while (__atomic_test_and_set(&lock, __ATOMIC_ACQUIRE))
        ;
    if (number == SYS_mmap && !(of[3] & MAP_ANONYMOUS) && !direct(SYS_fstat, of[4], (unsigned long)&file, 0, 0, 0, 0))
        mode = direct(SYS_fcntl, of[4], F_GETFL, 0, 0, 0, 0);
    result = direct(number, of[0], of[1], of[2], of[3], of[4], of[5]);
    if ((unsigned long)result < -4095UL && call_count++ < MOST_CALLS)
        calls[call_count - 1] = (struct call){ number, result, { of[0], of[1], of[2], of[3], of[4], of[5] }, file.st_ino, (unsigned long)file.st_size,
                                             (mode & O_ACCMODE) != O_RDONLY };
    __atomic_clear(&lock, __ATOMIC_RELEASE);
    return result;
}

static void on_call(int signal, siginfo_t *info, void *context)
{
    greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
    unsigned long of[6] = { (unsigned long)r[REG_RDI], (unsigned long)r[REG_RSI], (unsigned long)r[REG_RDX], (unsigned long)r[REG_R10],
                            (unsigned long)r[REG_R8], (unsigned long)r[REG_R9] };
    long number = info->si_syscall;
    uint64_t *stack = number == SYS_clone3 ? (uint64_t *)of[0] + 5 : number == SYS_clone && of[1] ? (uint64_t *)&r[REG_RSI] : NULL;

    (void)signal;
    /* A call with SIGSYS blocked would end the process: no mask has it, of a thread or of a handler. */
    if (number == SYS_rt_sigprocmask && of[1]) {
        uint64_t mask = *(uint64_t *)of[1] & ~(1UL << (SIGSYS - 1));
        r[REG_RAX] = direct(number, of[0], (unsigned long)&mask, of[2], of[3], 0, 0);
    } else if (number == SYS_rt_sigaction && of[1]) {
        uint64_t action[4];
        memcpy(action, (void *)of[1], sizeof(action));
        action[3] &= ~(1UL << (SIGSYS - 1));
        r[REG_RAX] = direct(number, of[0], (unsigned long)action, of[2], of[3], 0, 0);
    } else if (number == SYS_rt_sigreturn) {
        r[REG_RIP] = (greg_t)direct_end_of_handler;
    } else if (stack && *stack) {
        /* Both return to where the call was: by the top of each one's stack. */
        uint64_t *top = (uint64_t *)(*stack + (number == SYS_clone3 ? stack[1] : 0)) - 1;
        *top = *(uint64_t *)(r[REG_RSP] -= 8) = (uint64_t)r[REG_RIP];
        *(number == SYS_clone3 ? &stack[1] : stack) -= 8;
        r[REG_RIP] = (greg_t)direct_on_two_stacks;
    } else if (is_about_memory(number)) {
        r[REG_RAX] = keep(number, of);
    } else {
        r[REG_RAX] = direct(number == SYS_vfork ? SYS_fork : number, of[0], of[1], of[2], of[3], of[4], of[5]);
    }
}

void trap_on(void)
{
    struct { void (*action)(int, siginfo_t *, void *); unsigned long flags; void *restorer; uint64_t mask; } action = {
        on_call, SA_SIGINFO | SA_NODEFER | 0x04000000 /* SA_RESTORER */, direct_end_of_handler, 0 };

    direct(SYS_rt_sigaction, SIGSYS, (unsigned long)&action, 0, 8, 0, 0);
    direct(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, (unsigned long)direct_start, (unsigned long)(direct_end - direct_start), (unsigned long)&selector, 0);
}

void trap_off(void)
{
    is_over = 1;
    direct(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, 0, 0);
}

struct start { void *(*routine)(void *); void *argument; };

static void *started(void *given)
{
    struct start start = *(struct start *)given;

    if (!is_over)
        trap_on();
    free(given);
    return start.routine(start.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *), void *argument)
{
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
        (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))(uintptr_t)dlsym(RTLD_NEXT, "pthread_create");
    struct start *start = malloc(sizeof(*start));

    *start = (struct start){ routine, argument };
    return real(thread, attributes, started, start);
}
