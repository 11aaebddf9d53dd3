#include "put.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "folders.h"
#include "place.h"
#include "report.h"
#include "tar.h"

// Folders get their times when nothing is put into them any more.
struct folder_time {
  char *path;
  int64_t modified;
};

struct unpacking {
  int fd;
  struct frame_reader *reader;
  // The frame that is being read.
  const char *bytes;
  size_t left;
  int has_ended;
  int root;
  struct folder_time *times;
  size_t time_count, time_size;
};

enum { CONTENT_BYTES = 65536 };

// False after an answer was given: refusals are final.
static int reject(const struct unpacking *unpacking, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int reject(const struct unpacking *unpacking, const char *format, ...) {
  char message[400];
  va_list values;
  va_start(values, format);
  vsnprintf(message, sizeof message, format, values);
  va_end(values);
  refuse(unpacking->fd, "refused", "%s", message);
  return 0;
}

static int fail(const struct unpacking *unpacking, const char *path) {
  refuse_errno(unpacking->fd, errno, "%.300s", path);
  return 0;
}

// The next bytes of the archive, at least one and at most `limit`; 0 at its end, or when the host is gone.
static size_t next_bytes(struct unpacking *unpacking, size_t limit, const char **bytes) {
  while (unpacking->left == 0 && !unpacking->has_ended) {
    struct frame frame;
    if (frame_read(unpacking->reader, unpacking->fd, &frame) != FRAME_WHOLE || frame.type != 'I') unpacking->has_ended = 1 + (frame.type != 'E');
    else {
      unpacking->bytes = frame.payload;
      unpacking->left = frame.length;
    }
  }
  size_t taken = unpacking->left < limit ? unpacking->left : limit;
  *bytes = unpacking->bytes;
  unpacking->bytes += taken;
  unpacking->left -= taken;
  return taken;
}

static int read_exactly(struct unpacking *unpacking, void *to, size_t length) {
  for (char *at = to; length > 0;) {
    const char *bytes;
    size_t got = next_bytes(unpacking, length, &bytes);
    if (got == 0) return 0;
    memcpy(at, bytes, got);
    at += got;
    length -= got;
  }
  return 1;
}

// Below the folder that was asked for, through no link: neither one of the archive's nor one that is there.
static int open_below(const struct unpacking *unpacking, const char *path, int flags) {
  struct open_how how = {.flags = (unsigned long long)flags | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, unpacking->root, path, &how, sizeof how);
}

// Without slashes and `./` in front and slashes behind. NULL when the name is refused.
static char *clean_path(char *path) {
  if (path[0] == '/') return NULL;
  while (path[0] == '.' && path[1] == '/') {
    path += 2;
    while (path[0] == '/') path++;
  }
  size_t length = strlen(path);
  while (length > 0 && path[length - 1] == '/') path[--length] = '\0';
  if (strcmp(path, ".") == 0) path[0] = '\0';
  for (const char *part = path; *part != '\0';) {
    size_t size = strcspn(part, "/");
    if (size == 2 && memcmp(part, "..", 2) == 0) return NULL;
    part += size + (part[size] == '/');
  }
  return path;
}

static int make_parents(const struct unpacking *unpacking, char *path) {
  for (char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    int folder = open_below(unpacking, path, O_PATH | O_DIRECTORY);
    if (folder < 0 && errno == ENOENT) {
      char *name = strrchr(path, '/');
      if (name != NULL) *name = '\0';
      int above = name == NULL ? dup(unpacking->root) : open_below(unpacking, path, O_PATH | O_DIRECTORY);
      if (name != NULL) *name = '/';
      folder = above < 0 || mkdirat(above, name == NULL ? path : name + 1, 0755) < 0 ? -1 : open_below(unpacking, path, O_PATH | O_DIRECTORY);
      int error = errno;
      if (above >= 0) close(above);
      errno = error;
    }
    if (folder < 0) {
      if (errno == ELOOP || errno == EXDEV || errno == ENOTDIR) return reject(unpacking, "%.200s is below something that is no folder", path);
      return fail(unpacking, path);
    }
    close(folder);
    *slash = '/';
  }
  return 1;
}

// The folder that holds the entry, and its name there.
static int open_parent(const struct unpacking *unpacking, char *path, const char **name) {
  if (!make_parents(unpacking, path)) return -1;
  char *slash = strrchr(path, '/');
  *name = slash == NULL ? path : slash + 1;
  if (slash == NULL) return dup(unpacking->root);
  *slash = '\0';
  int parent = open_below(unpacking, path, O_RDONLY | O_DIRECTORY);
  *slash = '/';
  if (parent < 0) fail(unpacking, path);
  return parent;
}

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

static void apply_times(struct unpacking *unpacking) {
  for (size_t i = 0; i < unpacking->time_count; i++) {
    struct folder_time *time = &unpacking->times[i];
    struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_sec = time->modified}};
    int folder = time->path == NULL ? -1 : open_below(unpacking, time->path, O_RDONLY | O_DIRECTORY);
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
  if (mkdirat(parent, name, 0700) < 0 && errno != EEXIST) return fail(unpacking, path);
  int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return errno == ENOTDIR || errno == ELOOP ? reject(unpacking, "%.200s is there and no folder", path) : fail(unpacking, path);
  int is_done = set_owner_and_mode(folder, entry);
  if (!is_done) fail(unpacking, path);
  close(folder);
  remember_time(unpacking, path, entry->modified);
  return is_done;
}

