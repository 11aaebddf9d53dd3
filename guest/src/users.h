// Who `name`, `uid`, `name:group` and `uid:gid` are by the sandbox's own files.
#pragma once
#include <stddef.h>

#include "privileges.h"

// Resolves against the texts of /etc/passwd and /etc/group (NULL when absent). False when there is nobody of that name.
int resolve_user(const char *wanted, const char *passwd, const char *group, struct user *user);
// The same with the files as they are below the current root.
int find_user(const char *wanted, struct user *user);
