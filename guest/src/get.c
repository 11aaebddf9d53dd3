#include "get.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "frame.h"
#include "place.h"
#include "report.h"
#include "tar.h"

// A file with several names: its later names are links to the first one.
struct seen {
  dev_t device;
  ino_t number;
  char *path;
};

struct packing {
  int fd;
  unsigned char bytes[DATA_BYTES];
  size_t used;
  struct seen *seen;
  size_t seen_count, seen_size;
  // What could not be read, for the refusal; an error ends it.
  int error, is_host_gone;
  char problem[TAR_MAX_PATH];
};

static int flush(struct packing *packing) {
  if (packing->used > 0 && !frame_write(packing->fd, 'O', packing->bytes, packing->used)) packing->is_host_gone = 1;
  packing->used = 0;
  return !packing->is_host_gone;
}

static int put(struct packing *packing, const void *bytes, size_t length) {
  const unsigned char *at = bytes;
  while (length > 0) {
    size_t room = sizeof packing->bytes - packing->used;
    size_t taken = length < room ? length : room;
    memcpy(packing->bytes + packing->used, at, taken);
    packing->used += taken;
    at += taken;
    length -= taken;
    if (packing->used == sizeof packing->bytes && !flush(packing)) return 0;
  }
  return 1;
}

static int fail(struct packing *packing, const char *path) {
  packing->error = errno;
  snprintf(packing->problem, sizeof packing->problem, "%s", path);
  return 0;
}

static int put_zeros(struct packing *packing, uint64_t count) {
  static const unsigned char zeros[TAR_BLOCK];
  for (; count > 0; count -= count < sizeof zeros ? count : sizeof zeros) {
    if (!put(packing, zeros, count < sizeof zeros ? (size_t)count : sizeof zeros)) return 0;
  }
  return 1;
}

// As many bytes as the header says: a file that shrinks or grows meanwhile must not shift what follows.
static int put_content(struct packing *packing, int file, uint64_t size) {
  static unsigned char bytes[DATA_BYTES];
  uint64_t left = size;
  while (left > 0) {
    ssize_t got = read(file, bytes, left < sizeof bytes ? (size_t)left : sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    if (!put(packing, bytes, (size_t)got)) return 0;
    left -= (uint64_t)got;
  }
  return put_zeros(packing, left + tar_padding(size));
}

static const char *first_name(struct packing *packing, const struct stat *status, const char *path) {
  for (size_t i = 0; i < packing->seen_count; i++) {
    if (packing->seen[i].device == status->st_dev && packing->seen[i].number == status->st_ino) return packing->seen[i].path;
  }
  if (packing->seen_count == packing->seen_size) {
    size_t size = packing->seen_size * 2 + 64;
    struct seen *seen = realloc(packing->seen, size * sizeof *seen);
    if (seen == NULL) return NULL;
    packing->seen = seen;
    packing->seen_size = size;
  }
  packing->seen[packing->seen_count++] = (struct seen){status->st_dev, status->st_ino, strdup(path)};
  return NULL;
}

static char type_of(mode_t mode) {
  if (S_ISREG(mode)) return '0';
  if (S_ISLNK(mode)) return '2';
  if (S_ISCHR(mode)) return '3';
  if (S_ISBLK(mode)) return '4';
  return S_ISDIR(mode) ? '5' : '6';
}

static int put_entry(struct packing *packing, int parent, const char *name, const char *path, int depth);

static int put_folder(struct packing *packing, int parent, const char *name, const char *path, int depth) {
  char inner[TAR_MAX_PATH];
  int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *entries = folder < 0 ? NULL : fdopendir(folder);
  if (entries == NULL) return fail(packing, path);
  int goes_on = 1;
  for (struct dirent *entry; goes_on && (entry = readdir(entries)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) >= (int)sizeof inner) {
      errno = ENAMETOOLONG;
      goes_on = fail(packing, path);
    } else {
      goes_on = put_entry(packing, folder, entry->d_name, inner, depth + 1);
    }
  }
  closedir(entries);
  return goes_on;
}

static int put_header(struct packing *packing, const struct tar_entry *entry) {
  static unsigned char blocks[TAR_HEADER_BYTES];
  return put(packing, blocks, tar_format(entry, blocks));
}

static int put_file(struct packing *packing, int parent, const char *name, struct tar_entry *entry) {
  // Without waiting: what was a file a moment ago may be a pipe now.
  int file = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status) < 0) return fail(packing, entry->path);
  entry->size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
  int goes_on = put_header(packing, entry) && put_content(packing, file, entry->size);
  close(file);
  return goes_on;
}

enum { MAX_DEPTH = 500 };

static int put_entry(struct packing *packing, int parent, const char *name, const char *path, int depth) {
  struct stat status;
  struct tar_entry entry;
  if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
    // Gone since its folder was read: that is not a failure, unless it is what was asked for.
    return errno == ENOENT && depth > 0 ? 1 : fail(packing, path);
  }
  // A socket means nothing without its program.
  if (S_ISSOCK(status.st_mode)) return 1;
  entry = (struct tar_entry){.type = type_of(status.st_mode), .mode = status.st_mode & 07777, .uid = status.st_uid, .gid = status.st_gid, .modified = status.st_mtim.tv_sec};
  snprintf(entry.path, sizeof entry.path, "%s%s", path, entry.type == '5' ? "/" : "");
  const char *first = status.st_nlink > 1 && entry.type == '0' ? first_name(packing, &status, path) : NULL;
  if (first != NULL) {
    entry.type = '1';
    snprintf(entry.target, sizeof entry.target, "%s", first);
  }
  if (entry.type == '2') {
    ssize_t length = readlinkat(parent, name, entry.target, sizeof entry.target - 1);
    if (length < 0) return fail(packing, path);
    entry.target[length] = '\0';
  }
  if (entry.type == '0') return put_file(packing, parent, name, &entry);
  if (!put_header(packing, &entry)) return 0;
  if (entry.type != '5') return 1;
  errno = ELOOP;
  return depth >= MAX_DEPTH ? fail(packing, path) : put_folder(packing, parent, name, path, depth);
}

// The last part of the path; `.` of the root.
static const char *base_name(char *path) {
  size_t length = strlen(path);
  while (length > 1 && path[length - 1] == '/') path[--length] = '\0';
  const char *slash = strrchr(path, '/');
  return slash[1] == '\0' ? "." : slash + 1;
}

void serve_get(int fd, const char *payload, size_t length) {
  static struct packing packing;
  static char path[TAR_MAX_PATH];
  const char *asked = place_enter(fd, payload, length);
  if (asked == NULL) return;
  if (snprintf(path, sizeof path, "%s", asked) >= (int)sizeof path) return refuse(fd, "malformed", "a path that is too long");
  packing = (struct packing){.fd = fd};
  const char *name = base_name(path);
  int is_whole = put_entry(&packing, AT_FDCWD, path, name, 0) && put_zeros(&packing, 2 * TAR_BLOCK) && flush(&packing);
  for (size_t i = 0; i < packing.seen_count; i++) free(packing.seen[i].path);
  free(packing.seen);
  if (is_whole) return complete(fd);
  if (!packing.is_host_gone) refuse_errno(fd, packing.error, "%s", packing.problem);
}
