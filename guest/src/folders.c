#include "folders.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int mkdir_all(const char *path, mode_t mode) {
  char part[PATH_MAX];
  if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part) {
    errno = ENAMETOOLONG;
    return -1;
  }
  for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdir(part, mode) < 0 && errno != EEXIST && errno != EROFS) return -1;
    *slash = '/';
  }
  if (mkdir(part, mode) == 0) return 0;
  struct stat status;
  return stat(part, &status) == 0 && S_ISDIR(status.st_mode) ? 0 : -1;
}
