/* Count the calls that bring bytes to the disk, and make each as slow as a chosen disk.
 *
 * Loaded with LD_PRELOAD. NEEDS_FSYNC_COUNT names a file of at least 8 bytes whose first 8 are a counter, shared by all
 * processes that map it. NEEDS_FSYNC_DELAY_US waits so many microseconds in each call. NEEDS_FSYNC_SKIP=1 leaves the
 * real call out, so that a benchmark measures the chosen disk and not the one it runs on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static uint64_t *counter;
static long delay_us;
static int skip;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("NEEDS_FSYNC_COUNT");
    const char *delay = getenv("NEEDS_FSYNC_DELAY_US");
    const char *leave_out = getenv("NEEDS_FSYNC_SKIP");
    delay_us = delay ? atol(delay) : 0;
    skip = leave_out && leave_out[0] == '1';
    if (!path) return;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) counter = mapped;
    close(file);
}

static int reach_disk(int file, const char *name) {
    if (counter) __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST);
    if (delay_us > 0) {
        struct timespec wait = {delay_us / 1000000, (delay_us % 1000000) * 1000};
        nanosleep(&wait, NULL);
    }
    if (skip) return 0;
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(file);
}

int fsync(int file) { return reach_disk(file, "fsync"); }
int fdatasync(int file) { return reach_disk(file, "fdatasync"); }
