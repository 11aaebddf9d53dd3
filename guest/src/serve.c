#include "serve.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "changes.h"
#include "configure.h"
#include "dial.h"
#include "fields.h"
#include "frame.h"
#include "get.h"
#include "health.h"
#include "log.h"
#include "names.h"
#include "put.h"
#include "report.h"
#include "run.h"
#include "sandbox.h"
#include "shutdown.h"
#include "stat.h"
#include "state.h"

// False after a refusal.
static int speaks_our_version(int fd, const struct frame *frame) {
  struct fields fields;
  char tag;
  const char *value;
  unsigned long long version;
  if (!fields_open(&fields, frame->payload, frame->length)) {
    refuse(fd, "malformed", "fields that do not end");
    return 0;
  }
  if (!fields_next(&fields, &tag, &value) || tag != 'v' || !parse_number(value, 9999, &version) || version != PROTOCOL_VERSION) {
    refuse(fd, "version", "the guest speaks version %d of the protocol", PROTOCOL_VERSION);
    return 0;
  }
  return 1;
}

static void dispatch(int fd, struct frame_reader *reader, const struct frame *frame) {
  switch (frame->type) {
    case 'N': return serve_configure(fd, frame->payload, frame->length);
    case 'M': return serve_mount(fd, frame->payload, frame->length);
    case 'R': return serve_run(fd, reader, frame);
    case 'H': return serve_health(fd);
    case 'U': return serve_changes(fd);
    case 'T': return serve_stat(fd, frame->payload, frame->length);
    case 'G': return serve_get(fd, frame->payload, frame->length);
    case 'P': return serve_put(fd, reader, frame);
    case 'D': return serve_dial(fd, reader, frame);
    case 'L': return serve_log(fd, frame->payload, frame->length);
    case 'Q': return serve_questions(fd);
    case 'J': return serve_hosts(fd, frame->payload, frame->length);
    case 'S': return serve_shutdown(fd, frame->payload, frame->length);
    default: return refuse(fd, "malformed", "no operation begins with %c", frame->type);
  }
}

void serve(int fd) {
  struct frame_reader reader;
  struct frame frame;
  frame_reader_init(&reader);
  enum frame_result result = frame_read(&reader, fd, &frame);
  if (result == FRAME_BROKEN) refuse(fd, "malformed", "no frame");
  if (result == FRAME_WHOLE && speaks_our_version(fd, &frame)) {
    if (state->is_stopping && frame.type != 'H' && frame.type != 'L') refuse(fd, "state", "it shuts down");
    else dispatch(fd, &reader, &frame);
  }
  // Closed already where a command or a main process went on without the host.
  await_hang_up(fd);
  frame_reader_free(&reader);
}
