#include "dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "buffer.h"
#include "fields.h"
#include "report.h"
#include "state.h"

enum { CONNECT_MS = 5000, OUT_BYTES = 2 * (FRAME_HEADER + DATA_BYTES) };

struct relay {
  int host, inner;
  struct frame_reader *reader;
  struct buffer to_host, to_inner;
  int has_host_ended, has_inner_ended, is_inner_shut, is_broken;
};

static int finish_connect(int inner) {
  struct pollfd waited = {inner, POLLOUT, 0};
  int error = 0;
  socklen_t size = sizeof error;
  if (poll(&waited, 1, CONNECT_MS) <= 0) return ETIMEDOUT;
  return getsockopt(inner, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}

// The connected socket, or -1 with errno.
static int connect_to(const struct sockaddr *address, socklen_t size) {
  int on = 1;
  int inner = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (inner < 0) return -1;
  int error = connect(inner, address, size) == 0 ? 0 : errno;
  if (error == EINPROGRESS) error = finish_connect(inner);
  setsockopt(inner, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (error == 0) return inner;
  close(inner);
  errno = error;
  return -1;
}

static int dial(const char *address, uint16_t port) {
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  if (inet_pton(AF_INET, address == NULL ? "127.0.0.1" : address, &four.sin_addr) != 1) {
    errno = EINVAL;
    return -1;
  }
  int inner = connect_to((const struct sockaddr *)(const void *)&four, sizeof four);
  if (inner >= 0 || address != NULL) return inner;
  int error = errno;
  inner = connect_to((const struct sockaddr *)(const void *)&six, sizeof six);
  if (inner < 0) errno = error;
  return inner;
}

static void add_frame(struct relay *relay, char type, const void *bytes, size_t length) {
  unsigned char header[FRAME_HEADER];
  frame_header(header, type, length);
  buffer_add(&relay->to_host, header, sizeof header);
  buffer_add(&relay->to_host, bytes, length);
}

static void read_inner(struct relay *relay) {
  static unsigned char bytes[DATA_BYTES];
  ssize_t got = read(relay->inner, bytes, sizeof bytes);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got < 0) relay->is_broken = 1;
  else add_frame(relay, got == 0 ? 'E' : 'O', bytes, (size_t)got);
  if (got == 0) relay->has_inner_ended = 1;
}

// One frame at a time, when the one before it is on its way: the host waits as the program inside does.
static void take_frames(struct relay *relay) {
  struct frame frame;
  while (relay->to_inner.used == 0 && !relay->is_broken) {
    enum frame_result result = frame_next(relay->reader, &frame);
    if (result == FRAME_PARTIAL) return;
    if (result != FRAME_WHOLE || (frame.type != 'I' && frame.type != 'E') || frame.length > DATA_BYTES) relay->is_broken = 1;
    else if (frame.type == 'E') relay->has_host_ended = 1;
    else buffer_add(&relay->to_inner, frame.payload, frame.length);
    if (buffer_drain(&relay->to_inner, relay->inner) < 0) relay->is_broken = 1;
  }
}

static void read_host(struct relay *relay) {
  if (frame_fill(relay->reader, relay->host) != FRAME_PARTIAL) relay->is_broken = 1;
}

static void step(struct relay *relay) {
  struct pollfd watched[] = {
    {relay->host, (short)((relay->to_inner.used == 0 ? POLLIN : 0) | (relay->to_host.used > 0 ? POLLOUT : 0)), 0},
    {relay->inner, (short)((!relay->has_inner_ended && buffer_room(&relay->to_host) >= FRAME_HEADER + DATA_BYTES ? POLLIN : 0) | (relay->to_inner.used > 0 ? POLLOUT : 0)), 0},
  };
  // Told of a hang-up also when nothing is asked for: that would be no waiting.
  if (watched[1].events == 0) watched[1].fd = -1;
  if (poll(watched, 2, -1) < 0 && errno != EINTR) relay->is_broken = 1;
  if (watched[0].revents & (POLLIN | POLLHUP | POLLERR)) read_host(relay);
  if (watched[1].revents & (POLLIN | POLLHUP | POLLERR)) read_inner(relay);
  if (buffer_drain(&relay->to_inner, relay->inner) < 0) relay->is_broken = 1;
  take_frames(relay);
  if (relay->has_host_ended && relay->to_inner.used == 0 && !relay->is_inner_shut) relay->is_inner_shut = shutdown(relay->inner, SHUT_WR) == 0 || errno != EINTR;
  if (buffer_drain(&relay->to_host, relay->host) < 0) relay->is_broken = 1;
}

static void carry(struct relay *relay) {
  fcntl(relay->host, F_SETFL, O_NONBLOCK);
  take_frames(relay);
  while (!relay->is_broken && !(relay->is_inner_shut && relay->has_inner_ended && relay->to_host.used == 0)) step(relay);
  if (!relay->is_broken) complete(relay->host);
}

void serve_dial(int fd, struct frame_reader *reader, const struct frame *frame) {
  struct fields fields;
  char tag;
  const char *value, *address = NULL;
  unsigned long long port = 0;
  fields_open(&fields, frame->payload, frame->length);
  while (fields_next(&fields, &tag, &value)) {
    if (tag == 'h') address = value;
    else if (tag == 'p' && !parse_number(value, 65535, &port)) port = 0;
  }
  if (port == 0) return refuse(fd, "malformed", "no port");
  if (state->holder == 0) return refuse(fd, "state", "the sandbox is not mounted");
  int inner = dial(address, (uint16_t)port);
  if (inner < 0) return refuse(fd, "refused", "port %llu inside: %s", port, strerror(errno));
  struct relay relay = {.host = fd, .inner = inner, .reader = reader};
  struct answer answer = {0};
  if (!buffer_init(&relay.to_host, OUT_BYTES) || !buffer_init(&relay.to_inner, DATA_BYTES)) return refuse(fd, "failed", "out of memory");
  answer_send(fd, 'B', &answer);
  carry(&relay);
  close(inner);
  buffer_free(&relay.to_host);
  buffer_free(&relay.to_inner);
}
