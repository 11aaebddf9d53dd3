#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "fields.h"
#include "report.h"

// Room for what must always fit beside data: acknowledgements, the exit, the end.
enum { OUT_BYTES = 4 * (FRAME_HEADER + DATA_BYTES), RESERVED = 4096, LOST_GRACE_MS = 2000, LINGER_POLL_MS = 20 };
// What is left of a command after its exit may still write, for so long and so much.
enum { LATE_MS = 2000, LATE_BYTES = 524288 };

struct session {
  int host;
  struct frame_reader *reader;
  struct child *child;
  int has_terminal, is_detached;
  struct buffer out, input;
  size_t credit;
  // Input that the command took and the host has not been told of.
  size_t untold;
  int is_input_over, is_host_gone, has_exited, is_closing, is_over;
  // After the exit: when its output is closed, and how much of each stream may be read until then.
  long long close_at;
  size_t late_output, late_errors;
  // When SIGKILL follows; 0 for never.
  long long kill_at;
};

static long long now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static void add_frame(struct session *session, char type, const void *payload, size_t length) {
  unsigned char header[FRAME_HEADER];
  if (session->is_host_gone || buffer_room(&session->out) < FRAME_HEADER + length) return;
  frame_header(header, type, length);
  buffer_add(&session->out, header, sizeof header);
  buffer_add(&session->out, payload, length);
}

static void add_answer(struct session *session, char type, const struct answer *answer) {
  add_frame(session, type, answer->bytes, answer->used);
}

