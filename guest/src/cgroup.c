#include "cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"
#include "state.h"

static int write_at(int folder, const char *file, const char *text) {
  int fd = openat(folder, file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  int error = write(fd, text, strlen(text)) < 0 ? errno : 0;
  close(fd);
  return error;
}

// A whole small file, ended by a NUL. -1 when it is not there.
static ssize_t read_at(int folder, const char *file, char *text, size_t size) {
  int fd = openat(folder, file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  size_t used = 0;
  ssize_t got;
  while (used < size - 1 && (got = read(fd, text + used, size - 1 - used)) > 0) used += (size_t)got;
  close(fd);
  text[used] = '\0';
  return (ssize_t)used;
}

void cgroup_boot(void) {
  mkdir("/cg", 0700);
  if (mount("cgroup2", "/cg", "cgroup2", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) fatal("mount cgroup2: %s", strerror(errno));
  static const char *const controllers[] = {"+pids", "+memory", "+cpu"};
  for (size_t i = 0; i < sizeof controllers / sizeof *controllers; i++) write_at(AT_FDCWD, "/cg/cgroup.subtree_control", controllers[i]);
  if (mkdir(CGROUP_SANDBOX, 0700) < 0) fatal("make the sandbox's group: %s", strerror(errno));
  state->has_cgroup = 1;
}

int cgroup_limit(unsigned processes) {
  if (!state->has_cgroup) return 0;
  char text[32];
  snprintf(text, sizeof text, "%u", processes + 1);
  return write_at(AT_FDCWD, CGROUP_SANDBOX "/pids.max", text);
}

void group_open(struct group *group, const char *name) {
  *group = (struct group){.folder = -1};
  snprintf(group->name, sizeof group->name, "%s", name);
  if (!state->has_cgroup) return;
  char path[64];
  snprintf(path, sizeof path, CGROUP_SANDBOX "/%s", name);
  if (mkdir(path, 0700) < 0 && errno != EEXIST) return;
  group->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void group_join(const struct group *group) {
  if (group->folder >= 0) write_at(group->folder, "cgroup.procs", "0");
}

// Also the groups inside: a command may make its own.
static void signal_folder(int folder, int signal) {
  static char text[65536];
  if (read_at(folder, "cgroup.procs", text, sizeof text) <= 0) return;
  for (char *at = text; *at != '\0';) {
    long pid = strtol(at, &at, 10);
    if (pid > 1 && pid != state->holder) kill((pid_t)pid, signal);
    while (*at == '\n') at++;
  }
}

void group_signal(const struct group *group, int signal) {
  if (group->folder >= 0) signal_folder(group->folder, signal);
  else if (group->leader > 1) kill(-group->leader, signal);
}

void group_kill(const struct group *group) {
  if (group->folder < 0 || write_at(group->folder, "cgroup.kill", "1") != 0) group_signal(group, SIGKILL);
}

int group_is_empty(const struct group *group) {
  if (group->folder < 0) return group->leader <= 1 || (kill(-group->leader, 0) < 0 && errno == ESRCH);
  char text[256];
  return read_at(group->folder, "cgroup.events", text, sizeof text) > 0 && strstr(text, "populated 0") != NULL;
}

void group_close(struct group *group) {
  if (group->folder < 0) return;
  int parent = openat(group->folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  close(group->folder);
  group->folder = -1;
  if (parent < 0) return;
  unlinkat(parent, group->name, AT_REMOVEDIR);
  close(parent);
}

static void each_command(void (*work)(int folder, int value), int value) {
  DIR *groups = opendir(CGROUP_SANDBOX);
  if (groups == NULL) return;
  for (struct dirent *entry; (entry = readdir(groups)) != NULL;) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    int folder = openat(dirfd(groups), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) continue;
    work(folder, value);
    close(folder);
  }
  closedir(groups);
}

void sandbox_signal(int signal) {
  each_command(signal_folder, signal);
}

void sandbox_kill(void) {
  write_at(AT_FDCWD, CGROUP_SANDBOX "/cgroup.kill", "1");
}

static int populated;

static void look_whether_populated(int folder, int value) {
  (void)value;
  char text[256];
  if (read_at(folder, "cgroup.events", text, sizeof text) > 0 && strstr(text, "populated 1") != NULL) populated = 1;
}

// But for the holder, which is in no command's group.
int sandbox_is_empty(void) {
  populated = 0;
  each_command(look_whether_populated, 0);
  return !populated;
}

long long sandbox_figure(const char *file, const char *key) {
  char path[64], text[4096];
  snprintf(path, sizeof path, CGROUP_SANDBOX "/%s", file);
  if (read_at(AT_FDCWD, path, text, sizeof text) <= 0) return -1;
  const char *at = text;
  if (key != NULL) {
    at = strstr(text, key);
    if (at == NULL) return -1;
    at += strlen(key) + 1;
  }
  return strtoll(at, NULL, 10);
}
