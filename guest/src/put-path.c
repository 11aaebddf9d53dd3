#include "put-parts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int put_open(const struct unpacking *unpacking, const char *path, int flags) {
  struct open_how how = {.flags = (unsigned long long)flags | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, unpacking->root, path, &how, sizeof how);
}

char *put_clean_path(char *path) {
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
    int folder = put_open(unpacking, path, O_PATH | O_DIRECTORY);
    if (folder < 0 && errno == ENOENT) {
      char *name = strrchr(path, '/');
      if (name != NULL) *name = '\0';
      int above = name == NULL ? dup(unpacking->root) : put_open(unpacking, path, O_PATH | O_DIRECTORY);
      if (name != NULL) *name = '/';
      folder = above < 0 || mkdirat(above, name == NULL ? path : name + 1, 0755) < 0 ? -1 : put_open(unpacking, path, O_PATH | O_DIRECTORY);
      int error = errno;
      if (above >= 0) close(above);
      errno = error;
    }
    if (folder < 0) {
      if (errno == ELOOP || errno == EXDEV || errno == ENOTDIR) return put_reject(unpacking, "%.200s is below something that is no folder", path);
      return put_fail(unpacking, path);
    }
    close(folder);
    *slash = '/';
  }
  return 1;
}

int put_open_parent(const struct unpacking *unpacking, char *path, const char **name) {
  if (!make_parents(unpacking, path)) return -1;
  char *slash = strrchr(path, '/');
  *name = slash == NULL ? path : slash + 1;
  if (slash == NULL) return dup(unpacking->root);
  *slash = '\0';
  int parent = put_open(unpacking, path, O_RDONLY | O_DIRECTORY);
  *slash = '/';
  if (parent < 0) put_fail(unpacking, path);
  return parent;
}
