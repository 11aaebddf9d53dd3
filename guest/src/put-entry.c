#include "put-parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void remember_time(struct unpacking *unpacking, const char *path, int64_t modified) {
  if (unpacking->time_count == unpacking->time_size) {
    size_t size = unpacking->time_size * 2 + 64;
    struct folder_time *times = realloc(unpacking->times, size * sizeof *times);
    if (times == NULL) return;
    unpacking->times = times;
    unpacking->time_size = size;
  }
  unpacking->times[unpacking->time_count++] = (struct folder_time){strdup(path), modified};
}

void put_apply_times(struct unpacking *unpacking) {
  for (size_t i = 0; i < unpacking->time_count; i++) {
    struct folder_time *time = &unpacking->times[i];
    struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_sec = time->modified}};
    int folder = time->path == NULL ? -1 : put_open(unpacking, time->path, O_RDONLY | O_DIRECTORY);
    if (folder >= 0) {
      futimens(folder, times);
      close(folder);
    }
    free(time->path);
  }
  free(unpacking->times);
}

// Setuid and setgid are not taken over.
static int set_owner_and_mode(int file, const struct tar_entry *entry) {
  if (fchown(file, entry->uid, entry->gid) < 0) return 0;
  return fchmod(file, entry->mode & 01777) == 0;
}

static int put_folder(struct unpacking *unpacking, int parent, const char *name, const char *path, const struct tar_entry *entry) {
  if (mkdirat(parent, name, 0700) < 0 && errno != EEXIST) return put_fail(unpacking, path);
  int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return errno == ENOTDIR || errno == ELOOP ? put_reject(unpacking, "%.200s is there and no folder", path) : put_fail(unpacking, path);
  int is_done = set_owner_and_mode(folder, entry);
  if (!is_done) put_fail(unpacking, path);
  close(folder);
  remember_time(unpacking, path, entry->modified);
  return is_done;
}

static int put_content(struct unpacking *unpacking, int file, const char *path, uint64_t size) {
  while (size > 0) {
    const char *bytes;
    size_t got = put_next(unpacking, size < CONTENT_BYTES ? (size_t)size : CONTENT_BYTES, &bytes);
    if (got == 0) return put_reject(unpacking, "the archive ends within %.200s", path);
    size -= got;
    while (got > 0) {
      ssize_t written = write(file, bytes, got);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return put_fail(unpacking, path);
      bytes += written;
      got -= (size_t)written;
    }
  }
  return 1;
}

static int put_file(struct unpacking *unpacking, int parent, const char *name, const char *path, const struct tar_entry *entry) {
  int file = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return errno == EEXIST ? put_reject(unpacking, "%.200s is a folder there", path) : put_fail(unpacking, path);
  struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_sec = entry->modified}};
  int is_done = put_content(unpacking, file, path, entry->size);
  if (is_done && (!set_owner_and_mode(file, entry) || futimens(file, times) < 0)) is_done = put_fail(unpacking, path);
  close(file);
  return is_done;
}

static int put_link(struct unpacking *unpacking, int parent, const char *name, const char *path, const struct tar_entry *entry) {
  if (symlinkat(entry->target, parent, name) < 0) return put_fail(unpacking, path);
  return fchownat(parent, name, entry->uid, entry->gid, AT_SYMLINK_NOFOLLOW) == 0 || put_fail(unpacking, path);
}

static int put_hard_link(struct unpacking *unpacking, int parent, const char *name, const char *path, struct tar_entry *entry) {
  char *target = put_clean_path(entry->target);
  int first = target == NULL || *target == '\0' ? -1 : put_open(unpacking, target, O_PATH | O_NOFOLLOW);
  struct stat status;
  if (first < 0 || fstat(first, &status) < 0 || !S_ISREG(status.st_mode)) {
    if (first >= 0) close(first);
    return put_reject(unpacking, "%.200s is a link to what is not there", path);
  }
  char own[64];
  snprintf(own, sizeof own, "/proc/self/fd/%d", first);
  int is_done = linkat(AT_FDCWD, own, parent, name, AT_SYMLINK_FOLLOW) == 0 || put_fail(unpacking, path);
  close(first);
  return is_done;
}

int put_entry(struct unpacking *unpacking, struct tar_entry *entry) {
  const char *name;
  char *path = put_clean_path(entry->path);
  if (path == NULL) return put_reject(unpacking, "the name %.200s leads out of the folder", entry->path);
  if (strchr("01256", entry->type) == NULL || entry->type == '6') return put_reject(unpacking, "%.200s is no file, folder or link", path);
  // The folder itself stays as it is.
  if (*path == '\0') return entry->type == '5' || put_reject(unpacking, "an entry without a name");
  int parent = put_open_parent(unpacking, path, &name);
  if (parent < 0) return 0;
  int is_done;
  if (entry->type != '5' && unlinkat(parent, name, 0) < 0 && errno != ENOENT && errno != EISDIR) is_done = put_fail(unpacking, path);
  else if (entry->type == '5') is_done = put_folder(unpacking, parent, name, path, entry);
  else if (entry->type == '0') is_done = put_file(unpacking, parent, name, path, entry);
  else if (entry->type == '1') is_done = put_hard_link(unpacking, parent, name, path, entry);
  else is_done = put_link(unpacking, parent, name, path, entry);
  close(parent);
  return is_done;
}
