/*
 * A process with threads that wait: threads COUNT. Each has a stack of 256 kB with a guard, and an arena of malloc's. It says its number, and waits.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_barrier_t ready;

static void *wait_here(void *unused)
{
    volatile char *memory = malloc(1000);

    memory[0] = 1;
    pthread_barrier_wait(&ready);
    for (;;)
        pause();
    return unused;
}

int main(int count, char **words)
{
    int threads = count > 1 ? atoi(words[1]) : 4;
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 << 10);
    pthread_barrier_init(&ready, NULL, threads + 1);
    for (int i = 0; i < threads; i++) {
        pthread_t thread;

        if (pthread_create(&thread, &attributes, wait_here, NULL))
            return 1;
    }
    pthread_barrier_wait(&ready);
    usleep(100000);
    printf("%d\n", getpid());
    fflush(stdout);
    for (;;)
        pause();
}
