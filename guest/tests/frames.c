#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../src/frame.h"
#include "check.h"

static void give(int fd, const void *bytes, size_t length) {
  CHECK(write(fd, bytes, length) == (ssize_t)length);
}

static void test_pieces(int host, int guest) {
  struct frame_reader reader;
  struct frame frame;
  frame_reader_init(&reader);
  static const char bytes[] = "I\0\0\0\5helloE\0\0\0\0I\0\0\0\1x";
  for (size_t i = 0; i < sizeof bytes - 1; i++) {
    give(host, bytes + i, 1);
    CHECK(frame_fill(&reader, guest) == FRAME_PARTIAL);
    if (i == 9) CHECK(frame_next(&reader, &frame) == FRAME_WHOLE && frame.length == 5 && strcmp(frame.payload, "hello") == 0);
    else if (i < 9) CHECK(frame_next(&reader, &frame) == FRAME_PARTIAL);
  }
  CHECK(frame_next(&reader, &frame) == FRAME_WHOLE && frame.type == 'E' && frame.length == 0);
  CHECK(frame_next(&reader, &frame) == FRAME_WHOLE && strcmp(frame.payload, "x") == 0);
  CHECK(frame_next(&reader, &frame) == FRAME_PARTIAL);
  frame_reader_free(&reader);
}

static void test_refusals(int host, int guest) {
  struct frame_reader reader;
  struct frame frame;
  static const char *const wrong[] = {"?\0\0\0\0", "O\0\0\0\0", "I\0\x10\0\1", "I\xff\xff\xff\xff"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    frame_reader_init(&reader);
    give(host, wrong[i], 5);
    CHECK(frame_read(&reader, guest, &frame) == FRAME_BROKEN);
    frame_reader_free(&reader);
  }
}

static void test_noise(int host, int guest) {
  fcntl(guest, F_SETFL, O_NONBLOCK);
  srand(1);
  for (int round = 0; round < 2000; round++) {
    struct frame_reader reader;
    struct frame frame;
    unsigned char bytes[64];
    frame_reader_init(&reader);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(rand() % 4 == 0 ? "IERK"[rand() % 4] : rand() % 3 == 0 ? rand() : 0);
    give(host, bytes, sizeof bytes);
    enum frame_result result = frame_fill(&reader, guest);
    while (result == FRAME_PARTIAL && frame_next(&reader, &frame) == FRAME_WHOLE) CHECK(frame.payload[frame.length] == '\0');
    while (read(guest, bytes, sizeof bytes) > 0) {}
    frame_reader_free(&reader);
  }
}

void test_frames(void) {
  int ends[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  test_pieces(ends[0], ends[1]);
  test_refusals(ends[0], ends[1]);
  test_noise(ends[0], ends[1]);
  close(ends[0]);
  struct frame_reader reader;
  struct frame frame;
  frame_reader_init(&reader);
  fcntl(ends[1], F_SETFL, 0);
  CHECK(frame_read(&reader, ends[1], &frame) == FRAME_END);
  frame_reader_free(&reader);
  close(ends[1]);
}
