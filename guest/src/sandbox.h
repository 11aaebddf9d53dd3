// `M`: the sandbox's root and its namespaces.
#pragma once
#include <stddef.h>

void serve_mount(int fd, const char *payload, size_t length);
// Goes in: paths are the sandbox's from now on, and children are its processes. 0, or an error number. Where the agent runs as an ordinary
// process there is nothing to enter.
int sandbox_enter(void);
