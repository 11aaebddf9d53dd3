#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup.h"
#include "mount-plan.h"
#include "report.h"
#include "root.h"

enum { NEW_NAMESPACES = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS };

struct outcome {
  int error;
  char problem[64];
};

// The first process inside: it holds the namespaces and buries what nobody else does. SIGKILL from inside does not reach it.
static void hold(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  for (int fd = 0; fd < 64; fd++) close(fd);
  state_forget();
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  for (;;) {
    while (waitpid(-1, NULL, WNOHANG) > 0) {}
    sigwaitinfo(&children, NULL);
  }
}

static void tell(int channel, const char *problem) {
  struct outcome outcome = {.error = problem == NULL ? 0 : errno};
  snprintf(outcome.problem, sizeof outcome.problem, "%s", problem == NULL ? "" : problem);
  if (write(channel, &outcome, sizeof outcome) < 0) _exit(1);
}

static void become_holder(const struct mount_plan *plan, int channel) {
  struct group own = {.folder = open(CGROUP_SANDBOX, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  group_join(&own);
  close(own.folder);
  const char *problem = unshare(CLONE_NEWCGROUP) < 0 ? "make a group namespace" : NULL;
  if (problem == NULL && sethostname(state->hostname, strlen(state->hostname)) < 0) problem = "set the host name";
  if (problem == NULL) problem = root_enter(plan);
  tell(channel, problem);
  if (problem != NULL) _exit(1);
  hold();
}

// Its process id, or 0 with the outcome filled in.
static pid_t start_holder(const struct mount_plan *plan, struct outcome *outcome) {
  int channel[2];
  if (pipe2(channel, O_CLOEXEC) < 0) return 0;
  pid_t holder = (pid_t)syscall(SYS_clone, NEW_NAMESPACES | SIGCHLD, 0, 0, 0, 0);
  if (holder == 0) become_holder(plan, channel[1]);
  close(channel[1]);
  if (holder < 0) snprintf(outcome->problem, sizeof outcome->problem, "make the namespaces");
  if (holder < 0 || read(channel[0], outcome, sizeof *outcome) != sizeof *outcome) outcome->error = outcome->error != 0 ? outcome->error : EIO;
  close(channel[0]);
  return outcome->error == 0 ? holder : 0;
}

static void undo(void) {
  umount2("/newroot", MNT_DETACH);
  umount2("/rw", MNT_DETACH);
  umount2("/lower", MNT_DETACH);
}

static void mount_sandbox(int fd, const struct mount_plan *plan) {
  struct outcome outcome = {0};
  if (state->hostname[0] == '\0') strcpy(state->hostname, "sandbox");
  const char *problem = root_prepare(plan);
  if (problem != NULL) {
    refuse_errno(fd, errno, "%s", problem);
    return undo();
  }
  int error = cgroup_limit(plan->policy.max_processes);
  if (error != 0) note("no limit of processes: %s", strerror(error));
  pid_t holder = start_holder(plan, &outcome);
  if (holder == 0) {
    refuse_errno(fd, outcome.error, "%s", outcome.problem);
    return undo();
  }
  state->policy = plan->policy;
  state->holder = holder;
  complete(fd);
}

void serve_mount(int fd, const char *payload, size_t length) {
  static struct mount_plan plan;
  char wrong = mount_plan_parse(&plan, payload, length);
  if (wrong != 0) return refuse(fd, "malformed", "mount: %c", wrong);
  if (atomic_exchange(&state->is_mounting, 1)) return refuse(fd, "state", "the sandbox is mounted already");
  mount_sandbox(fd, &plan);
  if (state->holder == 0) state->is_mounting = 0;
}

int sandbox_enter(void) {
  if (state->holder == 0) return ESRCH;
  if (!state->has_cgroup) return 0;
  int holder = (int)syscall(SYS_pidfd_open, state->holder, 0);
  if (holder < 0) return errno;
  int error = setns(holder, NEW_NAMESPACES | CLONE_NEWCGROUP) < 0 || chdir("/") < 0 ? errno : 0;
  close(holder);
  return error;
}
