// Bytes that wait to be written, in order, up to a fixed size.
#pragma once
#include <stddef.h>

struct buffer {
  unsigned char *bytes;
  size_t start, used, size;
};

int buffer_init(struct buffer *buffer, size_t size);
void buffer_free(struct buffer *buffer);
size_t buffer_room(const struct buffer *buffer);
// The caller has made sure of the room.
void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
// Writes what the file takes. How much that was; -1 with errno when it takes nothing any more.
long buffer_drain(struct buffer *buffer, int fd);
