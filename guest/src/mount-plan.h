// What `M` asks for.
#pragma once
#include <stddef.h>

#include "state.h"

enum { MAX_MOUNTS = 128 };

struct mount_plan {
  const char *image, *scratch;
  int is_root_read_only;
  struct { const char *path; unsigned megabytes; int is_executable; } tmpfs[MAX_MOUNTS];
  unsigned tmpfs_count;
  const char *volumes[MAX_MOUNTS];
  unsigned volume_count;
  struct { char device[16]; const char *type; int is_writable; const char *path; } drives[MAX_MOUNTS];
  unsigned drive_count;
  struct policy policy;
};

// The tag of the first field that is wrong, or 0. Values stay in the payload.
char mount_plan_parse(struct mount_plan *plan, const char *payload, size_t length);
