// What a process gives up before it becomes the sandbox's.
#pragma once
#include <stdint.h>
#include <sys/types.h>

#include "state.h"

enum { MAX_GROUPS = 64 };

struct user {
  uid_t uid;
  gid_t gid;
  gid_t groups[MAX_GROUPS];
  int group_count;
  char home[256];
};

// The bit of a capability by its name without `CAP_`; 0 when there is none of that name.
uint64_t capability_bit(const char *name, unsigned long length);
// From now on no program that is started here or below gets more than that. What the process holds itself stays.
void drop_bounding_set(uint64_t kept);
// Takes on the user and gives up what the policy does not leave. 0, or an error number.
int drop_privileges(const struct policy *policy, const struct user *user);
// For work of the agent's own at places that the sandbox controls: files of any owner, and nothing else.
int keep_file_capabilities(void);
