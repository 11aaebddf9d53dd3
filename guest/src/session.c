#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "fields.h"
#include "report.h"
#include "session-parts.h"

enum { LOST_GRACE_MS = 2000, LINGER_POLL_MS = 20 };

long long session_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

void session_say(struct session *session, char type, const void *payload, size_t length) {
  unsigned char header[FRAME_HEADER];
  if (session->is_host_gone || buffer_room(&session->out) < FRAME_HEADER + length) return;
  frame_header(header, type, length);
  buffer_add(&session->out, header, sizeof header);
  buffer_add(&session->out, payload, length);
}

static void session_answer(struct session *session, char type, const struct answer *answer) {
  session_say(session, type, answer->bytes, answer->used);
}

void close_once(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

// TERM now, KILL in a while; an earlier moment that was set stands.
void session_end_command(struct session *session, int signal, long long grace_ms) {
  long long at = session_now() + grace_ms;
  group_signal(&session->child->group, signal);
  if (session->kill_at == 0 || at < session->kill_at) session->kill_at = at;
}

void session_lose_host(struct session *session) {
  session->is_host_gone = 1;
  session->out.used = 0;
  session->credit = WINDOW_BYTES;
  if (!session->is_detached) session_end_command(session, SIGTERM, LOST_GRACE_MS);
}

static void take_exit(struct session *session) {
  struct answer answer = {0};
  int signal;
  int code = reap(session->child, &signal);
  close_once(&session->child->process);
  session->has_exited = 1;
  session_begin_last_output(session);
  session_close_input(session);
  answer_add(&answer, 'c', "%d", code);
  answer_add(&answer, 's', "%d", signal);
  session_answer(session, 'C', &answer);
}

enum { HOST, PROCESS, INPUT, OUTPUT, ERRORS, WATCHED };

static void watch(const struct session *session, struct pollfd watched[WATCHED]) {
  const struct child *child = session->child;
  short readable = session_output_room(session) > 0 ? POLLIN : 0;
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
  long long left = at - session_now();
  return left <= 0 ? 0 : (int)left;
}

static void kill_when_due(struct session *session) {
  if (session->kill_at == 0 || session_now() < session->kill_at) return;
  group_kill(&session->child->group);
  session->kill_at = 0;
}

static void step(struct session *session) {
  struct pollfd watched[WATCHED];
  watch(session, watched);
  if (poll(watched, WATCHED, patience_ms(session)) < 0 && errno != EINTR) return session_lose_host(session);
  kill_when_due(session);
  if (watched[HOST].revents & (POLLIN | POLLHUP | POLLERR)) session_hear(session);
  if (watched[INPUT].revents) session_write_input(session);
  if (watched[OUTPUT].revents) session_read_output(session, &session->child->output, 'O');
  if (watched[ERRORS].revents) session_read_output(session, &session->child->errors, 'X');
  if (watched[PROCESS].revents) take_exit(session);
  if (session->has_exited) session_finish_output(session);
  session_tell_taken(session);
  if (!session->is_host_gone && buffer_drain(&session->out, session->host) < 0) session_lose_host(session);
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
  session_answer(&session, 'B', &begun);
  // Frames may have come together with the first one.
  struct frame frame;
  while (!session.is_host_gone && frame_next(reader, &frame) == FRAME_WHOLE) session_take_frame(&session, &frame);
  while (!session.is_over || (session.out.used > 0 && !session.is_host_gone)) step(&session);
  if (!session.is_host_gone) await_hang_up(host);
  close(host);
  see_to_the_end(&session);
  group_close(&child->group);
  buffer_free(&session.out);
  buffer_free(&session.input);
}
