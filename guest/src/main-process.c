#include "main-process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log-file.h"
#include "report.h"
#include "state.h"

// The largest pipe that a program may ask for is read in a quarter of these reads.
enum { CHUNK_BYTES = 65536, MOST_REST = 64 };

int main_log_open(void) {
  return open(state->has_cgroup ? "/rw/log" : "log", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

// False when nothing is there for now, or ever: then it is closed.
static int pump(struct log_file *log, int *from, char stream) {
  static unsigned char bytes[CHUNK_BYTES];
  if (*from < 0) return 0;
  ssize_t got = read(*from, bytes, sizeof bytes);
  if (got > 0) {
    log_write(log, stream, bytes, (size_t)got);
    return 1;
  }
  if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
    close(*from);
    *from = -1;
  }
  return 0;
}

// What it wrote before its end, and no more: a child of its may go on writing for ever.
static void pump_rest(struct log_file *log, int *from, char stream) {
  for (int left = MOST_REST; left > 0 && pump(log, from, stream); left--) {}
}

void main_run(struct child *child, int log_folder) {
  struct log_file log;
  int signal;
  log_open(&log, log_folder);
  for (int has_ended = 0; !has_ended;) {
    struct pollfd watched[] = {{child->output, POLLIN, 0}, {child->errors, POLLIN, 0}, {child->process, POLLIN, 0}};
    if (poll(watched, 3, -1) < 0) continue;
    if (watched[0].revents) pump(&log, &child->output, 'O');
    if (watched[1].revents) pump(&log, &child->errors, 'X');
    has_ended = watched[2].revents != 0;
  }
  pump_rest(&log, &child->output, 'O');
  pump_rest(&log, &child->errors, 'X');
  int code = reap(child, &signal);
  state->main_exit = code;
  state->main_state = MAIN_ENDED;
  // Whoever follows the log watches its folder.
  futimens(log_folder, NULL);
  note("main process ended with %d", code);
  // A child of its may still write: read on, or it would be ended by a broken pipe.
  while (child->output >= 0 || child->errors >= 0) {
    struct pollfd watched[] = {{child->output, POLLIN, 0}, {child->errors, POLLIN, 0}};
    if (poll(watched, 2, -1) < 0) continue;
    if (watched[0].revents) pump(&log, &child->output, 'O');
    if (watched[1].revents) pump(&log, &child->errors, 'X');
  }
}
