// `U`: what of the sandbox's files differs from its image, as the writable layer tells it.
#pragma once
#include <stddef.h>

void serve_changes(int fd);

struct difference {
  // A added, M modified, D removed.
  char kind;
  // Absolute, as the sandbox has it.
  const char *path;
};

// Compares an upper layer of overlayfs with what lies below it. Stops when `tell` answers false; then it answers false as well.
int changes_walk(int upper, int lower, int (*tell)(void *to, const struct difference *difference), void *to);
