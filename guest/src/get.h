// `G`: a tar of a path.
#pragma once
#include <stddef.h>

void serve_get(int fd, const char *payload, size_t length);