static void close_once(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

// TERM now, KILL in a while; an earlier moment that was set stands.
static void end_command(struct session *session, int signal, long long grace_ms) {
  long long at = now_ms() + grace_ms;
  group_signal(&session->child->group, signal);
  if (session->kill_at == 0 || at < session->kill_at) session->kill_at = at;
}

static void lose_host(struct session *session) {
  session->is_host_gone = 1;
  session->out.used = 0;
  session->credit = WINDOW_BYTES;
  if (!session->is_detached) end_command(session, SIGTERM, LOST_GRACE_MS);
}

static void refuse_frame(struct session *session, const char *why) {
  refuse(session->host, "malformed", "%s", why);
  lose_host(session);
}

static void close_input(struct session *session) {
  session->is_input_over = 1;
  session->untold += session->input.used;
  session->input.used = 0;
  if (!session->has_terminal) close_once(&session->child->input);
}

static void take_input(struct session *session, const struct frame *frame) {
  if (frame->length > buffer_room(&session->input)) return refuse_frame(session, "more input than the window");
  // Nobody reads it: taken all the same, so that the host does not wait.
  if (session->is_input_over || session->child->input < 0) session->untold += frame->length;
  else buffer_add(&session->input, frame->payload, frame->length);
}

// On a terminal the end of input is a character, as a person would type it.
static void end_input(struct session *session) {
  if (session->has_terminal && buffer_room(&session->input) > 0) buffer_add(&session->input, "\004", 1);
  else if (session->input.used == 0) close_input(session);
  session->is_input_over = 1;
}

static void take_size(struct session *session, const struct frame *frame) {
  struct winsize size = {0};
  if (session->has_terminal && parse_size(frame->payload, &size.ws_row, &size.ws_col)) ioctl(session->child->output, TIOCSWINSZ, &size);
}

static void take_signal(struct session *session, const struct frame *frame) {
  struct fields fields;
  char tag;
  const char *value;
  unsigned long long signal = 0, grace = 0;
  int has_grace = 0;
  if (!fields_open(&fields, frame->payload, frame->length)) return refuse_frame(session, "a signal without an end");
  while (fields_next(&fields, &tag, &value)) {
    if (tag == 's' && !parse_number(value, 64, &signal)) return refuse_frame(session, "no signal");
    if (tag == 'g') has_grace = parse_number(value, 86400000, &grace);
  }
  if (has_grace) end_command(session, (int)signal, (long long)grace);
  else group_signal(&session->child->group, (int)signal);
}

static void take_credit(struct session *session, const struct frame *frame) {
  const unsigned char *bytes = (const unsigned char *)frame->payload;
  if (frame->length != 4) return refuse_frame(session, "no count");
  size_t taken = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
  session->credit += taken;
  if (session->credit > WINDOW_BYTES) session->credit = WINDOW_BYTES;
}

static void take_frame(struct session *session, const struct frame *frame) {
  switch (frame->type) {
    case 'I': return take_input(session, frame);
    case 'E': return end_input(session);
    case 'W': return take_size(session, frame);
    case 'K': return take_signal(session, frame);
    case 'A': return take_credit(session, frame);
    default: return refuse_frame(session, "a frame that does not belong there");
  }
}

static void read_host(struct session *session) {
  struct frame frame;
  enum frame_result result = frame_fill(session->reader, session->host);
  while (result == FRAME_PARTIAL && !session->is_host_gone && (result = frame_next(session->reader, &frame)) == FRAME_WHOLE) {
    take_frame(session, &frame);
    result = FRAME_PARTIAL;
  }
  if (result == FRAME_BROKEN) refuse_frame(session, "no frame");
  if (result == FRAME_END) lose_host(session);
}

// How much of the command's output may be read now. When nobody listens any more it is read all the same, and dropped.
static size_t output_room(const struct session *session) {
  if (session->is_host_gone) return DATA_BYTES;
  size_t room = buffer_room(&session->out);
  if (room < FRAME_HEADER + RESERVED) return 0;
  room -= FRAME_HEADER + RESERVED;
  if (room > DATA_BYTES) room = DATA_BYTES;
  return room < session->credit ? room : session->credit;
}

// False when nothing is left to be read for now.
static int read_output(struct session *session, int *from, char type) {
  static unsigned char bytes[DATA_BYTES];
  size_t room = output_room(session), *late = type == 'O' ? &session->late_output : &session->late_errors;
  if (session->has_exited && room > *late) room = *late;
  if (*from < 0 || room == 0) return 0;
  ssize_t got = read(*from, bytes, room);
  if (got < 0 && (errno == EAGAIN || errno == EINTR) && !session->is_closing) return 0;
  if (got <= 0) {
    close_once(from);
    return 0;
  }
  if (session->has_exited) *late -= (size_t)got;
  if (session->is_host_gone) return 1;
  session->credit -= (size_t)got;
  add_frame(session, type, bytes, (size_t)got);
  return 1;
}

static void write_input(struct session *session) {
  int *to = session->has_terminal ? &session->child->output : &session->child->input;
  long written = *to < 0 ? -1 : buffer_drain(&session->input, *to);
  if (written < 0) return close_input(session);
  session->untold += (size_t)written;
  if (session->is_input_over && session->input.used == 0 && !session->has_terminal) close_once(&session->child->input);
}

static void tell_taken(struct session *session) {
  if (session->untold == 0 || buffer_room(&session->out) < FRAME_HEADER + 4) return;
  unsigned char count[4] = {(unsigned char)(session->untold >> 24), (unsigned char)(session->untold >> 16), (unsigned char)(session->untold >> 8), (unsigned char)session->untold};
  add_frame(session, 'A', count, sizeof count);
  session->untold = 0;
}

static void take_exit(struct session *session) {
  struct answer answer = {0};
  int signal;
  int code = reap(session->child, &signal);
  close_once(&session->child->process);
  session->has_exited = 1;
  session->close_at = now_ms() + LATE_MS;
  session->late_output = session->late_errors = LATE_BYTES;
  close_input(session);
  answer_add(&answer, 'c', "%d", code);
  answer_add(&answer, 's', "%d", signal);
  add_answer(session, 'C', &answer);
}

static size_t waiting_in(int stream) {
  int bytes = 0;
  return stream >= 0 && ioctl(stream, FIONREAD, &bytes) == 0 && bytes > 0 ? (size_t)bytes : 0;
}

// A child of the command's may hold its output, as a server in the background does: it has its time, as with container engines. What is
// there then may have been written before the exit, and is read.
static void close_when_due(struct session *session) {
  int is_full = session->late_output == 0 || session->late_errors == 0;
  if (session->is_closing || (!is_full && now_ms() < session->close_at)) return;
  session->is_closing = 1;
  session->late_output = waiting_in(session->child->output);
  session->late_errors = waiting_in(session->child->errors);
}

static void finish_output(struct session *session) {
  struct child *child = session->child;
  close_when_due(session);
  while (read_output(session, &child->output, 'O')) {}
  while (read_output(session, &child->errors, 'X')) {}
  if (session->is_closing && session->late_output == 0) close_once(&child->output);
  if (session->is_closing && session->late_errors == 0) close_once(&child->errors);
  if (child->output >= 0 || child->errors >= 0 || session->is_over) return;
  if (!session->is_host_gone && buffer_room(&session->out) < FRAME_HEADER) return;
  add_frame(session, 'E', "", 0);
  session->is_over = 1;
}

enum { HOST, PROCESS, INPUT, OUTPUT, ERRORS, WATCHED };

static void watch(const struct session *session, struct pollfd watched[WATCHED]) {
  const struct child *child = session->child;
  short readable = output_room(session) > 0 ? POLLIN : 0;
  for (int i = 0; i < WATCHED; i++) watched[i] = (struct pollfd){.fd = -1};
  if (!session->is_host_gone) watched[HOST] = (struct pollfd){session->host, (short)(POLLIN | (session->out.used > 0 ? POLLOUT : 0)), 0};
  watched[PROCESS] = (struct pollfd){child->process, POLLIN, 0};
  if (session->input.used > 0) watched[INPUT] = (struct pollfd){session->has_terminal ? child->output : child->input, POLLOUT, 0};
  if (readable) watched[OUTPUT] = (struct pollfd){child->output, readable, 0};
  if (readable) watched[ERRORS] = (struct pollfd){child->errors, readable, 0};
}

static int patience_ms(const struct session *session) {
  long long at = session->kill_at;
  if (session->has_exited && !session->is_closing && (at == 0 || session->close_at < at)) at = session->close_at;
  if (at == 0) return -1;
  long long left = at - now_ms();
  return left <= 0 ? 0 : (int)left;
}

static void kill_when_due(struct session *session) {
  if (session->kill_at == 0 || now_ms() < session->kill_at) return;
  group_kill(&session->child->group);
  session->kill_at = 0;
}

static void step(struct session *session) {
  struct pollfd watched[WATCHED];
  watch(session, watched);
  if (poll(watched, WATCHED, patience_ms(session)) < 0 && errno != EINTR) return lose_host(session);
  kill_when_due(session);
  if (watched[HOST].revents & (POLLIN | POLLHUP | POLLERR)) read_host(session);
  if (watched[INPUT].revents) write_input(session);
  if (watched[OUTPUT].revents) read_output(session, &session->child->output, 'O');
  if (watched[ERRORS].revents) read_output(session, &session->child->errors, 'X');
  if (watched[PROCESS].revents) take_exit(session);
  if (session->has_exited) finish_output(session);
  tell_taken(session);
  if (!session->is_host_gone && buffer_drain(&session->out, session->host) < 0) lose_host(session);
}

// Somebody wanted everything of it to end: what is left after the command itself gets its time, and then its end.
static void see_to_the_end(struct session *session) {
  struct timespec pause = {.tv_nsec = LINGER_POLL_MS * 1000000L};
  while (session->kill_at != 0 && !group_is_empty(&session->child->group)) {
    nanosleep(&pause, NULL);
    kill_when_due(session);
  }
}

void session_run(int host, struct frame_reader *reader, struct child *child, const struct command *command) {
  struct session session = {
    .host = host, .reader = reader, .child = child, .has_terminal = command->has_terminal, .is_detached = command->is_detached, .credit = WINDOW_BYTES,
  };
  struct answer begun = {0};
  if (!buffer_init(&session.out, OUT_BYTES) || !buffer_init(&session.input, WINDOW_BYTES + 1)) return refuse(host, "failed", "out of memory");
  fcntl(host, F_SETFL, O_NONBLOCK);
  answer_add(&begun, 'p', "%d", (int)child->pid);
  add_answer(&session, 'B', &begun);
  // Frames may have come together with the first one.
  struct frame frame;
  while (!session.is_host_gone && frame_next(reader, &frame) == FRAME_WHOLE) take_frame(&session, &frame);
  while (!session.is_over || (session.out.used > 0 && !session.is_host_gone)) step(&session);
  if (!session.is_host_gone) await_hang_up(host);
  close(host);
  see_to_the_end(&session);
  group_close(&child->group);
  buffer_free(&session.out);
  buffer_free(&session.input);
}
