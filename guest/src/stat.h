// `T`: what is at a path.
#pragma once
#include <stddef.h>

void serve_stat(int fd, const char *payload, size_t length);
