#include "mount-plan.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "privileges.h"

static int is_device(const char *name, size_t length) {
  if (length == 0 || length > 15) return 0;
  for (size_t i = 0; i < length; i++) {
    if ((name[i] < 'a' || name[i] > 'z') && (name[i] < '0' || name[i] > '9')) return 0;
  }
  return 1;
}

static int is_path(const char *path) {
  if (path[0] != '/' || strlen(path) > 4096) return 0;
  for (const char *at = path; (at = strstr(at, "/..")) != NULL; at += 3) {
    if (at[3] == '/' || at[3] == '\0') return 0;
  }
  return 1;
}

static int parse_tmpfs(struct mount_plan *plan, const char *value) {
  char *rest;
  unsigned long megabytes = strtoul(value, &rest, 10);
  if (plan->tmpfs_count == MAX_MOUNTS || megabytes == 0 || megabytes > 1 << 20 || rest[0] != ':' || rest[1] == '\0' || rest[2] != ':' || !is_path(rest + 3)) return 0;
  plan->tmpfs[plan->tmpfs_count].path = rest + 3;
  plan->tmpfs[plan->tmpfs_count].megabytes = (unsigned)megabytes;
  plan->tmpfs[plan->tmpfs_count++].is_executable = rest[1] == 'x';
  return 1;
}

static int parse_drive(struct mount_plan *plan, const char *value) {
  const char *type = strchr(value, ':');
  if (plan->drive_count == MAX_MOUNTS || type == NULL || !is_device(value, (size_t)(type - value))) return 0;
  const char *mode = strchr(++type, ':');
  if (mode == NULL || (strncmp(mode, ":ro:/", 5) != 0 && strncmp(mode, ":rw:/", 5) != 0) || !is_path(mode + 4)) return 0;
  int is_squashfs = strncmp(type, "squashfs:", 9) == 0;
  if (!is_squashfs && strncmp(type, "ext4:", 5) != 0) return 0;
  memcpy(plan->drives[plan->drive_count].device, value, (size_t)(type - 1 - value));
  plan->drives[plan->drive_count].type = is_squashfs ? "squashfs" : "ext4";
  plan->drives[plan->drive_count].is_writable = mode[2] == 'w';
  plan->drives[plan->drive_count++].path = mode + 4;
  return 1;
}

static int parse_capabilities(struct mount_plan *plan, const char *value) {
  while (*value != '\0') {
    size_t length = strcspn(value, ",");
    uint64_t bit = capability_bit(value, length);
    if (bit == 0) return 0;
    plan->policy.capabilities |= bit;
    value += length + (value[length] == ',');
  }
  return 1;
}

static int parse_limit(const char *value, unsigned *limit) {
  unsigned long long number;
  if (!parse_number(value, 4194304, &number) || number == 0) return 0;
  *limit = (unsigned)number;
  return 1;
}

static int take(struct mount_plan *plan, char tag, const char *value) {
  switch (tag) {
    case 'v': return 1;
    case 'i': plan->image = value; return is_device(value, strlen(value));
    case 'w': plan->scratch = value; return is_device(value, strlen(value));
    case 'o': plan->is_root_read_only = 1; return 1;
    case 't': return parse_tmpfs(plan, value);
    case 'V':
      if (plan->volume_count == MAX_MOUNTS || !is_path(value)) return 0;
      plan->volumes[plan->volume_count++] = value;
      return 1;
    case 'd': return parse_drive(plan, value);
    case 'k': return parse_capabilities(plan, value);
    case 'q': plan->policy.no_new_privileges = 1; return 1;
    case 'p': return parse_limit(value, &plan->policy.max_processes);
    case 'f': return parse_limit(value, &plan->policy.max_files);
    default: return 0;
  }
}

char mount_plan_parse(struct mount_plan *plan, const char *payload, size_t length) {
  struct fields fields;
  char tag;
  const char *value;
  memset(plan, 0, sizeof *plan);
  plan->policy.has_seccomp = 1;
  plan->policy.max_processes = 4096;
  plan->policy.max_files = 16384;
  fields_open(&fields, payload, length);
  while (fields_next(&fields, &tag, &value)) {
    if (!take(plan, tag, value)) return tag;
  }
  if (plan->image == NULL) return 'i';
  return plan->scratch == NULL ? 'w' : 0;
}
