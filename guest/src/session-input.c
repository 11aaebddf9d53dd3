#include "session-parts.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fields.h"
#include "report.h"

static void refuse_frame(struct session *session, const char *why) {
  refuse(session->host, "malformed", "%s", why);
  session_lose_host(session);
}

void session_close_input(struct session *session) {
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
  else if (session->input.used == 0) session_close_input(session);
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
  if (has_grace) session_end_command(session, (int)signal, (long long)grace);
  else group_signal(&session->child->group, (int)signal);
}

static void take_credit(struct session *session, const struct frame *frame) {
  const unsigned char *bytes = (const unsigned char *)frame->payload;
  if (frame->length != 4) return refuse_frame(session, "no count");
  size_t taken = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
  session->credit += taken;
  if (session->credit > WINDOW_BYTES) session->credit = WINDOW_BYTES;
}

void session_take_frame(struct session *session, const struct frame *frame) {
  switch (frame->type) {
    case 'I': return take_input(session, frame);
    case 'E': return end_input(session);
    case 'W': return take_size(session, frame);
    case 'K': return take_signal(session, frame);
    case 'A': return take_credit(session, frame);
    default: return refuse_frame(session, "a frame that does not belong there");
  }
}

void session_hear(struct session *session) {
  struct frame frame;
  enum frame_result result = frame_fill(session->reader, session->host);
  while (result == FRAME_PARTIAL && !session->is_host_gone && (result = frame_next(session->reader, &frame)) == FRAME_WHOLE) {
    session_take_frame(session, &frame);
    result = FRAME_PARTIAL;
  }
  if (result == FRAME_BROKEN) refuse_frame(session, "no frame");
  if (result == FRAME_END) session_lose_host(session);
}

void session_write_input(struct session *session) {
  int *to = session->has_terminal ? &session->child->output : &session->child->input;
  long written = *to < 0 ? -1 : buffer_drain(&session->input, *to);
  if (written < 0) return session_close_input(session);
  session->untold += (size_t)written;
  if (session->is_input_over && session->input.used == 0 && !session->has_terminal) close_once(&session->child->input);
}

void session_tell_taken(struct session *session) {
  if (session->untold == 0 || buffer_room(&session->out) < FRAME_HEADER + 4) return;
  unsigned char count[4] = {(unsigned char)(session->untold >> 24), (unsigned char)(session->untold >> 16), (unsigned char)(session->untold >> 8), (unsigned char)session->untold};
  session_say(session, 'A', count, sizeof count);
  session->untold = 0;
}
