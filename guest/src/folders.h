#pragma once
#include <sys/types.h>

// Makes a folder and those above it. 0 also when it is there; -1 with errno otherwise.
int mkdir_all(const char *path, mode_t mode);
