#include "buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int buffer_init(struct buffer *buffer, size_t size) {
  *buffer = (struct buffer){.bytes = malloc(size), .size = size};
  return buffer->bytes != NULL;
}

void buffer_free(struct buffer *buffer) {
  free(buffer->bytes);
  *buffer = (struct buffer){0};
}

size_t buffer_room(const struct buffer *buffer) {
  return buffer->size - buffer->used;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t length) {
  if (buffer->start + buffer->used + length > buffer->size) {
    memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->used);
    buffer->start = 0;
  }
  memcpy(buffer->bytes + buffer->start + buffer->used, bytes, length);
  buffer->used += length;
}

long buffer_drain(struct buffer *buffer, int fd) {
  if (buffer->used == 0) return 0;
  ssize_t sent = send(fd, buffer->bytes + buffer->start, buffer->used, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && errno == ENOTSOCK) sent = write(fd, buffer->bytes + buffer->start, buffer->used);
  if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
  buffer->start += (size_t)sent;
  buffer->used -= (size_t)sent;
  if (buffer->used == 0) buffer->start = 0;
  return (long)sent;
}
