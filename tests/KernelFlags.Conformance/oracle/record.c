// SPDX-License-Identifier: MIT
// record: drives the running kernel through address-space operations and writes a trace.
// The format is described beside the reader of traces. Plain C11 and libc only, so that it can be
// linked -static and run as the only program of an initramfs.
//
// The controller (the first process) owns no memory in the window: it forks the process
// that is address space 0, sends it one operation at a time over a pipe, and reads
// /proc/PID/smaps and /proc/PID/pagemap from outside while that process sleeps in read().
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <linux/userfaultfd.h>
#include <unistd.h>

typedef uint64_t u64;
#define PG 4096ul
#define HUGE_ (2ul << 20)
#define WINDOW_BASE 0x100000000000ul
#define MAXAS 64
#define MAXVMA 4096
#define NCTX 3
#define NFILE 3

// What older headers may lack.
#undef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif
#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 1
#endif
#ifndef SYS_mseal
#define SYS_mseal 462
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif
#define F_WP (1 << 0)          // UFFD_FEATURE_PAGEFAULT_FLAG_WP
#define F_SIGBUS (1 << 7)
#define F_MINOR_SHMEM (1 << 10)
#define F_WP_SHMEM (1 << 12)
#define F_WP_UNPOP (1 << 13)
#define F_WP_ASYNC (1 << 15)
#define MODE_MISSING 1
#define MODE_WP 2
#define MODE_MINOR 4

enum { ADV_DONTNEED = 4, ADV_COLLAPSE = 25, ADV_GI = 102, ADV_GR = 103 };

static void end_all(void);

static void die(const char *fmt, ...)
{
	va_list ap;
	end_all();
	va_start(ap, fmt);
	fflush(stdout);
	fprintf(stderr, "record: ");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	_exit(1);
}

// ---------------------------------------------------------------- names

struct name { const char *s; int v; };

static const struct name op_names[] = {
	{"mmap", 0}, {"munmap", 1}, {"mprotect", 2}, {"madvise", 3}, {"mlock", 4}, {"mlock2", 5},
	{"munlock", 6}, {"mseal", 7}, {"mremap", 8}, {"name", 9}, {"uffd_register", 10},
	{"uffd_unregister", 11}, {"uffd_wp", 12}, {"touch", 13}, {"fork", 14}, {"exit", 15}, {"brk", 16},
	{"mbind", 17}, {0, 0}};
enum { O_MMAP, O_MUNMAP, O_MPROTECT, O_MADVISE, O_MLOCK, O_MLOCK2, O_MUNLOCK, O_MSEAL, O_MREMAP,
       O_NAME, O_UREG, O_UUNREG, O_UWP, O_TOUCH, O_FORK, O_EXIT, O_BRK, O_MBIND };

static const struct name advice_names[] = {
	{"NORMAL", 0}, {"RANDOM", 1}, {"SEQUENTIAL", 2}, {"WILLNEED", 3}, {"DONTNEED", 4}, {"FREE", 8},
	{"REMOVE", 9}, {"DONTFORK", 10}, {"DOFORK", 11}, {"MERGEABLE", 12}, {"UNMERGEABLE", 13},
	{"HUGEPAGE", 14}, {"NOHUGEPAGE", 15}, {"DONTDUMP", 16}, {"DODUMP", 17}, {"WIPEONFORK", 18},
	{"KEEPONFORK", 19}, {"COLD", 20}, {"PAGEOUT", 21}, {"POPULATE_READ", 22}, {"POPULATE_WRITE", 23},
	{"DONTNEED_LOCKED", 24}, {"COLLAPSE", 25}, {"GUARD_INSTALL", 102}, {"GUARD_REMOVE", 103}, {0, 0}};

static const struct name map_bits[] = {
	{"FIXED", 0x10}, {"ANONYMOUS", 0x20}, {"GROWSDOWN", 0x100}, {"LOCKED", 0x2000}, {"NORESERVE", 0x4000},
	{"POPULATE", 0x8000}, {"NONBLOCK", 0x10000}, {"STACK", 0x20000}, {"FIXED_NOREPLACE", 0x100000}, {0, 0}};
static const struct name map_types[] = {
	{"SHARED", 1}, {"PRIVATE", 2}, {"SHARED_VALIDATE", 3}, {"DROPPABLE", 8}, {0, 0}};
static const struct name remap_bits[] = {{"MAYMOVE", 1}, {"FIXED", 2}, {"DONTUNMAP", 4}, {0, 0}};
static const struct name policies[] = {
	{"DEFAULT", 0}, {"PREFERRED", 1}, {"BIND", 2}, {"INTERLEAVE", 3}, {"LOCAL", 4}, {"PREFERRED_MANY", 5}, {0, 0}};
static const struct name policy_bits[] = {{"STRICT", 1}, {"MOVE", 2}, {"MOVE_ALL", 4}, {0, 0}};
static const struct name mode_bits[] = {{"MISSING", 1}, {"WP", 2}, {"MINOR", 4}, {0, 0}};
static const struct name feat_bits[] = {
	{"PAGEFAULT_FLAG_WP", F_WP}, {"SIGBUS", F_SIGBUS}, {"MINOR_SHMEM", F_MINOR_SHMEM},
	{"WP_HUGETLBFS_SHMEM", F_WP_SHMEM}, {"WP_UNPOPULATED", F_WP_UNPOP}, {"WP_ASYNC", F_WP_ASYNC}, {0, 0}};
static const struct name errs[] = {
	{"EPERM", EPERM}, {"ENOENT", ENOENT}, {"EINTR", EINTR}, {"EIO", EIO}, {"ENXIO", ENXIO}, {"EBADF", EBADF},
	{"EAGAIN", EAGAIN}, {"ENOMEM", ENOMEM}, {"EACCES", EACCES}, {"EFAULT", EFAULT}, {"EBUSY", EBUSY},
	{"EEXIST", EEXIST}, {"ENODEV", ENODEV}, {"EINVAL", EINVAL}, {"ENOSPC", ENOSPC}, {"ENOSYS", ENOSYS},
	{"EOVERFLOW", EOVERFLOW}, {"EOPNOTSUPP", EOPNOTSUPP}, {"EHWPOISON", EHWPOISON}, {"ESRCH", ESRCH},
	{"ERANGE", ERANGE}, {"E2BIG", E2BIG}, {"EMFILE", EMFILE}, {"ENFILE", ENFILE}, {"ETXTBSY", ETXTBSY}, {0, 0}};

static const char *name_of(const struct name *t, int v)
{
	for (; t->s; t++)
		if (t->v == v)
			return t->s;
	return NULL;
}

static int value_of(const struct name *t, const char *s, size_t n)
{
	for (; t->s; t++)
		if (strlen(t->s) == n && !memcmp(t->s, s, n))
			return t->v;
	return -1;
}

// ---------------------------------------------------------------- operations

struct op {
	int k, as, child, prot, flags, file, advice, mode, ctx, on, write, has_new, has_name;
	u64 addr, len, off, new_len, new_addr, nodes;
	char name[96];
};

struct rep {
	u64 ret;
	int err, sig, pid, hang;
	u64 sigaddr;
};

static int fds[NFILE + 1] = {-1, -1, -1, -1};
// Two pipes for each address space: operations in, outcomes out. (No sockets: a small kernel may lack them.)
static int op_w[MAXAS], op_r[MAXAS], rep_w[MAXAS], rep_r[MAXAS];
static int uffd[NCTX] = {-1, -1, -1};
static u64 uffd_feat[NCTX];
static u64 file_size;
static u64 heap; // where the heap starts when it lies in the window; 0 when it does not
static u64 top;  // the end of the window when mmap places there by itself; 0 when it does not

static size_t slurp(const char *path, char *buf, size_t cap);

// Moves the heap, empty, into the window. Everything else stays as /proc/self/stat tells it.
static void move_heap(void)
{
	static char text[4096];
	u64 f[53] = {0};
	if (!heap)
		return;
	slurp("/proc/self/stat", text, sizeof text);
	char *p = strrchr(text, ')');
	for (int i = 3; p && i <= 52 && (p = strchr(p, ' ')); i++)
		f[i] = strtoull(++p, NULL, 10);
	struct prctl_mm_map m = {
		.start_code = f[26], .end_code = f[27], .start_stack = f[28], .start_data = f[45], .end_data = f[46],
		.start_brk = heap, .brk = heap, .arg_start = f[48], .arg_end = f[49], .env_start = f[50], .env_end = f[51],
		.exe_fd = (uint32_t)-1};
	if (prctl(PR_SET_MM, PR_SET_MM_MAP, &m, sizeof m, 0))
		_exit(1);
}

static void open_uffds(void)
{
	static const u64 want[NCTX] = {
		F_WP | F_SIGBUS | F_MINOR_SHMEM | F_WP_SHMEM,
		F_WP | F_SIGBUS | F_MINOR_SHMEM | F_WP_SHMEM | F_WP_UNPOP,
		F_WP | F_SIGBUS | F_MINOR_SHMEM | F_WP_SHMEM | F_WP_UNPOP | F_WP_ASYNC};
	static const u64 drop[] = {0, F_WP_ASYNC, F_WP_ASYNC | F_WP_UNPOP, F_WP_ASYNC | F_WP_UNPOP | F_WP_SHMEM,
				   F_WP_ASYNC | F_WP_UNPOP | F_WP_SHMEM | F_MINOR_SHMEM, ~(u64)F_SIGBUS};
	for (int i = 0; i < NCTX; i++) {
		if (uffd[i] >= 0)
			close(uffd[i]);
		uffd[i] = -1;
		for (size_t j = 0; j < sizeof drop / sizeof *drop; j++) {
			int fd = syscall(SYS_userfaultfd, O_CLOEXEC);
			struct uffdio_api api = {.api = UFFD_API, .features = want[i] & ~drop[j]};
			if (fd < 0)
				break;
			if (!ioctl(fd, UFFDIO_API, &api)) {
				uffd[i] = fd;
				uffd_feat[i] = want[i] & ~drop[j];
				break;
			}
			close(fd);
		}
	}
}

static sigjmp_buf fault_jmp;
static volatile int fault_sig;
static volatile u64 fault_addr;

static void on_fault(int sig, siginfo_t *si, void *u)
{
	(void)u;
	fault_sig = sig;
	fault_addr = (u64)(uintptr_t)si->si_addr;
	siglongjmp(fault_jmp, 1);
}

static void do_touch(const struct op *o, struct rep *r)
{
	fault_sig = 0;
	if (!sigsetjmp(fault_jmp, 1)) {
		for (volatile u64 a = o->addr; a < o->addr + o->len; a += PG) {
			volatile unsigned char *p = (void *)(uintptr_t)a;
			if (o->write)
				*p = (unsigned char)(a >> 12) | 1;
			else
				(void)*p;
		}
	} else {
		r->sig = fault_sig;
		r->sigaddr = fault_addr;
	}
}

