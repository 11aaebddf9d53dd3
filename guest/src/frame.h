// Frames of ../PROTOCOL.md over a connection to the host.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { MAX_PAYLOAD = 1048576, DATA_BYTES = 65536, WINDOW_BYTES = 262144, FRAME_HEADER = 5 };

struct frame {
  char type;
  uint32_t length;
  // Valid until the next frame is read; followed by a NUL that is not part of it.
  char *payload;
};

// Bytes of a connection that are not whole frames yet.
struct frame_reader {
  unsigned char *bytes;
  size_t used, size;
  size_t consumed;
};

enum frame_result { FRAME_WHOLE, FRAME_PARTIAL, FRAME_END, FRAME_BROKEN };

void frame_reader_init(struct frame_reader *reader);
void frame_reader_free(struct frame_reader *reader);
// The next frame of what was read so far. FRAME_PARTIAL: more must be read first.
enum frame_result frame_next(struct frame_reader *reader, struct frame *frame);
// Reads once. FRAME_PARTIAL: something came, or nothing was there to read. FRAME_END: the other side is gone.
enum frame_result frame_fill(struct frame_reader *reader, int fd);
// Waits for the next frame.
enum frame_result frame_read(struct frame_reader *reader, int fd, struct frame *frame);

void frame_header(unsigned char header[FRAME_HEADER], char type, size_t length);
// Blocking, whole. False when the connection is gone.
int frame_write(int fd, char type, const void *payload, size_t length);
// Blocking write of bytes, whole.
int write_all(int fd, const void *bytes, size_t length);
// Everything was said: waits a moment for the host to close, taking what it still sends. Closing first would break what it is writing, and
// with it what it has not read yet.
void await_hang_up(int fd);
