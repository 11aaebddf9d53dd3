// `N`: who the guest is, what time it is, how it reaches the network.
#pragma once
#include <stddef.h>

void serve_configure(int fd, const char *payload, size_t length);
