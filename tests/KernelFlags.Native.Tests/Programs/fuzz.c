/*
 * Calls with handles that are null, made up, freed or of another kind, with sizes and addresses of every magnitude: each ends with a value
 * or an error, -EINVAL where the handle is none. Arguments: a seed, and how many calls.
 */
#include <errno.h>
#include <kernelflags.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEPT = 32 };

static uint64_t state;

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static uint64_t any(void)
{
    static const uint64_t edges[] = { 0, 1, 4095, 4096, 1 << 20, INT32_MAX, UINT32_MAX, 0x10000000, 0x7ffffffff000, INT64_MAX, UINT64_MAX };

    return draw() % 2 ? edges[draw() % (sizeof(edges) / sizeof(*edges))] : draw() >> draw() % 64;
}

static void *made_up(void *const *known)
{
    static char here[64];

    switch (draw() % 6) {
    case 0:
        return NULL;
    case 1:
        return here + draw() % 64;
    case 2:
        return (void *)(uintptr_t)draw();
    case 3:
        return (void *)(uintptr_t)(draw() % 4096);
    default:
        return (void *)((uintptr_t)known[draw() % KEPT] ^ (uint64_t)1 << draw() % 64);
    }
}

static int is_bad(int64_t result)
{
    return result < KF_SIGSEGV || (result < 0 && result > INT64_MIN && result > -4096 && result < -133);
}

static int64_t call(kf_space *space, kf_file *file, kf_snapshot *snapshot, kf_uffd *uffd)
{
    static char text[600];
    static kf_change changes[4];
    static uint64_t flags[2];
    kf_vma vma;
    size_t room = draw() % 3 ? draw() % sizeof(text) : 0;
    char *buffer = room ? text : NULL;

    switch (draw() % 29) {
    case 0: return kf_mmap(space, any(), any(), (int)any(), (int)any(), file, any());
    case 1: return kf_munmap(space, any(), any());
    case 2: return kf_mprotect(space, any(), any(), (int)any());
    case 3: return kf_madvise(space, any(), any(), (int)any());
    case 4: return kf_mremap(space, any(), any(), any(), (int)any(), any());
    case 5: return kf_mlock(space, any(), any() % (1 << 24));
    case 6: return kf_mlock2(space, any(), any() % (1 << 24), (unsigned int)any());
    case 7: return kf_munlock(space, any(), any());
    case 8: return kf_mseal(space, any(), any(), (unsigned long)any());
    case 9: return kf_brk(space, any());
    case 10: return kf_touch(space, any(), any() % (1 << 24), (int)any());
    case 11: return kf_set_anon_name(space, any(), any(), draw() % 2 ? "a name" : NULL);
    case 12: return kf_mbind(space, any(), any(), (int)any(), any());
    case 13: return kf_uffd_register(space, uffd, any(), any(), any());
    case 14: return kf_uffd_unregister(space, uffd, any(), any());
    case 15: return kf_uffd_writeprotect(space, any(), any(), (int)any());
    case 16: return kf_find(space, any(), draw() % 4 ? &vma : NULL);
    case 17: return kf_next(space, any(), draw() % 4 ? &vma : NULL);
    case 18: return kf_explain(space, any(), buffer, room);
    case 19: return (int64_t)kf_count(space);
    case 20: return kf_snapshot_get(snapshot, any(), draw() % 4 ? &vma : NULL);
    case 21: return kf_snapshot_diff(snapshot, snapshot, draw() % 2 ? changes : NULL, draw() % 5);
    case 22: return (int64_t)kf_snapshot_count(snapshot);
    case 23: return kf_decode(draw() % 4 ? "7.2" : NULL, draw() % 2 ? "rd wr gu zz" : "0x73", flags);
    case 24:
        flags[0] = any();
        flags[1] = draw() % 4 ? 0 : any();
        return kf_format(draw() % 4 ? "6.12" : "no kernel", flags, "stx"[draw() % 3], buffer, room);
    case 25: return draw() % 2 ? kf_space_decode(space, draw() % 4 ? "rd wr zz" : NULL, flags) : kf_space_format(space, flags, "stx"[draw() % 3], buffer, room);
    case 26: return kf_maps(space, buffer, room);
    case 27: return kf_error()[0] == '\x01';
    default: return kf_abi() - 1;
    }
}

int main(int count, char **arguments)
{
    void *spaces[KEPT], *others[KEPT] = { 0 };
    long calls = count > 2 ? atol(arguments[2]) : 100000, refused = 0;
    int64_t result;

    state = (count > 1 ? strtoull(arguments[1], NULL, 10) : 1) * 0x9e3779b97f4a7c15 + 1;
    for (int i = 0; i < KEPT; i++) {
        spaces[i] = kf_space_new(i % 2 ? "7.2" : "6.12", NULL, NULL, NULL);
        kf_mmap(spaces[i], 0x10000000, 1 << 20, 3, 0x22, NULL, 0);
        others[i] = i % 3 == 0 ? (void *)kf_file_new(any() % (1 << 24), i & 1) : i % 3 == 1 ? (void *)kf_snapshot_new(spaces[i]) : (void *)kf_uffd_new(0);
    }
    for (long i = 0; i < calls; i++) {
        int at = (int)(draw() % KEPT);
        void *of[4];

        if (draw() % 64 == 0) { /* what is kept here is freed, and freed once more later */
            kf_space_free(spaces[at]);
            kf_file_free(others[at]), kf_snapshot_free(others[at]), kf_uffd_free(others[at]);
            if (kf_mprotect(spaces[at], 0x10000000, 4096, 1) != -EINVAL || kf_count(spaces[at]) || kf_fork(spaces[at]) || kf_find(others[at], 0, &(kf_vma){ 0 }) != -EINVAL)
                return fprintf(stderr, "call %ld: a freed handle is taken\n", i), 1;
            spaces[at] = draw() % 2 ? kf_space_new("7.2", NULL, NULL, NULL) : draw() % 2 ? (void *)kf_fork(spaces[draw() % KEPT]) : (void *)kf_clone(spaces[draw() % KEPT]);
            if (!spaces[at])
                spaces[at] = kf_space_new("6.12", NULL, NULL, NULL);
            others[at] = at % 3 == 0 ? (void *)kf_file_new(1 << 20, 0) : at % 3 == 1 ? (void *)kf_snapshot_new(spaces[at]) : (void *)kf_uffd_new(0);
        }
        for (int j = 0; j < 4; j++)
            of[j] = draw() % 3 ? j ? others[draw() % KEPT] : spaces[at] : made_up(draw() % 2 ? spaces : others);
        result = call(of[0], of[1], of[2], of[3]);
        refused += result == -EINVAL;
        if (is_bad(result))
            return fprintf(stderr, "call %ld gives %lld: %s\n", i, (long long)result, kf_error()), 1;
    }
    printf("%ld calls, %s refused\n", calls, refused > calls / 10 ? "many" : "few");
    return 0;
}
