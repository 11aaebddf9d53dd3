// The sandbox's file systems, as it sees them. Called in its own namespaces; the new root is below /newroot.
#pragma once
#include "mount-plan.h"

// NULL, or what could not be done; errno says why.
const char *root_prepare(const struct mount_plan *plan);
const char *root_enter(const struct mount_plan *plan);
