// What the rooms of a session share: how it stands, and what each does for the others.
#pragma once
#include "buffer.h"
#include "frame.h"
#include "spawn.h"

// Room for what must always fit beside data: acknowledgements, the exit, the end.
enum { OUT_BYTES = 4 * (FRAME_HEADER + DATA_BYTES), RESERVED = 4096 };

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

// session.c
long long session_now(void);
void session_say(struct session *session, char type, const void *payload, size_t length);
void session_end_command(struct session *session, int signal, long long grace_ms);
void session_lose_host(struct session *session);
void close_once(int *fd);

// session-input.c: what the host says, and what of it the command takes.
void session_take_frame(struct session *session, const struct frame *frame);
void session_hear(struct session *session);
void session_close_input(struct session *session);
void session_write_input(struct session *session);
void session_tell_taken(struct session *session);

// session-output.c: what the command says, to its exit and a while beyond.
size_t session_output_room(const struct session *session);
// False when nothing is left to be read for now.
int session_read_output(struct session *session, int *from, char type);
void session_finish_output(struct session *session);
void session_begin_last_output(struct session *session);
