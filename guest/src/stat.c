#include "stat.h"

#include <errno.h>
#include <sys/stat.h>

#include "fields.h"
#include "place.h"
#include "report.h"

static const char *type_of(mode_t mode) {
  if (S_ISREG(mode)) return "file";
  if (S_ISDIR(mode)) return "directory";
  return S_ISLNK(mode) ? "link" : "other";
}

void serve_stat(int fd, const char *payload, size_t length) {
  struct stat status;
  struct answer answer = {0};
  const char *path = place_enter(fd, payload, length);
  if (path == NULL) return;
  if (lstat(path, &status) < 0) return refuse_errno(fd, errno, "%s", path);
  answer_add(&answer, 't', "%s", type_of(status.st_mode));
  answer_add(&answer, 's', "%lld", (long long)status.st_size);
  answer_add(&answer, 'm', "%o", (unsigned)status.st_mode & 07777);
  answer_send(fd, 'C', &answer);
}
