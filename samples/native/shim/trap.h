#ifndef TRAP_H
#define TRAP_H

/* A system call of this process about its memory, that the kernel made. */
struct call {
    long number, result;
    unsigned long arguments[6];
    unsigned long inode, size; /* of the file, for mmap of one */
    int is_writable;
};

enum { MOST_CALLS = 1 << 17 };

extern struct call calls[MOST_CALLS];
extern unsigned long call_count; /* of those that were made: beyond MOST_CALLS they are not kept */

void trap_on(void);  /* for this thread, and those that it makes by pthread_create */
void trap_off(void); /* for this thread */

#endif