static int put_content(struct unpacking *unpacking, int file, const char *path, uint64_t size) {
  while (size > 0) {
    const char *bytes;
    size_t got = next_bytes(unpacking, size < CONTENT_BYTES ? (size_t)size : CONTENT_BYTES, &bytes);
    if (got == 0) return reject(unpacking, "the archive ends within %.200s", path);
    size -= got;
    while (got > 0) {
      ssize_t written = write(file, bytes, got);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail(unpacking, path);
      bytes += written;
      got -= (size_t)written;
    }
  }
  return 1;
}

static int put_file(struct unpacking *unpacking, int parent, const char *name, const char *path, const struct tar_entry *entry) {
  int file = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return errno == EEXIST ? reject(unpacking, "%.200s is a folder there", path) : fail(unpacking, path);
  struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_sec = entry->modified}};
  int is_done = put_content(unpacking, file, path, entry->size);
  if (is_done && (!set_owner_and_mode(file, entry) || futimens(file, times) < 0)) is_done = fail(unpacking, path);
  close(file);
  return is_done;
}

static int put_link(struct unpacking *unpacking, int parent, const char *name, const char *path, const struct tar_entry *entry) {
  if (symlinkat(entry->target, parent, name) < 0) return fail(unpacking, path);
  return fchownat(parent, name, entry->uid, entry->gid, AT_SYMLINK_NOFOLLOW) == 0 || fail(unpacking, path);
}

static int put_hard_link(struct unpacking *unpacking, int parent, const char *name, const char *path, struct tar_entry *entry) {
  char *target = clean_path(entry->target);
  int first = target == NULL || *target == '\0' ? -1 : open_below(unpacking, target, O_PATH | O_NOFOLLOW);
  struct stat status;
  if (first < 0 || fstat(first, &status) < 0 || !S_ISREG(status.st_mode)) {
    if (first >= 0) close(first);
    return reject(unpacking, "%.200s is a link to what is not there", path);
  }
  char own[64];
  snprintf(own, sizeof own, "/proc/self/fd/%d", first);
  int is_done = linkat(AT_FDCWD, own, parent, name, AT_SYMLINK_FOLLOW) == 0 || fail(unpacking, path);
  close(first);
  return is_done;
}

static int put_entry(struct unpacking *unpacking, struct tar_entry *entry) {
  const char *name;
  char *path = clean_path(entry->path);
  if (path == NULL) return reject(unpacking, "the name %.200s leads out of the folder", entry->path);
  if (strchr("01256", entry->type) == NULL || entry->type == '6') return reject(unpacking, "%.200s is no file, folder or link", path);
  // The folder itself stays as it is.
  if (*path == '\0') return entry->type == '5' || reject(unpacking, "an entry without a name");
  int parent = open_parent(unpacking, path, &name);
  if (parent < 0) return 0;
  int is_done;
  if (entry->type != '5' && unlinkat(parent, name, 0) < 0 && errno != ENOENT && errno != EISDIR) is_done = fail(unpacking, path);
  else if (entry->type == '5') is_done = put_folder(unpacking, parent, name, path, entry);
  else if (entry->type == '0') is_done = put_file(unpacking, parent, name, path, entry);
  else if (entry->type == '1') is_done = put_hard_link(unpacking, parent, name, path, entry);
  else is_done = put_link(unpacking, parent, name, path, entry);
  close(parent);
  return is_done;
}

