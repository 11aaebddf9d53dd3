// `M`: the sandbox's root and its namespaces.
#pragma once
#include <stddef.h>

void serve_mount(int fd, const char *payload, size_t length);
// Opens the sandbox's namespaces, in the agent's.
struct entrance {
  int mounts, processes, ipc, host_name, cgroup;
};
// False before the mount. Where the agent runs as an ordinary process there is nothing to enter.
int entrance_open(struct entrance *entrance);
// Goes in: paths are the sandbox's from now on, and children are its processes. 0, or an error number.
int entrance_go(const struct entrance *entrance);
