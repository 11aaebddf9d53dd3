#include "put-parts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report.h"

int put_reject(const struct unpacking *unpacking, const char *format, ...) {
  char message[400];
  va_list values;
  va_start(values, format);
  vsnprintf(message, sizeof message, format, values);
  va_end(values);
  refuse(unpacking->fd, "refused", "%s", message);
  return 0;
}

int put_fail(const struct unpacking *unpacking, const char *path) {
  refuse_errno(unpacking->fd, errno, "%.300s", path);
  return 0;
}

size_t put_next(struct unpacking *unpacking, size_t limit, const char **bytes) {
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

int put_read(struct unpacking *unpacking, void *to, size_t length) {
  for (char *at = to; length > 0;) {
    const char *bytes;
    size_t got = put_next(unpacking, length, &bytes);
    if (got == 0) return 0;
    memcpy(at, bytes, got);
    at += got;
    length -= got;
  }
  return 1;
}