static void op_process(int as);

static void perform(const struct op *o, struct rep *r)
{
	long v = 0;
	int fd = o->file > 0 && o->file <= NFILE ? fds[o->file] : -1;
	int uf = o->ctx >= 0 && o->ctx < NCTX ? uffd[o->ctx] : -1;
	memset(r, 0, sizeof *r);
	errno = 0;
	switch (o->k) {
	case O_MMAP: v = syscall(SYS_mmap, o->addr, o->len, o->prot, o->flags, fd, o->off); break;
	case O_MUNMAP: v = syscall(SYS_munmap, o->addr, o->len); break;
	case O_MPROTECT: v = syscall(SYS_mprotect, o->addr, o->len, o->prot); break;
	case O_MADVISE: v = syscall(SYS_madvise, o->addr, o->len, o->advice); break;
	case O_MLOCK: v = syscall(SYS_mlock, o->addr, o->len); break;
	case O_MLOCK2: v = syscall(SYS_mlock2, o->addr, o->len, o->on ? MLOCK_ONFAULT : 0); break;
	case O_MUNLOCK: v = syscall(SYS_munlock, o->addr, o->len); break;
	case O_MSEAL: v = syscall(SYS_mseal, o->addr, o->len, 0); break;
	case O_MREMAP: v = syscall(SYS_mremap, o->addr, o->len, o->new_len, o->flags, o->new_addr); break;
	case O_NAME:
		v = syscall(SYS_prctl, PR_SET_VMA, PR_SET_VMA_ANON_NAME, o->addr, o->len, o->has_name ? o->name : NULL);
		break;
	case O_UREG: {
		struct uffdio_register g = {.range = {o->addr, o->len}, .mode = o->mode};
		if (uf < 0) { v = -1; errno = ENOSYS; } else v = ioctl(uf, UFFDIO_REGISTER, &g);
		break;
	}
	case O_UUNREG: {
		struct uffdio_range g = {o->addr, o->len};
		if (uf < 0) { v = -1; errno = ENOSYS; } else v = ioctl(uf, UFFDIO_UNREGISTER, &g);
		break;
	}
	case O_UWP: {
		struct uffdio_writeprotect g = {.range = {o->addr, o->len}, .mode = o->on ? UFFDIO_WRITEPROTECT_MODE_WP : 0};
		if (uf < 0) { v = -1; errno = ENOSYS; } else v = ioctl(uf, UFFDIO_WRITEPROTECT, &g);
		break;
	}
	case O_TOUCH: do_touch(o, r); break;
	case O_BRK: v = syscall(SYS_brk, o->addr); break;
	case O_MBIND:
		v = syscall(SYS_mbind, o->addr, o->len, (long)o->mode, o->nodes ? &o->nodes : NULL, o->nodes ? 65l : 0l, o->flags);
		break;
	case O_FORK:
		v = fork();
		if (!v)
			op_process(o->child);
		r->pid = v;
		if (v > 0)
			v = 0;
		break;
	}
	r->err = v == -1 ? errno : 0;
	r->ret = r->err ? 0 : (u64)v;
}

static void op_process(int as)
{
	struct op o;
	struct rep r = {0};
	if (as == 0) {
		struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
		sigaction(SIGSEGV, &sa, NULL);
		sigaction(SIGBUS, &sa, NULL);
		signal(SIGCHLD, SIG_IGN);
		for (int i = 0; i < MAXAS; i++)
			close(op_w[i]), close(rep_r[i]);
		move_heap();
	}
	open_uffds();
	for (int i = 0; i < NCTX; i++)
		r.ret |= uffd_feat[i] << (16 * i);
	if (write(rep_w[as], &r, sizeof r) != sizeof r)
		_exit(1);
	for (;;) {
		if (read(op_r[as], &o, sizeof o) != sizeof o || o.k == O_EXIT)
			_exit(0);
		perform(&o, &r);
		if (write(rep_w[as], &r, sizeof r) != sizeof r)
			_exit(1);
	}
}

// ---------------------------------------------------------------- the controller's view

struct vma {
	u64 start, end, off, rss, anon, locked, huge;
	int file, pkey;
	char perm[5], flags[128], name[96];
	int has_name;
};

struct as {
	int live, pid, n;
	struct vma *v;
	u64 *pm; // the window's pagemap entries in the last snapshot
};

static struct as as[MAXAS];
static int nas;

static void end_all(void)
{
	for (int i = 0; i < nas; i++)
		if (as[i].live)
			kill(as[i].pid, SIGKILL);
}
static u64 win, wend;
static u64 wpages;
static int pagemap_guard;
static dev_t fdev[NFILE + 1];
static ino_t fino[NFILE + 1];

// False when no answer comes: the system call never returns.
static int get(int fd, void *p, size_t n)
{
	struct pollfd pf = {fd, POLLIN, 0};
	if (poll(&pf, 1, 20000) <= 0)
		return 0;
	if (read(fd, p, n) != (ssize_t)n)
		die("the operation's process died");
	return 1;
}

static size_t slurp(const char *path, char *buf, size_t cap)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t k;
	buf[0] = 0;
	if (fd < 0)
		return 0;
	while (n + 1 < cap && (k = read(fd, buf + n, cap - 1 - n)) > 0)
		n += k;
	close(fd);
	buf[n] = 0;
	return n;
}

static char smaps[16 << 20];

static int file_by(unsigned maj, unsigned min, u64 ino)
{
	if (!ino)
		return 0;
	for (int i = 1; i <= NFILE; i++)
		if (fino[i] == ino && major(fdev[i]) == maj && minor(fdev[i]) == min)
			return i;
	if (maj == major(fdev[2]) && min == minor(fdev[2]))
		return 0; // shared anonymous memory: the kernel's own shmem, whose inode numbers may equal another file's
	for (int i = 1; i <= NFILE; i++) // file systems whose st_dev differs from what maps shows
		if (i != 2 && fino[i] == ino)
			return i;
	return 0;
}

static void read_smaps(struct as *a)
{
	char path[64];
	struct vma *v = NULL;
	snprintf(path, sizeof path, "/proc/%d/smaps", a->pid);
	if (!slurp(path, smaps, sizeof smaps))
		die("cannot read smaps");
	a->n = 0;
	for (char *l = smaps, *e; *l; l = e) {
		e = strchr(l, '\n');
		if (!e)
			break;
		*e++ = 0;
		if (isdigit((unsigned char)*l) || islower((unsigned char)*l)) {
			unsigned long s, t, off, ino;
			unsigned maj, min;
			char perm[5];
			int used = 0;
			v = NULL;
			if (sscanf(l, "%lx-%lx %4s %lx %x:%x %lu %n", &s, &t, perm, &off, &maj, &min, &ino, &used) < 7)
				continue;
			if (t <= win || s >= wend)
				continue;
			if (s < win || t > wend)
				die("the mapping %lx-%lx crosses the border of the window %lx-%lx", s, t, (unsigned long)win, (unsigned long)wend);
			if (a->n == MAXVMA)
				die("too many mappings");
			v = &a->v[a->n++];
			memset(v, 0, sizeof *v);
			v->start = s;
			v->end = t;
			v->off = off;
			memcpy(v->perm, perm, 5);
			v->file = file_by(maj, min, ino);
			const char *nm = used ? l + used : "";
			const char *c = !strncmp(nm, "[anon:", 6) ? nm + 6 : !strncmp(nm, "[anon_shmem:", 12) ? nm + 12 : NULL;
			if (c) {
				size_t k = strlen(c);
				v->has_name = 1;
				snprintf(v->name, sizeof v->name, "%.*s", (int)(k ? k - 1 : 0), c);
			}
		} else if (v) {
			char *c = strchr(l, ':');
			if (!c)
				continue;
			*c++ = 0;
			u64 kb = strtoull(c, NULL, 10) * 1024;
			if (!strcmp(l, "Rss")) v->rss = kb;
			else if (!strcmp(l, "Anonymous")) v->anon = kb;
			else if (!strcmp(l, "Locked")) v->locked = kb;
			else if (!strcmp(l, "AnonHugePages") || !strcmp(l, "ShmemPmdMapped") || !strcmp(l, "FilePmdMapped")) v->huge += kb;
			else if (!strcmp(l, "ProtectionKey")) v->pkey = atoi(c);
			else if (!strcmp(l, "VmFlags")) {
				while (*c == ' ')
					c++;
				size_t k = strlen(c);
				while (k && c[k - 1] == ' ')
					k--;
				snprintf(v->flags, sizeof v->flags, "%.*s", (int)k, c);
			}
		}
	}
}

static void put_str(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if ((unsigned char)*s < 32 || (unsigned char)*s > 126)
			printf("\\u%04x", (unsigned char)*s);
		else
			putchar(*s);
	}
	putchar('"');
}

static void put_ranges(const char *key, const u64 *pm, int bit)
{
	printf(",\"%s\":[", key);
	int first = 1;
	for (u64 i = 0; i < wpages; i++) {
		u64 j = i;
		while (j < wpages && pm[j] >> bit & 1)
			j++;
		if (j > i) {
			printf("%s[\"0x%lx\",\"0x%lx\"]", first ? "" : ",", win + i * PG, win + j * PG);
			first = 0;
			i = j;
		}
	}
	printf("]");
}

