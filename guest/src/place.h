// Work of the agent's own at a path of the sandbox: inside its mounts, with no more power than files need.
#pragma once
#include <stddef.h>

// The one field `p`, an absolute path; NULL after a refusal. The process is inside the sandbox then.
const char *place_enter(int fd, const char *payload, size_t length);
