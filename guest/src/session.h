// A running command and the host: output, input, window, signals, exit.
#pragma once
#include "frame.h"
#include "spawn.h"

// Returns when both are through with each other. Ends the command when the host is gone before it and it is not detached.
void session_run(int host, struct frame_reader *reader, struct child *child, const struct command *command);
