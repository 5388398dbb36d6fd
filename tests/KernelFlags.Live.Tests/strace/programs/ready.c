/* What libc and the kernel do for threads, children, files and mappings of many kinds; for 64 and for 32 bits. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 16, THREADS = 3 };

static void *work(void *argument)
{
	char *memory = malloc(1 << 20);
	memset(memory, 1, 1 << 20);
	free(memory);
	for (int i = 0; i < 100; i++)
		free(malloc(200 * (size_t)i));
	return argument;
}

static char *map(int flags, int file, off_t offset)
{
	char *at = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, flags, file, offset);
	if (at == MAP_FAILED)
		exit(1);
	return at;
}

int main(void)
{
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);

	char *memory = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memory[0] = 1;
	mprotect(memory + 4 * PAGE, 4 * PAGE, PROT_READ);
	madvise(memory, 2 * PAGE, MADV_DONTNEED);
	madvise(memory + 8 * PAGE, PAGE, MADV_DONTFORK);
	munmap(memory + 12 * PAGE, PAGE);
	memory = mremap(memory, PAGE, 64 * PAGE, MREMAP_MAYMOVE);
	mlock(memory, 2 * PAGE);

	FILE *file = tmpfile();
	if (!file || ftruncate(fileno(file), 64 * PAGE))
		return 1;
	char *shared = map(MAP_SHARED, fileno(file), 0);
	char *later = map(MAP_PRIVATE, fileno(file), 32 * PAGE);
	shared[0] = later[0] = 1;
	mprotect(later, PAGE, PROT_NONE);

	pid_t child = fork();
	if (child == 0) {
		munmap(shared, PAGE);
		_exit(0);
	}
	waitpid(child, NULL, 0);

	void *heap = sbrk(3 * PAGE);
	if (heap == (void *)-1 || sbrk(-PAGE) == (void *)-1)
		return 1;
	puts("done");
	return 0;
}
