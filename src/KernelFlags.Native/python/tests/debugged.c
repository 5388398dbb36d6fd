/*
 * A program with a VMA as kernels have it, for debuggers: FORM is 1 (6.1), 2 (6.3), 3 (6.19), or 4, with the bitmap of 6.19 alone, and
 * larger. It says when it is ready, and waits.
 */
#include <stdio.h>
#include <unistd.h>

typedef unsigned long vm_flags_t;

typedef struct {
    unsigned long __vma_flags[FORM == 4 ? 2 : 1];
} vma_flags_t;

struct vm_area_struct {
    unsigned long vm_start;
    unsigned long vm_end;
#if FORM == 1
    unsigned long vm_flags;
#elif FORM == 2
    union {
        const vm_flags_t vm_flags;
        vm_flags_t __vm_flags;
    };
#elif FORM == 3
    union {
        const vm_flags_t vm_flags;
        vma_flags_t flags;
    };
#else
    vma_flags_t flags;
#endif
};

struct uts_namespace {
    struct {
        char sysname[65];
        char release[65];
    } name;
};

#if FORM == 1
struct uts_namespace init_uts_ns = { { "Linux", "6.1.0-38-amd64" } };
struct vm_area_struct area = { 0x10000000, 0x10001000, 0x8100073 };
#elif FORM == 2
struct uts_namespace init_uts_ns = { { "Linux", "6.12.48+deb13-amd64" } };
struct vm_area_struct area = { 0x10000000, 0x10001000, { 0x8100073 } };
#elif FORM == 3
struct uts_namespace init_uts_ns = { { "Linux", "7.2.0-1-amd64" } };
struct vm_area_struct area = { 0x10000000, 0x10001000, { 0x8100873 } };
#else
const char linux_banner[] = "Linux version 7.2.0-1-amd64 (gcc 15)";
struct vm_area_struct area = { 0x10000000, 0x10001000, { { 0x8100873, 0 } } };
#endif
struct vm_area_struct *vma = &area;

int main(void)
{
    puts("ready");
    fflush(stdout);
    pause();
    return 0;
}
