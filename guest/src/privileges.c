#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "seccomp.h"

// By number, as linux/capability.h has them.
static const char *const capability_names[] = {
  "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
  "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
  "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
  "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
  "PERFMON", "BPF", "CHECKPOINT_RESTORE",
};
enum { CAPABILITY_COUNT = sizeof capability_names / sizeof *capability_names, CAPABILITY_SLOTS = 64 };

uint64_t capability_bit(const char *name, unsigned long length) {
  for (int i = 0; i < CAPABILITY_COUNT; i++) {
    if (strlen(capability_names[i]) == length && memcmp(capability_names[i], name, length) == 0) return 1ULL << i;
  }
  return 0;
}

// What is left of it here, and with that in every process that begins here.
static uint64_t bounding_set = UINT64_MAX;

void drop_bounding_set(uint64_t kept) {
  for (int i = 0; i < CAPABILITY_SLOTS; i++) {
    if (((bounding_set & ~kept) >> i & 1) == 0) continue;
    if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) == 0) bounding_set &= ~(1ULL << i);
    // Beyond the last one that this kernel has there is nothing to drop.
    else if (errno == EINVAL) bounding_set &= (1ULL << i) - 1;
  }
}

// Of those that it has: more cannot be asked for.
static int set_capabilities(uint64_t kept) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &header, data) < 0) return errno;
  for (int i = 0; i < 2; i++) {
    data[i].permitted &= (uint32_t)(kept >> (32 * i));
    data[i].effective = data[i].permitted;
    data[i].inheritable = 0;
  }
  return syscall(SYS_capset, &header, data) < 0 ? errno : 0;
}

static int set_limits(const struct policy *policy) {
  struct rlimit files = {.rlim_cur = policy->max_files, .rlim_max = policy->max_files};
  struct rlimit core = {0};
  return setrlimit(RLIMIT_NOFILE, &files) < 0 || setrlimit(RLIMIT_CORE, &core) < 0 ? errno : 0;
}

int drop_privileges(const struct policy *policy, const struct user *user) {
  int error = set_limits(policy);
  if (error != 0) return error;
  drop_bounding_set(policy->capabilities);
  // While it still may: without no-new-privileges a filter takes CAP_SYS_ADMIN.
  if (policy->no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return errno;
  if (policy->has_seccomp && (error = filter_system_calls()) != 0) return error;
  if (getuid() != 0) return 0;
  if (setgroups((size_t)user->group_count, user->groups) < 0) return errno;
  if (setresgid(user->gid, user->gid, user->gid) < 0) return errno;
  if (setresuid(user->uid, user->uid, user->uid) < 0) return errno;
  return user->uid == 0 ? set_capabilities(policy->capabilities) : 0;
}

int keep_file_capabilities(void) {
  if (getuid() != 0) return 0;
  uint64_t kept = 1ULL << CAP_CHOWN | 1ULL << CAP_DAC_OVERRIDE | 1ULL << CAP_FOWNER | 1ULL << CAP_FSETID;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return errno;
  drop_bounding_set(kept);
  return set_capabilities(kept);
}
