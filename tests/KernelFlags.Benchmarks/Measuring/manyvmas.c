/* A process with at least as many VMAs as its argument says, whose pages are protected by turns; every other one was written to. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	const size_t page = 4096, count = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	char *pages = mmap(NULL, count * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		return 1;
	for (size_t i = 0; i < count; i += 2)
		pages[i * page] = 1;
	for (size_t i = 1; i < count; i += 2)
		if (mprotect(pages + i * page, page, PROT_READ) != 0)
			return 1;
	puts("ready");
	fflush(stdout);
	return getchar() == EOF ? 0 : 1;
}
