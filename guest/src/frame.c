#include "frame.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void frame_reader_init(struct frame_reader *reader) {
  memset(reader, 0, sizeof *reader);
}

void frame_reader_free(struct frame_reader *reader) {
  free(reader->bytes);
  memset(reader, 0, sizeof *reader);
}

static int belongs(unsigned char type) {
  return type != 0 && strchr("NMRHTUGPDLSQJIEWKA", type) != NULL;
}

static uint32_t length_of(const unsigned char *header) {
  return (uint32_t)header[1] << 24 | (uint32_t)header[2] << 16 | (uint32_t)header[3] << 8 | header[4];
}

// Drops the frame that was handed out last.
static void drop_consumed(struct frame_reader *reader) {
  if (reader->consumed == 0) return;
  memmove(reader->bytes, reader->bytes + reader->consumed, reader->used - reader->consumed);
  reader->used -= reader->consumed;
  reader->consumed = 0;
}

enum frame_result frame_next(struct frame_reader *reader, struct frame *frame) {
  drop_consumed(reader);
  if (reader->used == 0) return FRAME_PARTIAL;
  if (!belongs(reader->bytes[0])) return FRAME_BROKEN;
  if (reader->used < FRAME_HEADER) return FRAME_PARTIAL;
  uint32_t length = length_of(reader->bytes);
  if (length > MAX_PAYLOAD) return FRAME_BROKEN;
  if (reader->used < FRAME_HEADER + (size_t)length) return FRAME_PARTIAL;
  frame->type = (char)reader->bytes[0];
  frame->length = length;
  // Moved over its header, so that a NUL fits behind it.
  memmove(reader->bytes, reader->bytes + FRAME_HEADER, length);
  frame->payload = (char *)reader->bytes;
  frame->payload[length] = '\0';
  reader->consumed = FRAME_HEADER + length;
  return FRAME_WHOLE;
}

// As much room as the frame at the front still needs, or a data frame's.
static size_t wanted_room(const struct frame_reader *reader) {
  size_t whole = FRAME_HEADER + DATA_BYTES;
  if (reader->used >= FRAME_HEADER) {
    size_t length = length_of(reader->bytes);
    if (length <= MAX_PAYLOAD && FRAME_HEADER + length > whole) whole = FRAME_HEADER + length;
  }
  return whole > reader->used ? whole - reader->used : 1;
}

enum frame_result frame_fill(struct frame_reader *reader, int fd) {
  drop_consumed(reader);
  size_t room = wanted_room(reader);
  if (reader->size < reader->used + room) {
    unsigned char *bytes = realloc(reader->bytes, reader->used + room);
    if (bytes == NULL) return FRAME_BROKEN;
    reader->bytes = bytes;
    reader->size = reader->used + room;
  }
  ssize_t got;
  do got = read(fd, reader->bytes + reader->used, room);
  while (got < 0 && errno == EINTR);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return FRAME_PARTIAL;
  if (got <= 0) return FRAME_END;
  reader->used += (size_t)got;
  return FRAME_PARTIAL;
}

enum frame_result frame_read(struct frame_reader *reader, int fd, struct frame *frame) {
  for (;;) {
    enum frame_result result = frame_next(reader, frame);
    if (result != FRAME_PARTIAL) return result;
    struct pollfd waited = {.fd = fd, .events = POLLIN};
    if (poll(&waited, 1, -1) < 0 && errno != EINTR) return FRAME_END;
    result = frame_fill(reader, fd);
    if (result != FRAME_PARTIAL) return result;
  }
}

void frame_header(unsigned char header[FRAME_HEADER], char type, size_t length) {
  header[0] = (unsigned char)type;
  header[1] = (unsigned char)(length >> 24);
  header[2] = (unsigned char)(length >> 16);
  header[3] = (unsigned char)(length >> 8);
  header[4] = (unsigned char)length;
}

int write_all(int fd, const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t sent = send(fd, at, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == ENOTSOCK) sent = write(fd, at, length);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      struct pollfd waited = {.fd = fd, .events = POLLOUT};
      poll(&waited, 1, -1);
      continue;
    }
    if (sent <= 0) return 0;
    at += sent;
    length -= (size_t)sent;
  }
  return 1;
}

int frame_write(int fd, char type, const void *payload, size_t length) {
  unsigned char header[FRAME_HEADER];
  frame_header(header, type, length);
  return write_all(fd, header, sizeof header) && write_all(fd, payload, length);
}

enum { HANG_UP_MS = 2000 };

void await_hang_up(int fd) {
  static char bytes[4096];
  struct pollfd waited = {.fd = fd, .events = POLLIN};
  while (poll(&waited, 1, HANG_UP_MS) > 0) {
    ssize_t got = read(fd, bytes, sizeof bytes);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return;
  }
}
