#include "run.h"

#include <unistd.h>

#include "command.h"
#include "fields.h"
#include "main-process.h"
#include "report.h"
#include "state.h"
#include "session.h"
#include "spawn.h"

static void answer_failure(int fd, const struct spawn_failure *failure) {
  struct answer answer = {0};
  answer_add(&answer, 'c', "%d", failure->exit_code);
  answer_add(&answer, 's', "0");
  answer_add(&answer, 'm', "%s", failure->message);
  answer_send(fd, 'C', &answer);
  frame_write(fd, 'E', "", 0);
}

static void run_main(int fd, struct command *command) {
  struct child child;
  struct spawn_failure failure;
  int none = MAIN_NONE;
  if (!atomic_compare_exchange_strong(&state->main_state, &none, MAIN_RUNNING)) return refuse(fd, "state", "there is a main process already");
  int folder = main_log_open();
  command->has_terminal = 0;
  if (spawn(&child, command, &failure) < 0) {
    state->main_state = MAIN_NONE;
    return answer_failure(fd, &failure);
  }
  struct answer begun = {0}, done = {0};
  answer_add(&begun, 'p', "%d", (int)child.pid);
  answer_send(fd, 'B', &begun);
  answer_add(&done, 'c', "0");
  answer_send(fd, 'C', &done);
  close(fd);
  main_run(&child, folder);
}

void serve_run(int fd, struct frame_reader *reader, const struct frame *frame) {
  struct command command;
  struct child child;
  struct spawn_failure failure;
  char wrong = command_parse(&command, frame->payload, frame->length);
  if (wrong != 0) return refuse(fd, "malformed", "run: %c", wrong);
  if (state->holder == 0) return refuse(fd, "state", "the sandbox is not mounted");
  if (command.is_main) return run_main(fd, &command);
  if (spawn(&child, &command, &failure) < 0) answer_failure(fd, &failure);
  else session_run(fd, reader, &child, &command);
}
