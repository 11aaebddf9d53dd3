#include "place.h"

#include <errno.h>

#include "fields.h"
#include "privileges.h"
#include "report.h"
#include "sandbox.h"
#include "state.h"

const char *place_enter(int fd, const char *payload, size_t length) {
  struct fields fields;
  char tag;
  const char *value, *path = NULL;
  fields_open(&fields, payload, length);
  while (fields_next(&fields, &tag, &value)) {
    if (tag == 'p') path = value;
  }
  if (path == NULL || path[0] != '/') {
    refuse(fd, "malformed", "a path that is not absolute");
    return NULL;
  }
  if (state->holder == 0) {
    refuse(fd, "state", "the sandbox is not mounted");
    return NULL;
  }
  int error = sandbox_enter();
  if (error == 0) error = keep_file_capabilities();
  if (error != 0) {
    refuse_errno(fd, error, "enter the sandbox");
    return NULL;
  }
  return path;
}
