// The sandbox's own program: its output goes to a log on the writable layer, its exit is kept.
#pragma once
#include "spawn.h"

// Takes the log's folder, in the agent's namespace.
int main_log_open(void);
// Returns when it has ended and everything is written. No host is listening.
void main_run(struct child *child, int log_folder);
