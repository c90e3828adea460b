/* A disk that turns read-only while a program has files open, as a kernel makes it after a fault of the hardware.
 *
 * Loaded with LD_PRELOAD. While the file that NEEDS_AILING names exists, writing to a file below NEEDS_DATA_DIR fails
 * with EROFS.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int ails(int file) {
    char link[64], path[4096];
    const char *sign = getenv("NEEDS_AILING"), *folder = getenv("NEEDS_DATA_DIR");
    if (!sign || !folder || access(sign, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder)) != 0) return 0;
    errno = EROFS;
    return 1;
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

ssize_t write(int file, const void *bytes, size_t count) {
    return ails(file) ? -1 : REAL("write", ssize_t(*)(int, const void *, size_t))(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    return ails(file) ? -1 : REAL("pwrite", ssize_t(*)(int, const void *, size_t, off_t))(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    return ails(file) ? -1 : REAL("pwrite64", ssize_t(*)(int, const void *, size_t, off64_t))(file, bytes, count, at);
}

int ftruncate(int file, off_t length) { return ails(file) ? -1 : REAL("ftruncate", int (*)(int, off_t))(file, length); }

int ftruncate64(int file, off64_t length) {
    return ails(file) ? -1 : REAL("ftruncate64", int (*)(int, off64_t))(file, length);
}

int fsync(int file) { return ails(file) ? -1 : REAL("fsync", int (*)(int))(file); }

int fdatasync(int file) { return ails(file) ? -1 : REAL("fdatasync", int (*)(int))(file); }
