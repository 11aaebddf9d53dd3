#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folders.h"
#include "keep-alive.h"
#include "sandbox.h"
#include "state.h"
#include "users.h"

// What goes wrong between fork and exec, told through a pipe that exec closes.
struct report {
  int error;
  char what[128];
};

// The sandbox's ends of the streams.
struct streams { int input, output, errors; };

static int fail(struct spawn_failure *failure, int error, const char *what) {
  failure->exit_code = error == ENOENT || error == ENOTDIR ? 127 : 126;
  snprintf(failure->message, sizeof failure->message, "%s: %s", what, strerror(error));
  return -1;
}

static int open_terminal(struct child *child, const struct command *command, struct streams *theirs) {
  int number, unlocked = 0;
  char path[32];
  struct winsize size = {.ws_row = command->rows, .ws_col = command->columns};
  int own = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (own < 0) return errno;
  child->output = own;
  child->input = own;
  if (ioctl(own, TIOCSPTLCK, &unlocked) < 0 || ioctl(own, TIOCGPTN, &number) < 0 || ioctl(own, TIOCSWINSZ, &size) < 0) return errno;
  snprintf(path, sizeof path, "/dev/pts/%d", number);
  theirs->input = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (theirs->input < 0) return errno;
  theirs->output = theirs->errors = theirs->input;
  return 0;
}

static int open_pipe(int *ours, int *theirs, int our_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return errno;
  *ours = ends[our_end];
  *theirs = ends[1 - our_end];
  return fcntl(*ours, F_SETFL, O_NONBLOCK) < 0 ? errno : 0;
}

static int open_streams(struct child *child, const struct command *command, struct streams *theirs) {
  if (command->has_terminal) return open_terminal(child, command, theirs);
  int error = command->has_input ? open_pipe(&child->input, &theirs->input, 1) : 0;
  if (!command->has_input && (theirs->input = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0) error = errno;
  if (error == 0) error = open_pipe(&child->output, &theirs->output, 0);
  if (error == 0) error = open_pipe(&child->errors, &theirs->errors, 0);
  return error;
}

static void close_streams(const struct streams *streams) {
  if (streams->input >= 0) close(streams->input);
  if (streams->output >= 0 && streams->output != streams->input) close(streams->output);
  if (streams->errors >= 0 && streams->errors != streams->output) close(streams->errors);
}

// What exec does not: the one that the agent ignores, and what it blocks.
static void reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

// While it still may: the agent is spared when memory runs out, what it starts is not.
static int give_up_protection(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  int error = write(fd, "0", 1) < 0 ? errno : 0;
  close(fd);
  return error;
}

// Along PATH, as execvp does, but with the command's own; the error that counts is the one that says most.
static int execute(const struct command *command) {
  const char *program = command->arguments[0];
  if (*program == '\0') return ENOENT;
  if (strchr(program, '/') != NULL) {
    execve(program, command->arguments, command->environment);
    return errno;
  }
  const char *path = command_variable(command, "PATH");
  if (path == NULL) path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  int error = ENOENT;
  while (*path != '\0') {
    char candidate[PATH_MAX];
    size_t length = strcspn(path, ":");
    snprintf(candidate, sizeof candidate, "%.*s/%s", (int)length, length == 0 ? "." : path, program);
    // A look costs a tenth of an exec that fails.
    if (access(candidate, F_OK) == 0) execve(candidate, command->arguments, command->environment);
    if (errno != ENOENT && errno != ENOTDIR) error = errno;
    path += length + (path[length] == ':');
  }
  return error;
}

static void tell(int channel, int error, const char *what) {
  struct report report = {.error = error};
  snprintf(report.what, sizeof report.what, "%s", what);
  if (write(channel, &report, sizeof report) < 0) _exit(125);
  _exit(125);
}

static void become(const struct command *command, const struct user *user, const struct streams *streams, int channel) {
  struct policy policy = state->policy;
  reset_signals();
  setsid();
  if (command->has_terminal) ioctl(streams->input, TIOCSCTTY, 0);
  if (dup2(streams->input, 0) < 0 || dup2(streams->output, 1) < 0 || dup2(streams->errors, 2) < 0) tell(channel, errno, "streams");
  if (command->has_terminal && fchown(0, user->uid, (gid_t)-1) < 0) errno = 0;
  if (command->is_main) mkdir_all(command->folder, 0755);
  int error = state->has_cgroup ? give_up_protection() : 0;
  if (error == 0) error = drop_privileges(&policy, user);
  if (error != 0) tell(channel, error, "give up privileges");
  if (chdir(command->folder) < 0) tell(channel, errno, command->folder);
  umask(022);
  if (command->argument_count == 0) keep_alive(channel);
  tell(channel, execute(command), command->arguments[0]);
}

// In its group from the start. To move there afterwards waits for every processor: ten milliseconds and more. That is for kernels that
// cannot do better, and for a sandbox that has all the processes it may: somebody must get in to end them.
static pid_t fork_into(const struct group *group) {
  struct clone_args arguments = {.flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (unsigned)group->folder};
  pid_t child = group->folder < 0 ? -1 : (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child >= 0) return child;
  child = fork();
  if (child == 0) group_join(group);
  return child;
}

static void add_home(struct command *command, const struct user *user) {
  static char home[300];
  if (command_variable(command, "HOME") != NULL) return;
  snprintf(home, sizeof home, "HOME=%s", user->home);
  command->environment[command->environment_count++] = home;
}

// Waits for the exec, or for what prevented it.
static int await_start(struct child *child, int channel, struct spawn_failure *failure) {
  struct report report;
  ssize_t got;
  do got = read(channel, &report, sizeof report);
  while (got < 0 && errno == EINTR);
  if (got != sizeof report) return 0;
  waitpid(child->pid, NULL, 0);
  return fail(failure, report.error, report.what);
}

static int start(struct child *child, struct command *command, const struct streams *theirs, struct spawn_failure *failure) {
  struct user user;
  int channel[2];
  if (!find_user(command->user, &user)) {
    failure->exit_code = 126;
    snprintf(failure->message, sizeof failure->message, "there is no user %s", command->user);
    return -1;
  }
  add_home(command, &user);
  if (pipe2(channel, O_CLOEXEC) < 0) return fail(failure, errno, "pipe");
  child->pid = fork_into(&child->group);
  if (child->pid == 0) become(command, &user, theirs, channel[1]);
  close(channel[1]);
  if (child->pid < 0) {
    close(channel[0]);
    return fail(failure, errno, "start a process");
  }
  child->group.leader = child->pid;
  child->process = (int)syscall(SYS_pidfd_open, child->pid, 0);
  int result = await_start(child, channel[0], failure);
  close(channel[0]);
  return result;
}

int spawn(struct child *child, struct command *command, struct spawn_failure *failure) {
  struct streams theirs = {-1, -1, -1};
  char name[32];
  *child = (struct child){.process = -1, .input = -1, .output = -1, .errors = -1};
  snprintf(name, sizeof name, "x%u", atomic_fetch_add(&state->commands, 1));
  group_open(&child->group, name);
  int error = sandbox_enter();
  if (error != 0) return fail(failure, error, "enter the sandbox");
  error = open_streams(child, command, &theirs);
  int result = error != 0 ? fail(failure, error, "open its streams") : start(child, command, &theirs, failure);
  close_streams(&theirs);
  return result;
}

int reap(const struct child *child, int *signal) {
  int status = 0;
  while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {}
  *signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return *signal != 0 ? 128 + *signal : WEXITSTATUS(status);
}
