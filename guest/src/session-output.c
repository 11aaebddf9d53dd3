#include "session-parts.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

// What is left of a command after its exit may still write, for so long and so much.
enum { LATE_MS = 2000, LATE_BYTES = 524288 };

// How much of the command's output may be read now. When nobody listens any more it is read all the same, and dropped.
size_t session_output_room(const struct session *session) {
  if (session->is_host_gone) return DATA_BYTES;
  size_t room = buffer_room(&session->out);
  if (room < FRAME_HEADER + RESERVED) return 0;
  room -= FRAME_HEADER + RESERVED;
  if (room > DATA_BYTES) room = DATA_BYTES;
  return room < session->credit ? room : session->credit;
}

int session_read_output(struct session *session, int *from, char type) {
  static unsigned char bytes[DATA_BYTES];
  size_t room = session_output_room(session), *late = type == 'O' ? &session->late_output : &session->late_errors;
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
  session_say(session, type, bytes, (size_t)got);
  return 1;
}

static size_t waiting_in(int stream) {
  int bytes = 0;
  return stream >= 0 && ioctl(stream, FIONREAD, &bytes) == 0 && bytes > 0 ? (size_t)bytes : 0;
}

void session_begin_last_output(struct session *session) {
  session->close_at = session_now() + LATE_MS;
  session->late_output = session->late_errors = LATE_BYTES;
}

// A child of the command's may hold its output, as a server in the background does: it has its time, as with container engines. What is
// there then may have been written before the exit, and is read.
static void close_when_due(struct session *session) {
  int is_full = session->late_output == 0 || session->late_errors == 0;
  if (session->is_closing || (!is_full && session_now() < session->close_at)) return;
  session->is_closing = 1;
  session->late_output = waiting_in(session->child->output);
  session->late_errors = waiting_in(session->child->errors);
}

void session_finish_output(struct session *session) {
  struct child *child = session->child;
  close_when_due(session);
  while (session_read_output(session, &child->output, 'O')) {}
  while (session_read_output(session, &child->errors, 'X')) {}
  if (session->is_closing && session->late_output == 0) close_once(&child->output);
  if (session->is_closing && session->late_errors == 0) close_once(&child->errors);
  if (child->output >= 0 || child->errors >= 0 || session->is_over) return;
  if (!session->is_host_gone && buffer_room(&session->out) < FRAME_HEADER) return;
  session_say(session, 'E', "", 0);
  session->is_over = 1;
}
