/*
 * What the runtime may do to the process that it is a guest of. The linker gives us each call by which it would take a signal or start
 * a thread: it gets what it needs, and the host keeps the rest.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

int __real_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);

extern const char __ehdr_start[], etext[];

typedef void handler(int, siginfo_t *, void *);

/* Below this a fault may be a null reference, which the runtime makes an exception of; above it has no answer. */
#define NULL_PAGES 0x10000

static struct taken {
    handler *runtime;
    struct sigaction host;
} taken[_NSIG];

/* What tells a signal of the runtime's own from one that the host sent. */
static const char mark;

static int is_in_library(const void *context)
{
#if defined(__x86_64__)
    uintptr_t at = (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    uintptr_t at = (uintptr_t)((const ucontext_t *)context)->uc_mcontext.pc;
#else
#error "where a fault happened has to be read from the context of this architecture"
#endif
    return at >= (uintptr_t)__ehdr_start && at < (uintptr_t)etext;
}

static void reset(int number)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = SIG_DFL;
    __real_sigaction(number, &action, NULL);
}

/* As the kernel would have called it, had the runtime not come between. */
static void call_host(int number, siginfo_t *info, void *context)
{
    const struct sigaction host = taken[number].host;
    sigset_t before;

    if (!(host.sa_flags & SA_SIGINFO) && host.sa_handler == SIG_IGN && info->si_code <= 0)
        return;
    if (!(host.sa_flags & SA_SIGINFO) && (host.sa_handler == SIG_DFL || host.sa_handler == SIG_IGN)) {
        /* The instruction faults once more, and ends the process as it would have. */
        reset(number);
        if (info->si_code <= 0)
            raise(number);
        return;
    }
    if (host.sa_flags & SA_RESETHAND)
        reset(number);
    pthread_sigmask(SIG_BLOCK, &host.sa_mask, &before);
    if (host.sa_flags & SA_SIGINFO)
        host.sa_sigaction(number, info, context);
    else
        host.sa_handler(number);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    int is_null = number != SIGSEGV || (uintptr_t)info->si_addr < NULL_PAGES;

    if (info->si_code > 0 && is_null && is_in_library(context))
        taken[number].runtime(number, info, context);
    else
        call_host(number, info, context);
}

static void on_suspension(int number, siginfo_t *info, void *context)
{
    if (info->si_code == SI_QUEUE && info->si_value.sival_ptr == &mark)
        taken[number].runtime(number, info, context);
    else
        call_host(number, info, context);
}

int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
    struct sigaction ours;
    struct sigaction *host;
    int is_fault = number == SIGSEGV || number == SIGFPE;

    if (number <= 0 || number >= _NSIG || !action || !(is_fault || number == SIGRTMIN))
        return __real_sigaction(number, NULL, old);
    host = &taken[number].host;
    if (!(action->sa_flags & SA_SIGINFO))
        return old ? __real_sigaction(number, NULL, old) : 0;
    if (__real_sigaction(number, NULL, host))
        return -1;
    taken[number].runtime = action->sa_sigaction;
    ours = *action;
    ours.sa_sigaction = is_fault ? on_fault : on_suspension;
    if (host->sa_handler != SIG_DFL && host->sa_handler != SIG_IGN)
        ours.sa_flags = SA_SIGINFO | (host->sa_flags & (SA_ONSTACK | SA_RESTART | SA_NODEFER));
    if (old) {
        /* What it would pass on itself, we do. */
        memset(old, 0, sizeof(*old));
        old->sa_handler = SIG_DFL;
    }
    return __real_sigaction(number, &ours, NULL);
}

void (*__wrap_signal(int number, void (*action)(int)))(int)
{
    (void)number;
    (void)action;
    return SIG_DFL;
}

int __wrap_pthread_kill(pthread_t thread, int number)
{
    return pthread_sigqueue(thread, number, (union sigval){ .sival_ptr = (void *)&mark });
}

/* A thread of the runtime takes no signal that is meant for the host's: those may block one, and wait for it. */
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    static const int own[] = { SIGSEGV, SIGFPE, SIGBUS, SIGILL, SIGTRAP, SIGSYS, SIGABRT };
    sigset_t all, before;
    int error;

    sigfillset(&all);
    for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
        sigdelset(&all, own[i]);
    sigdelset(&all, SIGRTMIN);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = __real_pthread_create(thread, attributes, start, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}
