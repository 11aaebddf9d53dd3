#include "users.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fields.h"

enum { MAX_FILE = 1 << 20, MAX_NAME = 128 };

// A field of a line of passwd or group, which ends at `end`. Empty when the line has no such field.
struct slice { const char *start; size_t length; };

static struct slice field_of(const char *line, const char *end, int index) {
  const char *start = line;
  for (; index > 0; index--) {
    start = memchr(start, ':', (size_t)(end - start));
    if (start == NULL) return (struct slice){"", 0};
    start++;
  }
  const char *stop = memchr(start, ':', (size_t)(end - start));
  return (struct slice){start, (size_t)((stop == NULL ? end : stop) - start)};
}

static int slice_is(struct slice slice, const char *text) {
  return slice.length == strlen(text) && memcmp(slice.start, text, slice.length) == 0;
}

static int slice_number(struct slice slice, unsigned *number) {
  char text[16];
  unsigned long long value;
  if (slice.length == 0 || slice.length >= sizeof text) return 0;
  memcpy(text, slice.start, slice.length);
  text[slice.length] = '\0';
  if (!parse_number(text, 0xfffffffe, &value)) return 0;
  *number = (unsigned)value;
  return 1;
}

static const char *line_end(const char *line) {
  const char *end = strchr(line, '\n');
  return end == NULL ? line + strlen(line) : end;
}

#define EACH_LINE(line, end, text) \
  for (const char *line = (text) == NULL ? "" : (text), *end = line_end(line); *line != '\0'; line = *end == '\0' ? end : end + 1, end = line_end(line))

// By name first: a name may look like a number. True when the file knows him.
static int look_up_user(const char *wanted, const char *passwd, struct user *user, char name[MAX_NAME]) {
  unsigned asked = 0;
  int is_number = slice_number((struct slice){wanted, strlen(wanted)}, &asked);
  for (int by_number = 0; by_number <= is_number; by_number++) {
    EACH_LINE(line, end, passwd) {
      unsigned uid, gid;
      if (!slice_number(field_of(line, end, 2), &uid) || !slice_number(field_of(line, end, 3), &gid)) continue;
      struct slice own = field_of(line, end, 0), home = field_of(line, end, 5);
      if (by_number ? uid != asked : !slice_is(own, wanted)) continue;
      user->uid = uid;
      user->gid = gid;
      snprintf(user->home, sizeof user->home, "%.*s", (int)home.length, home.start);
      snprintf(name, MAX_NAME, "%.*s", (int)own.length, own.start);
      return 1;
    }
  }
  if (!is_number) return 0;
  user->uid = asked;
  name[0] = '\0';
  return 1;
}

static int look_up_group(const char *wanted, const char *group, gid_t *gid) {
  EACH_LINE(line, end, group) {
    unsigned number;
    if (slice_is(field_of(line, end, 0), wanted) && slice_number(field_of(line, end, 2), &number)) {
      *gid = number;
      return 1;
    }
  }
  return slice_number((struct slice){wanted, strlen(wanted)}, gid);
}

static int has_member(struct slice members, const char *name) {
  size_t length = strlen(name);
  for (const char *at = members.start, *end = at + members.length; at < end;) {
    const char *stop = memchr(at, ',', (size_t)(end - at));
    size_t size = (size_t)((stop == NULL ? end : stop) - at);
    if (size == length && memcmp(at, name, size) == 0) return 1;
    at += size + 1;
  }
  return 0;
}

static void add_groups(const char *name, const char *group, struct user *user) {
  if (*name == '\0') return;
  EACH_LINE(line, end, group) {
    unsigned gid;
    if (user->group_count == MAX_GROUPS) return;
    if (slice_number(field_of(line, end, 2), &gid) && gid != user->gid && has_member(field_of(line, end, 3), name)) user->groups[user->group_count++] = gid;
  }
}

int resolve_user(const char *wanted, const char *passwd, const char *group, struct user *user) {
  char own[MAX_NAME], name[MAX_NAME];
  const char *colon = strchr(wanted, ':');
  size_t length = colon == NULL ? strlen(wanted) : (size_t)(colon - wanted);
  if (length == 0 || length >= sizeof own) return 0;
  memcpy(own, wanted, length);
  own[length] = '\0';
  *user = (struct user){.home = "/"};
  if (!look_up_user(own, passwd, user, name)) return 0;
  if (colon != NULL && !look_up_group(colon + 1, group, &user->gid)) return 0;
  user->groups[user->group_count++] = user->gid;
  // Naming a group is naming all of them, as container engines have it.
  if (colon == NULL) add_groups(name, group, user);
  if (user->home[0] == '\0') strcpy(user->home, "/");
  return 1;
}

static char *read_text(const char *path) {
  struct stat status;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return NULL;
  size_t used = 0, size = fstat(fd, &status) == 0 && status.st_size < MAX_FILE ? (size_t)status.st_size : MAX_FILE;
  char *text = malloc(size + 1);
  ssize_t got;
  while (text != NULL && used < size && (got = read(fd, text + used, size - used)) > 0) used += (size_t)got;
  close(fd);
  if (text != NULL) text[used] = '\0';
  return text;
}

int find_user(const char *wanted, struct user *user) {
  char *passwd = read_text("/etc/passwd"), *group = read_text("/etc/group");
  int is_found = resolve_user(wanted, passwd, group, user);
  free(passwd);
  free(group);
  return is_found;
}
