// `L`: the main process's log, and what is added to it.
#pragma once
#include <stddef.h>

void serve_log(int fd, const char *payload, size_t length);
