#include "changes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "frame.h"
#include "report.h"
#include "state.h"

// Deeper than a path can be written down. A folder on the way is held open three times: above, below, and to be read.
enum { MOST_DEPTH = 2048, MOST_PATH = 4096, MOST_OPEN = 3 * MOST_DEPTH + 64 };

struct walk {
  char path[MOST_PATH];
  size_t length;
  unsigned depth;
  int (*tell)(void *to, const struct difference *difference);
  void *to;
};

static int walk_folder(struct walk *walk, int upper, int lower, int is_opaque);

static int tell(struct walk *walk, char kind) {
  struct difference difference = {.kind = kind, .path = walk->path};
  return walk->tell(walk->to, &difference);
}

// False when it is too long to be told.
static int enter(struct walk *walk, const char *name) {
  size_t length = strlen(name);
  if (walk->length + 1 + length >= sizeof walk->path || walk->depth == MOST_DEPTH) return 0;
  walk->path[walk->length] = '/';
  memcpy(walk->path + walk->length + 1, name, length + 1);
  walk->length += 1 + length;
  walk->depth++;
  return 1;
}

static void leave(struct walk *walk, size_t length) {
  walk->length = length;
  walk->path[length] = '\0';
  walk->depth--;
}

static int open_folder(int parent, const char *name) {
  return parent < 0 ? -1 : openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int is_in(int folder, const char *name, struct stat *status) {
  return folder >= 0 && fstatat(folder, name, status, AT_SYMLINK_NOFOLLOW) == 0;
}

// A folder that hides what lies below it.
static int hides_lower(int folder) {
  char value = 0;
  return fgetxattr(folder, "trusted.overlay.opaque", &value, 1) == 1 && value == 'y';
}

static int walk_child(struct walk *walk, int upper, int lower, const char *name, int is_opaque) {
  int inside = open_folder(upper, name), below = open_folder(lower, name);
  int goes_on = inside < 0 || walk_folder(walk, inside, below, is_opaque || hides_lower(inside));
  if (inside >= 0) close(inside);
  if (below >= 0) close(below);
  return goes_on;
}

static int look_at(struct walk *walk, int upper, int lower, const char *name, int is_opaque) {
  struct stat above, below;
  // Gone meanwhile.
  if (!is_in(upper, name, &above)) return 1;
  int was_there = is_in(lower, name, &below);
  if (S_ISCHR(above.st_mode) && above.st_rdev == 0) return !was_there || tell(walk, 'D');
  if (!tell(walk, was_there ? 'M' : 'A')) return 0;
  return !S_ISDIR(above.st_mode) || walk_child(walk, upper, lower, name, is_opaque);
}

typedef int looking(struct walk *walk, int upper, int lower, const char *name, int is_opaque);

static int look_for_hidden(struct walk *walk, int upper, int lower, const char *name, int is_opaque) {
  struct stat status;
  (void)lower, (void)is_opaque;
  return is_in(upper, name, &status) || tell(walk, 'D');
}

static int each_entry(struct walk *walk, int folder, int upper, int lower, int is_opaque, looking *look) {
  int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *entries = own < 0 ? NULL : fdopendir(own);
  if (entries == NULL) {
    if (own >= 0) close(own);
    return 1;
  }
  int goes_on = 1;
  for (const struct dirent *entry; goes_on && (entry = readdir(entries)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    size_t length = walk->length;
    if (!enter(walk, entry->d_name)) continue;
    goes_on = look(walk, upper, lower, entry->d_name, is_opaque);
    leave(walk, length);
  }
  closedir(entries);
  return goes_on;
}

static int walk_folder(struct walk *walk, int upper, int lower, int is_opaque) {
  if (!each_entry(walk, upper, upper, lower, is_opaque, look_at)) return 0;
  return !is_opaque || lower < 0 || each_entry(walk, lower, upper, lower, is_opaque, look_for_hidden);
}

static void allow_open(rlim_t files) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= files) return;
  limit.rlim_cur = files;
  if (limit.rlim_max < files) limit.rlim_max = files;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// In a process of its own: its limit of open files is raised.
int changes_walk(int upper, int lower, int (*told)(void *to, const struct difference *difference), void *to) {
  struct walk walk = {.tell = told, .to = to};
  allow_open(MOST_OPEN);
  return walk_folder(&walk, upper, lower, 0);
}

struct sending {
  int fd;
  size_t used;
  char bytes[DATA_BYTES];
};

static int send_all(struct sending *sending) {
  int is_sent = sending->used == 0 || frame_write(sending->fd, 'O', sending->bytes, sending->used);
  sending->used = 0;
  return is_sent;
}

static int send_one(void *to, const struct difference *difference) {
  struct sending *sending = to;
  size_t length = strlen(difference->path) + 1;
  if (sending->used + 1 + length > sizeof sending->bytes && !send_all(sending)) return 0;
  sending->bytes[sending->used] = difference->kind;
  memcpy(sending->bytes + sending->used + 1, difference->path, length);
  sending->used += 1 + length;
  return 1;
}

// Outside of the sandbox, which sees neither of the layers.
void serve_changes(int fd) {
  static struct sending sending;
  if (state->holder == 0) return refuse(fd, "state", "the sandbox is not mounted");
  int upper = open("/rw/upper", O_RDONLY | O_DIRECTORY | O_CLOEXEC), lower = open("/lower", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (upper < 0 || lower < 0) return refuse_errno(fd, errno, "look at the writable layer");
  sending.fd = fd;
  if (changes_walk(upper, lower, send_one, &sending) && send_all(&sending)) complete(fd);
}