static int skip(struct unpacking *unpacking, uint64_t count) {
  while (count > 0) {
    const char *bytes;
    size_t got = next_bytes(unpacking, count < CONTENT_BYTES ? (size_t)count : CONTENT_BYTES, &bytes);
    if (got == 0) return reject(unpacking, "the archive is cut off");
    count -= got;
  }
  return 1;
}

// What an entry says of the next one, kept until that one comes.
struct notes {
  char records[TAR_MAX_PAX];
  size_t length;
  char path[TAR_MAX_PATH], target[TAR_MAX_PATH];
};

static int read_notes(struct unpacking *unpacking, const struct tar_entry *entry, struct notes *notes) {
  char *to = entry->type == 'x' ? notes->records : entry->type == 'L' ? notes->path : notes->target;
  size_t room = entry->type == 'x' ? sizeof notes->records : TAR_MAX_PATH - 1;
  if (entry->size > room) return reject(unpacking, "a name that is too long");
  if (!read_exactly(unpacking, to, (size_t)entry->size)) return reject(unpacking, "the archive is cut off");
  if (entry->type == 'x') notes->length = (size_t)entry->size;
  else to[entry->size] = '\0';
  return skip(unpacking, tar_padding(entry->size));
}

static int apply_notes(const struct unpacking *unpacking, struct tar_entry *entry, struct notes *notes) {
  if (notes->path[0] != '\0') memcpy(entry->path, notes->path, TAR_MAX_PATH);
  if (notes->target[0] != '\0') memcpy(entry->target, notes->target, TAR_MAX_PATH);
  int is_fine = tar_apply(entry, notes->records, notes->length);
  notes->length = 0;
  notes->path[0] = notes->target[0] = '\0';
  return is_fine || reject(unpacking, "pax records that are none");
}

// Both blocks of zeros and what an archiver fills up with.
static int read_to_end(struct unpacking *unpacking) {
  const char *bytes;
  while (next_bytes(unpacking, CONTENT_BYTES, &bytes) > 0) {}
  return unpacking->has_ended == 1;
}

static int unpack(struct unpacking *unpacking) {
  static struct tar_entry entry;
  static struct notes notes;
  unsigned char block[TAR_BLOCK];
  for (;;) {
    if (!read_exactly(unpacking, block, sizeof block)) return unpacking->has_ended == 1 ? reject(unpacking, "the archive has no end") : 0;
    enum tar_kind kind = tar_parse(&entry, block);
    if (kind == TAR_END) return read_to_end(unpacking);
    if (kind == TAR_BROKEN) return reject(unpacking, "this is no tar");
    if (entry.type == 'g') {
      if (!skip(unpacking, entry.size + tar_padding(entry.size))) return 0;
    } else if (strchr("xLK", entry.type) != NULL) {
      if (!read_notes(unpacking, &entry, &notes)) return 0;
    } else {
      if (!apply_notes(unpacking, &entry, &notes)) return 0;
      uint64_t size = entry.type == '0' ? entry.size : 0;
      if (!put_entry(unpacking, &entry) || !skip(unpacking, tar_padding(size))) return 0;
    }
  }
}

void serve_put(int fd, struct frame_reader *reader, const struct frame *frame) {
  static struct unpacking unpacking;
  const char *path = place_enter(fd, frame->payload, frame->length);
  if (path == NULL) return;
  unpacking = (struct unpacking){.fd = fd, .reader = reader};
  umask(0);
  if (mkdir_all(path, 0755) < 0) return refuse_errno(fd, errno, "%.300s", path);
  unpacking.root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (unpacking.root < 0) return refuse_errno(fd, errno, "%.300s", path);
  int is_whole = unpack(&unpacking);
  apply_times(&unpacking);
  close(unpacking.root);
  if (is_whole) complete(fd);
}