static void snapshot(long n, int id)
{
	struct as *a = &as[id];
	char path[64];
	read_smaps(a);
	snprintf(path, sizeof path, "/proc/%d/pagemap", a->pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	u64 *pagemap = a->pm;
	size_t want = wpages * 8, got = 0;
	ssize_t k;
	if (fd < 0)
		die("cannot open pagemap");
	while (got < want && (k = pread(fd, (char *)pagemap + got, want - got, win / PG * 8 + got)) > 0)
		got += k;
	close(fd);
	if (got < want)
		die("cannot read pagemap");
	printf("{\"snap\":%ld,\"as\":%d,\"vmas\":[", n, id);
	for (int i = 0; i < a->n; i++) {
		struct vma *v = &a->v[i];
		printf("%s{\"start\":\"0x%lx\",\"end\":\"0x%lx\",\"perm\":\"%s\",\"off\":%lu,\"file\":", i ? "," : "", v->start, v->end, v->perm, v->off);
		if (v->file) printf("%d", v->file); else printf("null");
		printf(",\"vmflags\":\"%s\",\"name\":", v->flags);
		if (v->has_name) put_str(v->name); else printf("null");
		printf(",\"rss\":%lu,\"anonymous\":%lu,\"locked\":%lu", v->rss, v->anon, v->locked);
		if (v->huge) printf(",\"huge\":%lu", v->huge);
		if (v->pkey) printf(",\"pkey\":%d", v->pkey);
		putchar('}');
	}
	putchar(']');
	if (pagemap_guard)
		put_ranges("guard", pagemap, 58);
	put_ranges("present", pagemap, 63);
	int wp = 0;
	for (u64 i = 0; i < wpages && !wp; i++)
		wp = pagemap[i] >> 57 & 1;
	if (wp)
		put_ranges("uffd_wp", pagemap, 57);
	printf("}\n");
}

static void put_bits(const struct name *t, u64 v, int *first)
{
	for (; t->s; t++)
		if (v & t->v) {
			printf("%s\"%s\"", *first ? "" : ",", t->s);
			*first = 0;
		}
}

static void put_prot(int p)
{
	printf(",\"prot\":\"%s%s%s\"", p & 1 ? "r" : "", p & 2 ? "w" : "", p & 4 ? "x" : "");
}

static void put_op(long n, const struct op *o, const struct rep *r)
{
	int first = 1;
	printf("{\"n\":%ld,\"op\":\"%s\",\"as\":%d", n, op_names[o->k].s, o->as);
	if (o->k != O_FORK && o->k != O_EXIT)
		printf(",\"addr\":\"0x%lx\"", o->addr);
	if (o->k != O_FORK && o->k != O_EXIT && o->k != O_BRK) {
		printf(",\"%s\":%lu", o->k == O_MREMAP ? "old_len" : "len", o->len);
	}
	switch (o->k) {
	case O_MMAP:
		put_prot(o->prot);
		printf(",\"flags\":[");
		if (name_of(map_types, o->flags & 15)) {
			printf("\"%s\"", name_of(map_types, o->flags & 15));
			first = 0;
		}
		put_bits(map_bits, o->flags & ~15, &first);
		printf("],\"file\":");
		if (o->file) printf("%d", o->file); else printf("null");
		printf(",\"off\":%lu", o->off);
		break;
	case O_MPROTECT: put_prot(o->prot); break;
	case O_MADVISE:
		if (name_of(advice_names, o->advice))
			printf(",\"advice\":\"%s\"", name_of(advice_names, o->advice));
		else
			printf(",\"advice\":%d", o->advice);
		break;
	case O_MLOCK2: printf(",\"onfault\":%s", o->on ? "true" : "false"); break;
	case O_MREMAP:
		printf(",\"new_len\":%lu,\"flags\":[", o->new_len);
		put_bits(remap_bits, o->flags, &first);
		printf("],\"new_addr\":");
		if (o->has_new) printf("\"0x%lx\"", o->new_addr); else printf("null");
		break;
	case O_NAME:
		printf(",\"name\":");
		if (o->has_name) put_str(o->name); else printf("null");
		break;
	case O_UREG:
		printf(",\"mode\":[");
		put_bits(mode_bits, o->mode, &first);
		printf("],\"ctx\":%d", o->ctx);
		break;
	case O_UUNREG: printf(",\"ctx\":%d", o->ctx); break;
	case O_UWP: printf(",\"on\":%s,\"ctx\":%d", o->on ? "true" : "false", o->ctx); break;
	case O_TOUCH: printf(",\"access\":\"%s\"", o->write ? "w" : "r"); break;
	case O_FORK: printf(",\"child\":%d", o->child); break;
	case O_MBIND:
		if (name_of(policies, o->mode))
			printf(",\"mode\":\"%s\"", name_of(policies, o->mode));
		else
			printf(",\"mode\":%d", o->mode);
		printf(",\"nodes\":%lu,\"flags\":[", o->nodes);
		put_bits(policy_bits, o->flags, &first);
		printf("]");
		break;
	}
	if (r->hang)
		printf(",\"hang\":true");
	else if (r->err) {
		if (name_of(errs, r->err)) printf(",\"err\":\"%s\"", name_of(errs, r->err));
		else printf(",\"err\":\"E%d\"", r->err);
	} else if (o->k == O_MMAP || o->k == O_MREMAP || o->k == O_BRK)
		printf(",\"ret\":\"0x%lx\"", r->ret);
	else
		printf(",\"ret\":%lu", r->ret);
	if (r->sig)
		printf(",\"%s\":\"0x%lx\"", r->sig == SIGBUS ? "sigbus" : "segv", r->sigaddr);
	printf("}\n");
}

static long nops;

static struct rep apply(const struct op *o)
{
	struct rep r = {0}, ready;
	struct as *a = &as[o->as];
	long n = ++nops;
	if (o->as < 0 || o->as >= nas || !a->live)
		die("operation %ld: no address space %d", n, o->as);
	if (o->k == O_EXIT) {
		int pfd = syscall(SYS_pidfd_open, a->pid, 0);
		if (write(op_w[o->as], o, sizeof *o) != sizeof *o)
			die("write");
		if (pfd >= 0) { // the memory is given back before this becomes readable
			struct pollfd pf = {pfd, POLLIN, 0};
			poll(&pf, 1, 60000);
			close(pfd);
		} else
			usleep(100000);
		a->live = 0;
		put_op(n, o, &r);
		return r;
	}
	if (o->k == O_FORK && (o->child != nas || nas == MAXAS))
		die("operation %ld: the child should be %d", n, nas);
	if (write(op_w[o->as], o, sizeof *o) != sizeof *o)
		die("write");
	if (!get(rep_r[o->as], &r, sizeof r)) { // it loops in the kernel: its process is ended, and with it the address space
		kill(a->pid, SIGKILL);
		a->live = 0;
		r.hang = 1;
		put_op(n, o, &r);
		fprintf(stderr, "record: operation %ld does not return\n", n);
		return r;
	}
	put_op(n, o, &r);
	if (o->k == O_FORK && !r.err) {
		if (!get(rep_r[o->child], &ready, sizeof ready))
			die("the child does not answer");
		as[o->child].live = 1;
		as[o->child].pid = r.pid;
		as[o->child].v = calloc(MAXVMA, sizeof(struct vma));
		as[o->child].pm = calloc(wpages, 8);
		nas++;
	}
	snapshot(n, o->as);
	if (o->k == O_FORK && !r.err)
		snapshot(n, o->child);
	return r;
}

// ---------------------------------------------------------------- inflate, for /proc/config.gz

struct inf { const unsigned char *p, *e; unsigned bits; int n; char *out; size_t len, cap; };

static int bit_(struct inf *z, int k)
{
	while (z->n < k) {
		if (z->p == z->e)
			return -1;
		z->bits |= (unsigned)*z->p++ << z->n;
		z->n += 8;
	}
	int v = z->bits & ((1u << k) - 1);
	z->bits >>= k;
	z->n -= k;
	return v;
}

struct huff { short count[16], sym[288]; };

static void mk(struct huff *h, const unsigned char *len, int n)
{
	short offs[16];
	memset(h->count, 0, sizeof h->count);
	for (int i = 0; i < n; i++)
		h->count[len[i]]++;
	h->count[0] = 0;
	offs[1] = 0;
	for (int i = 1; i < 15; i++)
		offs[i + 1] = offs[i] + h->count[i];
	for (int i = 0; i < n; i++)
		if (len[i])
			h->sym[offs[len[i]]++] = i;
}

static int dec(struct inf *z, struct huff *h)
{
	int code = 0, first = 0, idx = 0;
	for (int l = 1; l < 16; l++) {
		int b = bit_(z, 1);
		if (b < 0)
			return -1;
		code |= b;
		int c = h->count[l];
		if (code - c < first)
			return h->sym[idx + code - first];
		idx += c;
		first = (first + c) << 1;
		code <<= 1;
	}
	return -1;
}

static size_t gunzip(const unsigned char *p, size_t n, char *out, size_t cap)
{
	static const short lb[] = {3,4,5,6,7,8,9,10,11,13,15,17,19,23,27,31,35,43,51,59,67,83,99,115,131,163,195,227,258};
	static const short le[] = {0,0,0,0,0,0,0,0,1,1,1,1,2,2,2,2,3,3,3,3,4,4,4,4,5,5,5,5,0};
	static const short db[] = {1,2,3,4,5,7,9,13,17,25,33,49,65,97,129,193,257,385,513,769,1025,1537,2049,3073,4097,6145,8193,12289,16385,24577};
	static const short de[] = {0,0,0,0,1,1,2,2,3,3,4,4,5,5,6,6,7,7,8,8,9,9,10,10,11,11,12,12,13,13};
	static const unsigned char ord[] = {16,17,18,0,8,7,9,6,10,5,11,4,12,3,13,2,14,1,15};
	struct inf z = {.p = p + 10, .e = p + n, .out = out, .cap = cap};
	struct huff hl, hd;
	unsigned char len[320];
	int last, s;
	if (n < 18 || p[0] != 0x1f || p[1] != 0x8b)
		return 0;
	if (p[3] & 8)
		while (z.p < z.e && *z.p++) ;
	do {
		last = bit_(&z, 1);
		int type = bit_(&z, 2);
		if (type == 0) {
			z.bits = z.n = 0;
			if (z.e - z.p < 4)
				break;
			int k = z.p[0] | z.p[1] << 8;
			z.p += 4;
			while (k-- && z.p < z.e && z.len < z.cap)
				z.out[z.len++] = *z.p++;
			continue;
		}
		if (type == 1) {
			for (int i = 0; i < 288; i++)
				len[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
			mk(&hl, len, 288);
			memset(len, 5, 30);
			mk(&hd, len, 30);
		} else if (type == 2) {
			int nl = bit_(&z, 5) + 257, nd = bit_(&z, 5) + 1, nc = bit_(&z, 4) + 4, i = 0;
			memset(len, 0, sizeof len);
			for (int j = 0; j < nc; j++)
				len[ord[j]] = bit_(&z, 3);
			mk(&hl, len, 19);
			memset(len, 0, sizeof len);
			while (i < nl + nd) {
				if ((s = dec(&z, &hl)) < 0)
					return z.len;
				if (s < 16) { len[i++] = s; continue; }
				int prev = s == 16 && i ? len[i - 1] : 0;
				int rep = s == 16 ? 3 + bit_(&z, 2) : s == 17 ? 3 + bit_(&z, 3) : 11 + bit_(&z, 7);
				while (rep-- && i < nl + nd)
					len[i++] = prev;
			}
			mk(&hd, len + nl, nd);
			mk(&hl, len, nl);
		} else
			break;
		while ((s = dec(&z, &hl)) != 256) {
			if (s < 0)
				return z.len;
			if (s < 256) {
				if (z.len < z.cap)
					z.out[z.len++] = s;
				continue;
			}
			s -= 257;
			if (s > 28)
				return z.len;
			int k = lb[s] + bit_(&z, le[s]);
			s = dec(&z, &hd);
			if (s < 0 || s > 29)
				return z.len;
			size_t d = db[s] + bit_(&z, de[s]);
			while (k-- && z.len < z.cap && d <= z.len) {
				z.out[z.len] = z.out[z.len - d];
				z.len++;
			}
		}
	} while (!last);
	return z.len;
}

static char *kconfig;

static void load_config(const char *file)
{
	static unsigned char gz[1 << 20];
	static char text[4 << 20];
	if (file)
		slurp(file, text, sizeof text);
	else {
		size_t n = slurp("/proc/config.gz", (char *)gz, sizeof gz);
		size_t k = n ? gunzip(gz, n, text, sizeof text - 1) : 0;
		text[k] = 0;
	}
	kconfig = text[0] ? text : NULL;
}

static int has_config(const char *opt)
{
	char key[96];
	snprintf(key, sizeof key, "\nCONFIG_%s=y", opt);
	return kconfig && strstr(kconfig, key);
}

// ---------------------------------------------------------------- header

static void line_of(const char *path, char *buf, size_t cap)
{
	slurp(path, buf, cap);
	buf[strcspn(buf, "\n")] = 0;
}

// The bracketed word of a sysfs choice.
static void choice_of(const char *path, char *buf, size_t cap)
{
	char t[256], *a, *b;
	line_of(path, t, sizeof t);
	a = strchr(t, '[');
	b = a ? strchr(a, ']') : NULL;
	snprintf(buf, cap, "%.*s", a && b ? (int)(b - a - 1) : 0, a ? a + 1 : "");
}

static char probe[360];

static void do_probe(void)
{
	int fd[2];
	static char buf[1 << 20];
	if (pipe(fd))
		die("pipe");
	pid_t pid = fork();
	if (!pid) {
		char *p = mmap((void *)win, 4 * PG, 3, 0x20 | 2 | 0x10, -1, 0);
		u64 e = 0;
		int g = !madvise(p, PG, ADV_GI), pmg = 0, gu = 0, gf = 0;
		int f = open("/proc/self/pagemap", O_RDONLY);
		if (g && f >= 0 && pread(f, &e, 8, win / PG * 8) == 8)
			pmg = e >> 58 & 1;
		(void)*(volatile char *)(p + PG);
		slurp("/proc/self/smaps", buf, sizeof buf);
		char first[24];
		snprintf(first, sizeof first, "%lx-", win);
		char *rss = strstr(buf, first);
		int zero = rss && (rss = strstr(rss, "Rss:")) && strtoul(rss + 4, NULL, 10) == 0;
		gu = g && strstr(buf, " gu ") != NULL;
		p = mmap((void *)(win + 4 * PG), PG, 1, 2 | 0x10, fds[2], 0);
		gf = g && !madvise(p, PG, ADV_GI);
		int ms = syscall(SYS_mseal, win + 8 * PG, 0, 0) == 0 || errno != ENOSYS;
		dprintf(fd[1], "%d {\"guard\":%s,\"guard_file\":%s,\"guard_pagemap\":%s,\"gu\":%s,\"mseal\":%s,\"zero_page\":%s}", pmg,
			g ? "true" : "false", gf ? "true" : "false", pmg ? "true" : "false", gu ? "true" : "false", ms ? "true" : "false", zero ? "true" : "false");
		_exit(0);
	}
	close(fd[1]);
	char t[340] = "";
	size_t n = 0;
	ssize_t k;
	while (n < sizeof t - 1 && (k = read(fd[0], t + n, sizeof t - 1 - n)) > 0)
		n += k;
	close(fd[0]);
	waitpid(pid, NULL, 0);
	pagemap_guard = t[0] == '1';
	snprintf(probe, sizeof probe, "%s", n > 2 ? t + 2 : "{}");
}

static char fkind[NFILE + 1][16];

static void header(long seed, const char *mix, int thp_off, u64 feats)
{
	static const char *const opts[] = {
		"MEM_SOFT_DIRTY", "ANON_VMA_NAME", "KSM", "TRANSPARENT_HUGEPAGE", "READ_ONLY_THP_FOR_FS", "USERFAULTFD",
		"HAVE_ARCH_USERFAULTFD_WP", "HAVE_ARCH_USERFAULTFD_MINOR", "PTE_MARKER_UFFD_WP", "ARCH_HAS_PKEYS",
		"X86_USER_SHADOW_STACK", "PER_VMA_LOCK", "SWAP", "64BIT", "SHMEM"};
	struct utsname u;
	char t[128];
	static char cpu[1 << 20];
	uname(&u);
	u.release[strcspn(u.release, "-")] = 0; // the version alone, without a build's own suffix
	printf("{\"trace\":1,\"kernel\":\"%s\",\"arch\":\"%s\",\"page_size\":%d,\"window\":[\"0x%lx\",\"0x%lx\"],\"config\":{", u.release,
	       u.machine, (int)PG, win, wend);
	if (kconfig)
		for (size_t i = 0; i < sizeof opts / sizeof *opts; i++)
			printf("\"%s\":%s,", opts[i], has_config(opts[i]) ? "true" : "false");
	line_of("/proc/sys/vm/max_map_count", t, sizeof t);
	printf("\"max_map_count\":%d", atoi(t));
	line_of("/proc/sys/vm/overcommit_memory", t, sizeof t);
	printf(",\"overcommit_memory\":%d", atoi(t));
	slurp("/proc/cpuinfo", cpu, sizeof cpu);
	printf(",\"pku\":%s", strstr(cpu, " ospke") ? "true" : "false");
	choice_of("/sys/kernel/mm/transparent_hugepage/enabled", t, sizeof t);
	printf(",\"thp\":\"%s\"", t);
	choice_of("/sys/kernel/mm/transparent_hugepage/shmem_enabled", t, sizeof t);
	printf(",\"thp_shmem\":\"%s\",\"thp_disabled\":%s", t, thp_off ? "true" : "false");
	printf("},\"probe\":%s,\"files\":[", probe);
	for (int i = 1; i <= NFILE; i++)
		printf("%s{\"id\":%d,\"kind\":\"%s\",\"mode\":\"%s\",\"size\":%lu}", i > 1 ? "," : "", i, fkind[i], i == 3 ? "r" : "rw", file_size);
	printf("],\"uffd\":[");
	for (int i = 0; i < NCTX; i++) {
		int first = 1;
		printf("%s[", i ? "," : "");
		put_bits(feat_bits, feats >> (16 * i) & 0xffff, &first);
		printf("]");
	}
	printf("],\"seed\":%ld,\"mix\":", seed);
	put_str(mix);
	if (heap)
		printf(",\"heap\":\"0x%lx\"", heap);
	if (top)
		printf(",\"placement\":\"0x%lx\"", top);
	printf("}\n");
}

// ---------------------------------------------------------------- set-up

static void fill_file(int fd)
{
	static char page[65536];
	for (size_t i = 0; i < sizeof page; i++)
		page[i] = (char)(i * 7 + (i >> 12) + 1);
	for (u64 o = 0; o < file_size; o += sizeof page) {
		size_t n = file_size - o < sizeof page ? file_size - o : sizeof page;
		if (pwrite(fd, page, n, o) != (ssize_t)n)
			die("cannot fill a file");
	}
}

static void open_files(const char *dir)
{
	char path[4096];
	struct stat st;
	struct statfs fs;
	for (int i = 1; i <= NFILE; i++) {
		if (i == 2) {
			fds[i] = memfd_create("trace", MFD_CLOEXEC);
			if (fds[i] < 0)
				die("memfd_create");
			fill_file(fds[i]);
			strcpy(fkind[i], "memfd");
		} else {
			snprintf(path, sizeof path, "%s/.trace-%d-%d", dir, (int)getpid(), i);
			fds[i] = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
			if (fds[i] < 0)
				die("cannot create a file in the directory given");
			fill_file(fds[i]);
			fsync(fds[i]);
			if (i == 3) {
				close(fds[i]);
				fds[i] = open(path, O_RDONLY | O_CLOEXEC);
				if (fds[i] < 0)
					die("cannot reopen");
			}
			unlink(path);
			fstatfs(fds[i], &fs);
			strcpy(fkind[i], fs.f_type == 0x01021994 ? "tmpfs" : fs.f_type == 0x858458f6 ? "ramfs" : "regular");
		}
		fstat(fds[i], &st);
		fdev[i] = st.st_dev;
		fino[i] = st.st_ino;
	}
}

static int clear_around(u64 lo, u64 hi)
{
	slurp("/proc/self/maps", smaps, sizeof smaps);
	for (char *l = smaps; *l;) {
		unsigned long s, t;
		if (sscanf(l, "%lx-%lx", &s, &t) == 2 && t > lo && s < hi)
			return 0;
		l = strchr(l, '\n');
		if (!l)
			break;
		l++;
	}
	return 1;
}

// Puts the window where mmap places mappings by itself: every gap above is filled, a page at a time, and the
// last page stays as a border that nothing merges with. What the callers still allocate must be allocated before.
static void place_window(void)
{
	u64 p;
	do {
		void *page = mmap(NULL, PG, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (page == MAP_FAILED)
			die("cannot fill the gaps above the window");
		p = (u64)(uintptr_t)page;
	} while (!clear_around(p - (1ull << 30), p));
	top = wend = p;
	win = wend - wpages * PG;
}

static u64 start(int place)
{
	struct rep r;
	for (int i = 0; i < MAXAS; i++) {
		int a[2], b[2];
		if (pipe2(a, O_CLOEXEC) || pipe2(b, O_CLOEXEC))
			die("pipe");
		op_r[i] = a[0], op_w[i] = a[1];
		rep_r[i] = b[0], rep_w[i] = b[1];
	}
	as[0].v = calloc(MAXVMA, sizeof(struct vma));
	as[0].pm = calloc(wpages, 8);
	if (place)
		place_window();
	as[0].pid = fork();
	if (as[0].pid < 0)
		die("fork");
	if (!as[0].pid)
		op_process(0);
	if (!get(rep_r[0], &r, sizeof r))
		die("the first process does not answer");
	as[0].live = 1;
	nas = 1;
	return r.ret;
}

// ---------------------------------------------------------------- the generator

static u64 rng_s;

static u64 rnd(void)
{
	u64 z = (rng_s += 0x9e3779b97f4a7c15ull);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static u64 below(u64 n) { return n ? rnd() % n : 0; }
static int pct(int p) { return (int)below(100) < p; }

enum { G_ANON, G_SHANON, G_FILE, G_DROP, G_UNMAP, G_PROT, G_TOUCH, G_ZAP, G_FLAG, G_GUARD, G_LOCK, G_NAME,
       G_REMAP, G_FORK, G_EXIT, G_UFFD, G_SEAL, G_COLLAPSE, G_UNDO, G_FILL, G_STACK, G_JOIN, G_BRK, G_MBIND, G_PLACE, G_N };

struct mix { const char *name; int pages; int w[G_N]; };

static const struct mix mixes[] = {
	{"anon", 64, {[G_ANON] = 14, [G_UNMAP] = 9, [G_PROT] = 18, [G_TOUCH] = 18, [G_ZAP] = 8, [G_UNDO] = 16, [G_FILL] = 14, [G_JOIN] = 8}},
	{"flags", 64, {[G_ANON] = 10, [G_SHANON] = 2, [G_FILE] = 3, [G_DROP] = 2, [G_UNMAP] = 5, [G_PROT] = 8, [G_TOUCH] = 6,
		[G_FLAG] = 34, [G_LOCK] = 6, [G_NAME] = 4, [G_UNDO] = 16, [G_FILL] = 9, [G_FORK] = 2, [G_EXIT] = 2, [G_JOIN] = 12}},
	{"guard", 64, {[G_ANON] = 9, [G_SHANON] = 2, [G_FILE] = 5, [G_UNMAP] = 5, [G_PROT] = 11, [G_TOUCH] = 14, [G_ZAP] = 7,
		[G_GUARD] = 22, [G_FLAG] = 3, [G_LOCK] = 2, [G_REMAP] = 3, [G_FORK] = 2, [G_EXIT] = 2, [G_UNDO] = 12, [G_FILL] = 11, [G_JOIN] = 12}},
	{"file", 64, {[G_ANON] = 4, [G_SHANON] = 4, [G_FILE] = 20, [G_UNMAP] = 8, [G_PROT] = 12, [G_TOUCH] = 15, [G_ZAP] = 8,
		[G_FLAG] = 3, [G_REMAP] = 3, [G_UNDO] = 10, [G_FILL] = 15, [G_JOIN] = 6}},
	{"remap", 96, {[G_ANON] = 10, [G_SHANON] = 2, [G_FILE] = 6, [G_UNMAP] = 5, [G_PROT] = 8, [G_TOUCH] = 12, [G_REMAP] = 30,
		[G_UNDO] = 8, [G_FILL] = 10, [G_GUARD] = 4, [G_LOCK] = 2, [G_FLAG] = 2, [G_UFFD] = 2, [G_JOIN] = 5}},
	{"fork", 64, {[G_ANON] = 10, [G_SHANON] = 2, [G_FILE] = 4, [G_UNMAP] = 6, [G_PROT] = 14, [G_TOUCH] = 16, [G_ZAP] = 4,
		[G_FLAG] = 4, [G_GUARD] = 5, [G_LOCK] = 2, [G_REMAP] = 4, [G_FORK] = 6, [G_EXIT] = 5, [G_UNDO] = 10, [G_FILL] = 10, [G_JOIN] = 7}},
	{"uffd", 64, {[G_ANON] = 9, [G_SHANON] = 2, [G_FILE] = 3, [G_UNMAP] = 5, [G_PROT] = 8, [G_TOUCH] = 12, [G_ZAP] = 5,
		[G_UFFD] = 28, [G_REMAP] = 3, [G_FORK] = 2, [G_EXIT] = 2, [G_UNDO] = 10, [G_FILL] = 8, [G_GUARD] = 3, [G_JOIN] = 8}},
	{"locked", 64, {[G_ANON] = 10, [G_SHANON] = 2, [G_FILE] = 5, [G_UNMAP] = 6, [G_PROT] = 10, [G_TOUCH] = 8, [G_ZAP] = 7,
		[G_LOCK] = 28, [G_GUARD] = 4, [G_REMAP] = 4, [G_FORK] = 2, [G_EXIT] = 2, [G_UNDO] = 12, [G_FILL] = 9, [G_JOIN] = 10}},
	{"collapse", 2048, {[G_ANON] = 7, [G_FILE] = 8, [G_UNMAP] = 4, [G_PROT] = 5, [G_TOUCH] = 24, [G_ZAP] = 5, [G_FLAG] = 1,
		[G_GUARD] = 10, [G_COLLAPSE] = 22, [G_FORK] = 1, [G_EXIT] = 2, [G_UNDO] = 8, [G_FILL] = 7, [G_UFFD] = 1, [G_LOCK] = 1, [G_JOIN] = 4}},
	{"seal", 96, {[G_ANON] = 10, [G_FILE] = 3, [G_UNMAP] = 8, [G_PROT] = 12, [G_TOUCH] = 8, [G_ZAP] = 8, [G_FLAG] = 6, [G_GUARD] = 4,
		[G_REMAP] = 6, [G_SEAL] = 7, [G_UNDO] = 8, [G_FILL] = 12, [G_FORK] = 1, [G_EXIT] = 1, [G_JOIN] = 6}},
	{"stack", 96, {[G_ANON] = 7, [G_STACK] = 10, [G_UNMAP] = 10, [G_PROT] = 8, [G_TOUCH] = 24, [G_ZAP] = 4, [G_FLAG] = 3,
		[G_GUARD] = 6, [G_LOCK] = 4, [G_REMAP] = 5, [G_UNDO] = 5, [G_FILL] = 6, [G_FORK] = 1, [G_EXIT] = 1, [G_JOIN] = 4}},
	{"all", 128, {[G_ANON] = 10, [G_SHANON] = 2, [G_FILE] = 5, [G_DROP] = 1, [G_UNMAP] = 7, [G_PROT] = 12, [G_TOUCH] = 13, [G_ZAP] = 5,
		[G_FLAG] = 10, [G_GUARD] = 8, [G_LOCK] = 5, [G_NAME] = 1, [G_REMAP] = 6, [G_FORK] = 2, [G_EXIT] = 2, [G_UFFD] = 5,
		[G_SEAL] = 1, [G_UNDO] = 12, [G_FILL] = 12, [G_JOIN] = 10}},
	{"brk", 96, {[G_ANON] = 5, [G_UNMAP] = 9, [G_PROT] = 10, [G_TOUCH] = 12, [G_ZAP] = 3, [G_FLAG] = 5, [G_LOCK] = 4, [G_GUARD] = 3,
		[G_REMAP] = 3, [G_FORK] = 2, [G_EXIT] = 2, [G_UNDO] = 5, [G_FILL] = 6, [G_JOIN] = 6, [G_BRK] = 34}},
	{"policy", 64, {[G_ANON] = 12, [G_SHANON] = 2, [G_FILE] = 6, [G_UNMAP] = 6, [G_PROT] = 10, [G_TOUCH] = 10, [G_FLAG] = 3,
		[G_REMAP] = 4, [G_FORK] = 2, [G_EXIT] = 2, [G_UNDO] = 8, [G_FILL] = 10, [G_JOIN] = 8, [G_MBIND] = 34}},
	{"place", 2048, {[G_FILE] = 2, [G_UNMAP] = 16, [G_PROT] = 10, [G_TOUCH] = 10, [G_FLAG] = 3, [G_GUARD] = 3, [G_REMAP] = 3,
		[G_FORK] = 1, [G_EXIT] = 1, [G_UNDO] = 4, [G_FILL] = 5, [G_JOIN] = 5, [G_STACK] = 1, [G_PLACE] = 40}},
};

static const struct mix *mix;
static int huge_mix;
static struct { struct op o; struct vma v; int has; } ring[16];
static unsigned nring;
static u64 recent[8][2];
static unsigned nrecent;

static u64 maxlen(void) { return huge_mix ? wend - win : 24 * PG; }

static int in_window(u64 a, u64 len)
{
	return a >= win && a < wend && len <= wend - a;
}

static struct vma *vma_at(struct as *a, u64 addr)
{
	for (int i = 0; i < a->n; i++)
		if (addr >= a->v[i].start && addr < a->v[i].end)
			return &a->v[i];
	return NULL;
}

static u64 border(struct as *a)
{
	if (!a->n || pct(8))
		return win + below(wpages + 1) * PG;
	struct vma *v = &a->v[below(a->n)];
	u64 b = pct(50) ? v->start : v->end;
	return b;
}

static void random_range(u64 *addr, u64 *len)
{
	u64 p = below(wpages), cap = wpages - p, m = pct(70) ? 6 : 20;
	u64 k = 1 + below(m);
	*addr = win + p * PG;
	*len = (k < cap ? k : cap) * PG;
}

// A range in unmapped space, often the whole of it between two mappings.
static void gap_range(struct as *a, u64 *addr, u64 *len)
{
	int i = below(a->n + 1);
	u64 lo = i ? a->v[i - 1].end : win, hi = i < a->n ? a->v[i].start : wend;
	if (lo >= hi) {
		random_range(addr, len);
		return;
	}
	u64 g = (hi - lo) / PG, k = g <= 8 && pct(50) ? g : 1 + below(g < 8 ? g : 8);
	*len = k * PG;
	*addr = pct(40) ? lo : pct(60) ? hi - *len : lo + below(g - k + 1) * PG;
}

static void block_range(u64 *addr, u64 *len)
{
	u64 nb = wpages / 512, b = below(nb), k = 1 + below(pct(75) ? 1 : 2);
	*addr = win + b * HUGE_;
	*len = (b + k <= nb ? k : nb - b) * HUGE_;
}

// One aligned block that a mapping covers, if there is one.
static void mapped_block(struct as *a, u64 *addr, u64 *len)
{
	for (int t = 0; t < 12 && a->n; t++) {
		struct vma *v = &a->v[below(a->n)];
		u64 s = (v->start + HUGE_ - 1) & ~(HUGE_ - 1), n = v->end > s ? (v->end - s) / HUGE_ : 0;
		if (n) {
			*addr = s + below(n) * HUGE_;
			*len = HUGE_;
			return;
		}
	}
	block_range(addr, len);
}

// A range to act upon: mostly one that begins or ends where a mapping does.
static void pick_range(struct as *a, u64 *addr, u64 *len)
{
	int k = below(100);
	if (!a->n) {
		random_range(addr, len);
		return;
	}
	struct vma *v = &a->v[below(a->n)];
	u64 pages = (v->end - v->start) / PG;
	if (k < 30) {
		*addr = v->start;
		*len = v->end - v->start;
	} else if (k < 42) {
		*addr = v->start;
		*len = (1 + below(pages > 6 ? 6 : pages)) * PG;
	} else if (k < 54) {
		*len = (1 + below(pages > 6 ? 6 : pages)) * PG;
		*addr = v->end - *len;
	} else if (k < 66) {
		u64 p = below(pages);
		*addr = v->start + p * PG;
		*len = (1 + below(pages - p > 5 ? 5 : pages - p)) * PG;
	} else if (k < 82) {
		u64 x = border(a), y = border(a);
		if (x > y) { u64 t = x; x = y; y = t; }
		if (x == y) { x = v->start; y = v->end; }
		*addr = x;
		*len = y - x;
	} else if (k < 94 && nrecent) {
		unsigned i = below(nrecent < 8 ? nrecent : 8);
		*addr = recent[i][0];
		*len = recent[i][1];
	} else
		random_range(addr, len);
	if (*len > maxlen())
		*len = (1 + below(8)) * PG;
}

static int base_prot; // the run's favourite, so that neighbours are often alike

static int pick_prot(void)
{
	int k = below(100);
	if (pct(45))
		return base_prot;
	return k < 52 ? 3 : k < 76 ? 1 : k < 86 ? 0 : k < 91 ? 7 : k < 96 ? 5 : k < 98 ? 2 : 4;
}

static int prot_of(const struct vma *v)
{
	return (v->perm[0] == 'r') | (v->perm[1] == 'w') << 1 | (v->perm[2] == 'x') << 2;
}

static int has_flag(const struct vma *v, const char *f)
{
	for (const char *p = v->flags; *p; p += p[2] ? 3 : 2)
		if (p[0] == f[0] && p[1] == f[1])
			return 1;
	return 0;
}

// An mmap like a mapping that exists.
static void mmap_like(struct op *o, const struct vma *v, u64 addr, u64 len)
{
	o->k = O_MMAP;
	o->addr = addr;
	o->len = len;
	o->prot = prot_of(v);
	o->flags = 0x10 | (v->perm[3] == 's' || has_flag(v, "sh") ? 1 : 2);
	o->file = v->file;
	if (!v->file)
		o->flags |= 0x20;
	else
		o->off = v->off + (addr - v->start); // wraps to a huge value on purpose when it lies before the file
	if (has_flag(v, "nr") && (o->flags & 2))
		o->flags |= 0x4000;
	if (has_flag(v, "gd"))
		o->flags |= 0x100;
	if (has_flag(v, "lo") && pct(60))
		o->flags |= 0x2000;
	if (o->off > 1ull << 40)
		o->off = below(8) * PG;
}

static int inverse_advice(int a)
{
	switch (a) {
	case 0: return pct(50) ? 1 : 2;
	case 1: case 2: return 0;
	case 10: return 11; case 11: return 10;
	case 12: return 13; case 13: return 12;
	case 14: return 15; case 15: return 14;
	case 16: return 17; case 17: return 16;
	case 18: return 19; case 19: return 18;
	case 102: return 103; case 103: return 102;
	case 4: case 8: return 23;
	case 22: case 23: return 4;
	}
	return 4;
}

static int undo(struct as *a, struct op *o)
{
	if (!nring)
		return 0;
	unsigned m = nring < 16 ? nring : 16, i = (nring - 1 - below(pct(50) ? (m < 3 ? m : 3) : m)) % 16;
	const struct op *p = &ring[i].o;
	int asn = o->as;
	*o = *p;
	o->as = asn;
	switch (p->k) {
	case O_MMAP: o->k = O_MUNMAP; return 1;
	case O_MUNMAP: case O_MPROTECT:
		if (!ring[i].has)
			return 0;
		if (p->k == O_MPROTECT) {
			o->prot = prot_of(&ring[i].v);
			return 1;
		}
		u64 e = p->addr + p->len < ring[i].v.end || pct(50) ? p->addr + p->len : ring[i].v.end;
		memset(o, 0, sizeof *o);
		o->as = asn;
		mmap_like(o, &ring[i].v, p->addr, e - p->addr);
		return 1;
	case O_MADVISE:
		o->advice = inverse_advice(p->advice);
		return !(huge_mix && o->advice == 14);
	case O_MLOCK: case O_MLOCK2: o->k = O_MUNLOCK; return 1;
	case O_MUNLOCK: o->k = O_MLOCK; return 1;
	case O_NAME: o->has_name = !p->has_name; if (o->has_name) strcpy(o->name, "one"); return 1;
	case O_UREG: o->k = O_UUNREG; return 1;
	case O_UUNREG: o->k = O_UREG; o->mode = p->mode ? p->mode : MODE_WP; return 1;
	case O_UWP: o->on = !p->on; return 1;
	case O_MBIND: o->mode = 0; o->nodes = 0; return 1;
	case O_MREMAP:
		if (p->flags & 2) {
			o->addr = p->new_addr; o->len = p->new_len;
			o->new_addr = p->addr; o->new_len = p->len ? p->len : p->new_len;
		} else {
			o->len = p->new_len; o->new_len = p->len;
		}
		return 1;
	}
	(void)a;
	return 0;
}

static int fill(struct as *a, struct op *o)
{
	for (int t = 0; t < 8 && a->n; t++) {
		int i = below(a->n), right = pct(50);
		struct vma *v = &a->v[i];
		u64 lo = right ? v->end : i ? v[-1].end : win, hi = right ? i + 1 < a->n ? v[1].start : wend : v->start;
		if (lo >= hi)
			continue;
		u64 g = hi - lo, len = g;
		if (g > 8 * PG || pct(40))
			len = (1 + below(g / PG > 8 ? 8 : g / PG)) * PG;
		if (huge_mix && pct(50))
			len = g < HUGE_ ? g : HUGE_;
		mmap_like(o, v, right ? lo : hi - len, len);
		if (pct(15))
			o->prot = pick_prot();
		if (pct(30))
			o->flags = (o->flags & ~0x10) | 0x100000;
		if (pct(5))
			o->flags ^= 0x4000;
		if (v->file && pct(10))
			o->off = below(16) * PG;
		return 1;
	}
	return 0;
}

// Takes away one difference between two mappings that touch, first of all where only one may hold guards.
static int join(struct as *a, struct op *o)
{
	static const struct { const char *f; int set, clear; } adv[] = {
		{"sr", 2, 0}, {"rr", 1, 0}, {"dc", 10, 11}, {"dd", 16, 17}, {"wf", 18, 19}, {"mg", 12, 13}, {"hg", 14, 15}, {"nh", 15, 14}};
	if (a->n < 2)
		return 0;
	int i = below(a->n - 1), best = -1;
	for (int j = 0; j < a->n - 1; j++, i = (i + 1) % (a->n - 1)) {
		struct vma *x = &a->v[i], *y = x + 1;
		if (x->end != y->start || x->file != y->file || x->perm[3] != y->perm[3])
			continue;
		if (best < 0 || has_flag(x, "gu") != has_flag(y, "gu")) {
			best = i;
			if (has_flag(x, "gu") != has_flag(y, "gu"))
				break;
		}
	}
	if (best < 0)
		return 0;
	struct vma *x = &a->v[best], *y = x + 1;
	if (pct(50)) { struct vma *t = x; x = y; y = t; }
	o->addr = x->start;
	o->len = x->end - x->start;
	o->k = O_MADVISE;
	for (size_t j = 0; j < sizeof adv / sizeof *adv; j++)
		if (has_flag(x, adv[j].f) != has_flag(y, adv[j].f)) {
			o->advice = has_flag(y, adv[j].f) ? adv[j].set : adv[j].clear;
			if (!(huge_mix && o->advice == 14))
				return 1;
		}
	if (has_flag(x, "lo") != has_flag(y, "lo")) {
		o->k = has_flag(y, "lo") ? O_MLOCK : O_MUNLOCK;
		return 1;
	}
	int um = has_flag(x, "um") | has_flag(x, "uw") << 1, yu = has_flag(y, "um") | has_flag(y, "uw") << 1;
	if (um != yu) {
		o->k = yu ? O_UREG : O_UUNREG;
		o->mode = yu;
		return 1;
	}
	o->k = O_MPROTECT;
	o->prot = prot_of(y);
	return 1;
}

static void gen_remap(struct as *a, struct op *o)
{
	int k = below(100);
	pick_range(a, &o->addr, &o->len);
	if (!o->len)
		o->len = PG;
	o->k = O_MREMAP;
	struct vma *v = vma_at(a, o->addr);
	if (k < 22) { // shrink in place
		o->new_len = (1 + below(o->len / PG)) * PG;
	} else if (k < 42) { // grow in place: into the gap, or into something
		if (v && pct(80)) {
			o->addr = pct(60) ? v->start : v->end - (1 + below((v->end - v->start) / PG)) * PG;
			o->len = v->end - o->addr;
		}
		o->new_len = o->len + (1 + below(8)) * PG;
		for (int i = 0; i < a->n && v; i++)
			if (&a->v[i] == v) {
				u64 hi = i + 1 < a->n ? v[1].start : wend;
				if (hi > v->end && pct(50))
					o->new_len = o->len + (hi - v->end); // exactly the gap, so that it may merge with what follows
			}
		if (o->addr + o->new_len > wend)
			o->new_len = wend - o->addr;
	} else { // move
		o->flags = 1 | 2;
		o->has_new = 1;
		o->new_len = o->len;
		if (k < 62)
			o->flags |= 4; // DONTUNMAP
		else if (k >= 85)
			o->new_len = pct(50) ? (1 + below(o->len / PG)) * PG : o->len + (1 + below(4)) * PG;
		if (k >= 97)
			o->len = 0; // a second mapping of shared pages
		u64 need = o->new_len;
		if (need > wend - win)
			need = o->new_len = wend - win;
		if (pct(60) && a->n) { // right beside a mapping
			u64 b = border(a);
			o->new_addr = pct(50) ? b : b - need;
		} else
			o->new_addr = win + below(wpages) * PG;
		if (pct(15) && v && v->start >= need)
			o->new_addr = pct(50) ? v->end : v->start - need;
		if (!in_window(o->new_addr, need))
			o->new_addr = wend - need;
	}
}

// GUARD_INSTALL never returns where a page of a file holds a userfaultfd write-protect marker: the kernel
// zaps the range and tries again, for ever, and zapping leaves such markers. Scripts may do it.
static int would_hang(const struct as *a, const struct op *o)
{
	if (o->k != O_MADVISE || o->advice != ADV_GI)
		return 0;
	for (u64 i = 0; i < wpages; i++)
		if (win + i * PG < o->addr + o->len && win + (i + 1) * PG > o->addr && (a->pm[i] >> 57 & 1))
			for (int j = 0; j < a->n; j++)
				if (win + i * PG >= a->v[j].start && win + i * PG < a->v[j].end && (a->v[j].file || a->v[j].perm[3] == 's'))
					return 1;
	return 0;
}

static void generate_any(struct op *o);

static void generate(struct op *o)
{
	do
		generate_any(o);
	while (would_hang(&as[o->as], o));
}

static void generate_any(struct op *o)
{
	static const int flag_adv[] = {0, 0, 1, 2, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
	static const int zap_adv[] = {4, 4, 4, 8, 8, 24, 22, 23, 23, 20, 3, 9};
	static const char *const names[] = {"one", "two", "heap arena"};
	static const int illegal_adv[] = {5, 7, 99, 1000};
	int live[MAXAS], nl = 0, id;
	for (int i = 0; i < nas; i++)
		if (as[i].live)
			live[nl++] = i;
	id = live[pct(40) ? 0 : below(nl)];
again:
	memset(o, 0, sizeof *o);
	o->as = id;
	struct as *a = &as[id];
	u64 mapped = 0;
	for (int i = 0; i < a->n; i++)
		mapped += a->v[i].end - a->v[i].start;
	int g, total = 0;
	for (int i = 0; i < G_N; i++)
		total += mix->w[i];
	int r = below(total);
	for (g = 0; r >= mix->w[g]; g++)
		r -= mix->w[g];
	if (!mix->w[G_PLACE] && mapped < (wend - win) / 4 && g != G_FORK && g != G_EXIT && pct(35)) {
		int maps[] = {G_ANON, G_SHANON, G_FILE, G_FILL, G_ANON};
		g = maps[below(5)];
		if (!mix->w[g])
			g = G_ANON;
	}
	switch (g) {
	case G_ANON: case G_SHANON: case G_FILE: case G_DROP: case G_STACK: {
		o->k = O_MMAP;
		if (pct(65))
			gap_range(a, &o->addr, &o->len);
		else if (pct(30))
			random_range(&o->addr, &o->len);
		else
			pick_range(a, &o->addr, &o->len);
		if (huge_mix && pct(80))
			block_range(&o->addr, &o->len);
		o->prot = pick_prot();
		o->flags = pct(85) ? 0x10 : 0x100000;
		if (g == G_FILE) {
			o->file = 1 + below(3);
			if (huge_mix && pct(75))
				o->file = 2;
			o->flags |= pct(50) ? 1 : 2;
			if (o->file == 3 && (o->flags & 1) && pct(70))
				o->prot &= ~2;
			// The page that belongs there when the file lies at the window's start, so that neighbours can merge.
			o->off = pct(65) ? o->addr - win : below(wpages) * PG;
			if (huge_mix && pct(70))
				o->off = below(wpages / 512) * HUGE_ + (o->addr & (HUGE_ - 1));
			if (pct(4))
				o->off = file_size - below(4) * PG;
		} else {
			o->flags |= 0x20 | (g == G_SHANON ? 1 : g == G_DROP ? MAP_DROPPABLE : 2);
			if (g == G_STACK)
				o->flags |= 0x100;
		}
		if (pct(mix->w[G_FLAG] > 8 ? 12 : 3))
			o->flags |= 0x4000;
		if (mix->w[G_LOCK] && pct(mix->w[G_LOCK] > 8 ? 15 : 3))
			o->flags |= 0x2000;
		if (pct(4))
			o->flags |= 0x8000;
		break;
	}
	case G_UNMAP: o->k = O_MUNMAP; pick_range(a, &o->addr, &o->len); break;
	case G_PROT:
		o->k = O_MPROTECT;
		pick_range(a, &o->addr, &o->len);
		o->prot = pick_prot();
		if (pct(40)) { // as a neighbour has it
			struct vma *v = vma_at(a, pct(50) ? o->addr - 1 : o->addr + o->len);
			if (v)
				o->prot = prot_of(v);
		} else if (pct(25))
			o->prot = base_prot;
		break;
	case G_TOUCH:
		o->k = O_TOUCH;
		pick_range(a, &o->addr, &o->len);
		o->write = pct(70);
		if (huge_mix && pct(45))
			mapped_block(a, &o->addr, &o->len);
		else if (o->len > 12 * PG)
			o->len = (1 + below(12)) * PG;
		if (mix->w[G_STACK] && a->n && pct(40)) { // just below a mapping
			struct vma *v = &a->v[below(a->n)];
			o->addr = v->start - (1 + below(6)) * PG;
			o->len = pct(70) ? PG : v->start - o->addr;
		}
		break;
	case G_ZAP:
		o->k = O_MADVISE;
		pick_range(a, &o->addr, &o->len);
		o->advice = zap_adv[below(sizeof zap_adv / sizeof *zap_adv)];
		if (huge_mix && pct(40))
			block_range(&o->addr, &o->len);
		if (huge_mix && o->advice == 9 && pct(70))
			o->advice = 4;
		break;
	case G_FLAG:
		o->k = O_MADVISE;
		pick_range(a, &o->addr, &o->len);
		o->advice = flag_adv[below(sizeof flag_adv / sizeof *flag_adv)];
		if (huge_mix && o->advice == 14) // khugepaged would act in the background
			o->advice = 15;
		break;
	case G_GUARD:
		o->k = O_MADVISE;
		pick_range(a, &o->addr, &o->len);
		if (pct(60) && o->len > 3 * PG) {
			u64 p = below(o->len / PG - 2);
			o->addr += p * PG;
			o->len = (1 + below(3)) * PG;
		}
		o->advice = pct(66) ? ADV_GI : ADV_GR;
		break;
	case G_LOCK: {
		int k = below(100);
		pick_range(a, &o->addr, &o->len);
		if (k < 35) o->k = O_MLOCK;
		else if (k < 60) { o->k = O_MLOCK2; o->on = pct(75); }
		else o->k = O_MUNLOCK;
		break;
	}
	case G_NAME:
		o->k = O_NAME;
		pick_range(a, &o->addr, &o->len);
		o->has_name = pct(75);
		if (o->has_name)
			strcpy(o->name, pct(4) ? "bad[name]" : names[below(3)]);
		break;
	case G_REMAP: gen_remap(a, o); break;
	case G_FORK:
		if (nl >= 4 || nas >= MAXAS - 1)
			goto again;
		o->k = O_FORK;
		o->child = nas;
		break;
	case G_EXIT:
		if (nl < 2)
			goto again;
		if (id == 0 && pct(85))
			o->as = id = live[1 + below(nl - 1)];
		o->k = O_EXIT;
		break;
	case G_UFFD: {
		static const int modes[] = {MODE_MISSING, MODE_WP, MODE_WP, MODE_MISSING | MODE_WP, MODE_MISSING | MODE_WP, MODE_MINOR, MODE_MINOR | MODE_MISSING};
		int k = below(100);
		pick_range(a, &o->addr, &o->len);
		o->ctx = pct(70) ? 0 : 1 + below(2);
		if (k >= 35 && a->n && pct(75)) { // one that is registered
			int i = below(a->n);
			for (int j = 0; j < a->n; j++, i = (i + 1) % a->n)
				if (has_flag(&a->v[i], "uw") || has_flag(&a->v[i], "um")) {
					u64 p = pct(60) ? 0 : below((a->v[i].end - a->v[i].start) / PG);
					o->addr = a->v[i].start + p * PG;
					o->len = a->v[i].end - o->addr;
					if (k >= 60 && pct(40))
						o->len = PG * (1 + below(o->len / PG));
					break;
				}
		}
		o->mode = modes[below(pct(85) ? 5 : 7)];
		o->k = k < 40 ? O_UREG : k < 58 ? O_UUNREG : O_UWP;
		o->on = pct(65);
		if (o->k != O_UREG)
			o->mode = 0;
		if (pct(2) && o->k == O_UREG)
			o->mode = 0;
		break;
	}
	case G_SEAL:
		o->k = O_MSEAL;
		pick_range(a, &o->addr, &o->len);
		if (o->len > 2 * PG)
			o->len = (1 + below(2)) * PG;
		break;
	case G_COLLAPSE:
		o->k = O_MADVISE;
		o->advice = ADV_COLLAPSE;
		if (pct(70))
			mapped_block(a, &o->addr, &o->len);
		else if (pct(60))
			block_range(&o->addr, &o->len);
		else
			pick_range(a, &o->addr, &o->len);
		break;
	case G_BRK: {
		u64 end = heap;
		for (int i = 0; i < a->n; i++) // the break is unknown here: where what lies at the heap's start ends is a good guess
			if (a->v[i].start <= end && a->v[i].end > end)
				end = a->v[i].end;
		o->k = O_BRK;
		o->addr = pct(8) ? 0 : pct(20) ? heap + below(16) * PG : pct(60) ? end + below(8) * PG : end - below(6) * PG;
		if (pct(25))
			o->addr += below(PG);
		if (o->addr > wend)
			o->addr = wend;
		return;
	}
	case G_MBIND:
		o->k = O_MBIND;
		pick_range(a, &o->addr, &o->len);
		o->mode = pct(30) ? 0 : 1 + below(5);
		o->nodes = o->mode == 0 || o->mode == 4 ? 0 : 1;
		if (pct(4))
			o->nodes ^= 1;
		if (pct(3))
			o->mode = 77;
		break;
	case G_PLACE:
		if (pct(15)) { // a mapping that must move, or is asked to be elsewhere
			pick_range(a, &o->addr, &o->len);
			o->k = O_MREMAP;
			o->new_len = o->len + (pct(70) ? 1 + below(8) : 0) * PG;
			o->flags = 1 | (pct(20) && o->new_len == o->len ? 4 : 0);
			break;
		}
		o->k = O_MMAP;
		o->len = (1 + below(pct(80) ? 8 : 40)) * PG;
		o->prot = pick_prot();
		o->flags = pct(70) ? 0x22 : 0x21;
		if (pct(20)) {
			o->file = 1 + below(3);
			o->flags = pct(50) ? 1 : 2;
			o->off = below(16) * PG;
			if (o->file == 3 && (o->flags & 1))
				o->prot &= ~2;
		}
		if (pct(6) && !o->file && (o->flags & 2))
			o->flags |= 0x100;
		if (pct(35)) // a hint, which may be taken
			{ u64 unused; gap_range(a, &o->addr, &unused); }
		if (o->addr && pct(20))
			o->addr += below(PG);
		return;
	case G_UNDO:
		if (!undo(a, o))
			goto again;
		break;
	case G_FILL:
		if (!fill(a, o))
			goto again;
		break;
	case G_JOIN:
		if (!join(a, o))
			goto again;
		break;
	}
	if (o->k == O_FORK || o->k == O_EXIT)
		return;
	if (o->k != O_MREMAP && !in_window(o->addr, o->len))
		goto again;
	if (o->k == O_MREMAP && (!in_window(o->addr, o->len) || !in_window(o->has_new ? o->new_addr : o->addr, o->new_len)))
		goto again;
	if (pct(4)) { // something the kernel refuses, or reads in its own way
		int move = o->k == O_MREMAP, may_grow = o->k == O_MMAP || move;
		switch (below(9)) {
		case 0:
			o->addr += 1 + below(PG - 1);
			if (o->addr + o->len > wend)
				o->len -= PG;
			break;
		case 1: o->len = 0; break;
		case 2: // a length inside its last page; beyond the end it stays in the window
			if (o->len > PG)
				o->len -= below(PG);
			break;
		case 3:
			if (o->k == O_MADVISE)
				o->advice = illegal_adv[below(4)];
			else if (o->k == O_MMAP && o->file)
				o->off += 512;
			break;
		case 4: if (!may_grow) { o->addr = wend - below(4) * PG; o->len = (1 + below(12)) * PG; } break;
		case 5: if (!may_grow && o->k != O_TOUCH) o->addr = 0xffff800000000000ull; break;
		case 6: if (!may_grow && o->k != O_TOUCH) o->len = 0ull - PG; break;
		case 7: if (move) { if (o->has_new) o->new_addr += 8; else o->new_len = 0; } else if (o->k == O_MMAP) o->flags &= ~15; break;
		case 8:
			if (move && o->has_new)
				o->new_addr = o->addr + (o->len > PG ? PG : 0);
			else if (move)
				o->flags |= 4;
			else if (!may_grow && a->n) {
				o->addr = a->v[below(a->n)].start;
				o->len = wend - o->addr + 8 * PG;
			}
			break;
		}
		if (o->k == O_TOUCH && o->len > 2048 * PG)
			o->len = PG;
		if (top && o->addr < wend && o->len > wend - o->addr) // what lies above the window must stay
			o->len = wend - o->addr;
	}
}

static void remember(const struct op *o, const struct vma *v)
{
	unsigned i = nring++ % 16;
	ring[i].o = *o;
	ring[i].has = v != NULL;
	if (v)
		ring[i].v = *v;
	recent[nrecent % 8][0] = o->addr;
	recent[nrecent % 8][1] = o->len;
	nrecent++;
}

static void run_random(long ops)
{
	base_prot = pct(huge_mix ? 95 : 75) ? 3 : 1;
	for (long i = 0; i < ops; i++) {
		struct op o;
		struct vma before, *v;
		generate(&o);
		v = vma_at(&as[o.as], o.addr);
		if (v)
			before = *v;
		struct rep r = apply(&o);
		if (top && o.k == O_MMAP && !r.err)
			o.addr = r.ret;
		if (!r.err && o.k != O_TOUCH && o.k != O_BRK && o.k != O_FORK && o.k != O_EXIT && in_window(o.addr, o.len) && o.len && !(o.addr % PG) && !(o.len % PG))
			remember(&o, v ? &before : NULL);
	}
}

// ---------------------------------------------------------------- scripts

static const char *key(const char *l, const char *k)
{
	char t[64];
	snprintf(t, sizeof t, "\"%s\"", k);
	for (const char *p = l; (p = strstr(p, t)); p++) {
		const char *q = p + strlen(t);
		while (isspace((unsigned char)*q))
			q++;
		if (*q == ':') {
			q++;
			while (isspace((unsigned char)*q))
				q++;
			return q;
		}
	}
	return NULL;
}

static u64 num(const char *l, const char *k, u64 def)
{
	const char *p = key(l, k);
	if (!p || *p == 'n')
		return def;
	if (*p == 't' || *p == 'f')
		return *p == 't';
	return strtoull(*p == '"' ? p + 1 : p, NULL, 0);
}

static int bits(const char *l, const char *k, const struct name *t, const struct name *t2, long line)
{
	const char *p = key(l, k);
	int v = 0;
	if (!p || *p != '[')
		return 0;
	for (p++; *p && *p != ']';) {
		if (*p++ != '"')
			continue;
		size_t n = strcspn(p, "\"");
		int x = value_of(t, p, n);
		if (x < 0 && t2)
			x = value_of(t2, p, n);
		if (x < 0)
			die("script line %ld: unknown name in %s", line, k);
		v |= x;
		p += n + 1;
	}
	return v;
}

static int parse_op(const char *l, struct op *o, long line)
{
	const char *p = key(l, "op");
	memset(o, 0, sizeof *o);
	if (!p)
		return 0;
	if (*p != '"' || (o->k = value_of(op_names, p + 1, strcspn(p + 1, "\""))) < 0)
		die("script line %ld: unknown operation", line);
	o->as = num(l, "as", 0);
	o->addr = num(l, "addr", 0);
	o->len = num(l, o->k == O_MREMAP ? "old_len" : "len", 0);
	o->new_len = num(l, "new_len", 0);
	o->new_addr = num(l, "new_addr", 0);
	p = key(l, "new_addr");
	o->has_new = p && *p != 'n';
	o->off = num(l, "off", 0);
	o->file = num(l, "file", 0);
	o->ctx = num(l, "ctx", 0);
	o->on = num(l, o->k == O_MLOCK2 ? "onfault" : "on", 0);
	o->child = num(l, "child", nas);
	o->nodes = num(l, "nodes", 0);
	o->mode = bits(l, "mode", mode_bits, NULL, line);
	if (o->k == O_MBIND && (p = key(l, "mode")))
		o->mode = *p == '"' ? value_of(policies, p + 1, strcspn(p + 1, "\"")) : strtol(p, NULL, 0);
	o->flags = o->k == O_MBIND ? bits(l, "flags", policy_bits, NULL, line) : o->k == O_MREMAP ? bits(l, "flags", remap_bits, NULL, line) : bits(l, "flags", map_bits, map_types, line);
	if ((p = key(l, "prot")) && *p == '"')
		for (p++; *p && *p != '"'; p++)
			o->prot |= *p == 'r' ? 1 : *p == 'w' ? 2 : *p == 'x' ? 4 : 0;
	if ((p = key(l, "access")) && *p == '"')
		o->write = p[1] == 'w';
	if ((p = key(l, "advice"))) {
		if (*p == '"') {
			o->advice = value_of(advice_names, p + 1, strcspn(p + 1, "\""));
			if (o->advice < 0)
				die("script line %ld: unknown advice", line);
		} else
			o->advice = strtol(p, NULL, 0);
	}
	if ((p = key(l, "name")) && *p == '"') {
		o->has_name = 1;
		size_t n = 0;
		for (p++; *p && *p != '"' && n + 1 < sizeof o->name; p++) {
			if (*p == '\\' && p[1])
				p++;
			o->name[n++] = *p;
		}
	}
	return 1;
}

static void usage(void)
{
	fprintf(stderr, "usage: record --seed N --ops N --mix NAME [--pages N] [--dir DIR] [--config FILE]\n"
			"       record --script FILE [--pages N] [--thp] [--dir DIR] [--config FILE]\n"
			"mixes:");
	for (size_t i = 0; i < sizeof mixes / sizeof *mixes; i++)
		fprintf(stderr, " %s", mixes[i].name);
	fprintf(stderr, "\n");
	exit(2);
}

int main(int argc, char **argv)
{
	const char *mixname = NULL, *dir = ".", *script = NULL, *config = NULL;
	long seed = 1, ops = 200;
	int thp = 0, place_script = 0;
	char *text = NULL;
	static char out[1 << 20];
	for (int i = 1; i < argc; i++) {
		const char *k = argv[i], *v = i + 1 < argc ? argv[i + 1] : NULL;
		if (!strcmp(k, "--thp")) { thp = 1; continue; }
		if (!v)
			usage();
		if (!strcmp(k, "--seed")) seed = strtol(v, NULL, 0);
		else if (!strcmp(k, "--ops")) ops = strtol(v, NULL, 0);
		else if (!strcmp(k, "--mix")) mixname = v;
		else if (!strcmp(k, "--pages")) wpages = strtoull(v, NULL, 0);
		else if (!strcmp(k, "--dir")) dir = v;
		else if (!strcmp(k, "--script")) script = v;
		else if (!strcmp(k, "--config")) config = v;
		else usage();
		i++;
	}
	if (!script == !mixname)
		usage();
	for (size_t i = 0; mixname && i < sizeof mixes / sizeof *mixes; i++)
		if (!strcmp(mixes[i].name, mixname))
			mix = &mixes[i];
	if (mixname && !mix)
		usage();
	huge_mix = mix && !strcmp(mix->name, "collapse");
	win = WINDOW_BASE;
	if (script) {
		FILE *f = !strcmp(script, "-") ? stdin : fopen(script, "r");
		size_t n = 0, cap = 1 << 16, k;
		if (!f)
			die("cannot open the script");
		text = malloc(cap);
		while ((k = fread(text + n, 1, cap - n - 1, f)) > 0)
			if ((n += k) + 1 >= cap)
				text = realloc(text, cap *= 2);
		text[n] = 0;
		// A header, if there is one, says which window, seed and mix. A whole trace is a script too.
		size_t l1 = strcspn(text, "\n");
		char *h = strndup(text, l1);
		const char *p;
		if (key(h, "trace") || key(h, "window")) {
			if ((p = key(h, "window"))) {
				u64 s, e;
				char *q = strchr(p, '"');
				s = strtoull(q + 1, &q, 16);
				q = strchr(q + 1, '"');
				e = strtoull(q + 1, NULL, 16);
				win = s;
				wpages = (e - s) / PG;
			}
			seed = num(h, "seed", 0);
			if ((p = key(h, "mix")) && *p == '"') {
				mixname = strndup(p + 1, strcspn(p + 1, "\""));
				if (!strcmp(mixname, "collapse"))
					thp = 1;
			}
			heap = num(h, "heap", 0);
			place_script = key(h, "placement") != NULL;
			if (key(h, "thp_disabled"))
				thp = !num(h, "thp_disabled", 1);
			if ((p = key(h, "files")))
				file_size = num(p, "size", 0);
		} else
			seed = 0;
		if (!mixname)
			mixname = "script";
		free(h);
	}
	if (!wpages)
		wpages = mix ? (u64)mix->pages : 512;
	if (mix && !huge_mix && seed % 2)
		win += HUGE_ - wpages / 2 * PG; // a page table's border in the middle
	if (huge_mix) {
		thp = 1;
		if (wpages % 512)
			die("collapse needs a multiple of 512 pages");
	}
	wend = win + wpages * PG;
	if (!file_size) {
		file_size = wpages * PG;
		if (file_size < 64 * PG)
			file_size = 64 * PG;
	}
	if (access("/proc/self/maps", R_OK)) { // alone in an initramfs
		mkdir("/proc", 0755);
		mkdir("/sys", 0755);
		mount("proc", "/proc", "proc", 0, NULL);
		mount("sysfs", "/sys", "sysfs", 0, NULL);
	}
	int place = place_script || (mix && mix->w[G_PLACE]);
	if (mix && mix->w[G_BRK])
		heap = win + wpages / 3 * PG;
	if (place && !(personality(0xffffffff) & ADDR_NO_RANDOMIZE)) { // where mmap places must be the same in each run
		personality(personality(0xffffffff) | ADDR_NO_RANDOMIZE);
		execv("/proc/self/exe", argv);
	}
	if (!place && !clear_around(win - (1ull << 30), wend + (1ull << 30)))
		die("something is mapped near the window");
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_THP_DISABLE, thp ? 0 : 1, 0, 0, 0);
	setvbuf(stdout, out, _IOFBF, sizeof out);
	load_config(config);
	open_files(dir);
	do_probe();
	u64 feats = start(place);
	header(seed, mixname, !thp, feats);
	rng_s = (u64)seed * 0x2545f4914f6cdd1dull + 12345;
	if (script) {
		long line = 0;
		for (char *l = text, *e; *l; l = e) {
			e = l + strcspn(l, "\n");
			if (*e)
				*e++ = 0;
			line++;
			struct op o;
			if (key(l, "trace") || key(l, "snap") || !parse_op(l, &o, line))
				continue;
			if (o.as >= 0 && o.as < nas && !as[o.as].live) // ended by an operation that did not return
				continue;
			apply(&o);
		}
	} else
		run_random(ops);
	if (fflush(stdout) || ferror(stdout))
		die("cannot write the trace");
	end_all();
	if (getpid() == 1) {
		sync();
		reboot(RB_POWER_OFF);
	}
	return 0;
}
