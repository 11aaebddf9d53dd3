// Groups of processes: one for the sandbox, one in it for every command. Where there are none (the agent run as an ordinary
// process), a command is its process group.
#pragma once
#include <sys/types.h>

// Below this everything of the sandbox runs.
#define CGROUP_SANDBOX "/cg/sandbox"

struct group {
  // Folder of the command's own; -1 where there are none.
  int folder;
  char name[32];
  // The command's first process: leader of its process group.
  pid_t leader;
};

void cgroup_boot(void);
// At most so many processes in the sandbox, its holder not counted.
int cgroup_limit(unsigned processes);
// To be opened before the sandbox is entered, which does not show it.
void group_open(struct group *group, const char *name);
// Called by a new process that was not made there, to put itself there.
void group_join(const struct group *group);
void group_signal(const struct group *group, int signal);
void group_kill(const struct group *group);
// Whether anything of it is left.
int group_is_empty(const struct group *group);
// Forgets it, and removes it when it is empty.
void group_close(struct group *group);

// The same for all of the sandbox.
void sandbox_signal(int signal);
void sandbox_kill(void);
int sandbox_is_empty(void);
// A number from one of the sandbox's files, after `key` and a space where one is given; -1 when it is not there.
long long sandbox_figure(const char *file, const char *key);
