/* What mprotect does to a mapping, on two kernels: cc split.c -I DIR -L DIR -lkernelflags -Wl,-rpath,DIR */
#include <errno.h>
#include <inttypes.h>
#include <kernelflags.h>
#include <stdio.h>
#include <sys/mman.h>

enum { PAGE = 4096 };

static void print(const char *kernel, kf_space *space)
{
    kf_vma vma;
    char flags[256], why[256];

    for (uint64_t at = 0; kf_next(space, at, &vma) == 1; at = vma.end) {
        kf_format(kernel, vma.flags, 's', flags, sizeof(flags));
        printf("  %" PRIx64 "-%" PRIx64 " %s  %s\n", vma.start, vma.end, vma.perms, flags);
        if (kf_explain(space, vma.start, why, sizeof(why)) > 0)
            printf("    | %s\n", why);
    }
}

static int show(const char *kernel)
{
    kf_space *space = kf_space_new(kernel, NULL, NULL, NULL);
    int64_t at;

    if (!space) {
        fprintf(stderr, "%s\n", kf_error());
        return 1;
    }
    at = kf_mmap(space, 0x10000000, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);
    printf("%s: mprotect gives %" PRId64 ", and of 1 VMA", kernel, kf_mprotect(space, at + PAGE, PAGE, PROT_READ));
    printf(" %zu have become\n", kf_count(space));
    print(kernel, space);
    if (kf_madvise(space, at + 2 * PAGE, PAGE, 102 /* MADV_GUARD_INSTALL */) == -EINVAL)
        printf("  a guard: %s\n", kf_error());
    else
        printf("  a guard: a touch of it %s\n", kf_touch(space, at + 2 * PAGE, 1, 0) == KF_SIGSEGV ? kf_error() : "does nothing");
    kf_space_free(space);
    return 0;
}

int main(void)
{
    return show("6.12") || show("7.2");
}
