// Starts a command inside the sandbox.
#pragma once
#include <sys/types.h>

#include "cgroup.h"
#include "command.h"

struct child {
  pid_t pid;
  // Becomes readable when the process has ended.
  int process;
  // Our ends, not blocking; -1 where there is none. On a terminal input and output are the same.
  int input, output, errors;
  struct group group;
};

struct spawn_failure {
  // As shells report it: 127 not found, 126 cannot be run.
  int exit_code;
  char message[512];
};

// 0, or -1 with the failure: known before this returns.
int spawn(struct child *child, struct command *command, struct spawn_failure *failure);
// Its exit: 128 + n after a signal.
int reap(const struct child *child, int *signal);
