/* A saved smaps as an address space, of a kernel that is named; and files that are none. */
#include <kernelflags.h>
#include <stdio.h>
#include <string.h>

static const char smaps[] =
    "10000000-10002000 rw-p 00000000 00:00 0 \n"
    "Size:                  8 kB\nRss:                   8 kB\nAnonymous:             8 kB\nVmFlags: rd wr mr mw me ac \n"
    "10002000-10003000 r--p 00000000 00:00 0 \n"
    "Size:                  4 kB\nRss:                   0 kB\nAnonymous:             0 kB\nVmFlags: rd mr mw me ac \n";

int main(void)
{
    FILE *file = fopen("image.smaps", "w");
    kf_space *space;
    kf_vma vma;
    char why[200];

    if (!file || fputs(smaps, file) < 0 || fclose(file))
        return 1;
    space = kf_space_from_smaps("7.2", "image.smaps");
    if (!space)
        return fprintf(stderr, "%s\n", kf_error()), 1;
    if (kf_count(space) != 2 || kf_find(space, 0x10002000, &vma) != 1 || strcmp(vma.perms, "r--p") || vma.end != 0x10003000 || vma.anon_vma)
        return fprintf(stderr, "%zu VMAs\n", kf_count(space)), 1;
    if (kf_explain(space, 0x10000000, why, sizeof(why)) <= 0 || !strstr(why, " wr"))
        return fprintf(stderr, "%s\n", why), 1;
    if (kf_space_from_smaps("7.2", "no.smaps") || !*kf_error() || kf_space_from_smaps("7.2", NULL) || kf_space_from_smaps("no", "image.smaps"))
        return 1;
    puts("the same");
    return 0;
}
