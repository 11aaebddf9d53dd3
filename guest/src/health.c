#include "health.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cgroup.h"
#include "fields.h"
#include "state.h"

// A figure of one of the kernel's lists of names and numbers; 0 when it is not there.
static long long figure(const char *path, const char *name) {
  char line[256];
  long long found = 0;
  FILE *file = fopen(path, "re");
  if (file == NULL) return 0;
  size_t length = strlen(name);
  while (fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, name, length) == 0 && sscanf(line + length, "%*[: ]%lld", &found) == 1) break;
  }
  fclose(file);
  return found;
}

static long long at_least_zero(long long number) {
  return number < 0 ? 0 : number;
}

void serve_health(int fd) {
  static const char *const names[] = {"none", "running", "ended"};
  struct answer answer = {0};
  struct timespec up;
  clock_gettime(CLOCK_BOOTTIME, &up);
  long long total = figure("/proc/meminfo", "MemTotal") * 1024, available = figure("/proc/meminfo", "MemAvailable") * 1024;
  // The holder is ours.
  long long processes = sandbox_figure("pids.current", NULL) - (state->holder != 0);
  int main_state = state->main_state;
  answer_add(&answer, 'v', "%d", PROTOCOL_VERSION);
  answer_add(&answer, 'u', "%lld", up.tv_sec * 1000LL + up.tv_nsec / 1000000);
  answer_add(&answer, 'm', "%s", names[main_state]);
  if (main_state == MAIN_ENDED) answer_add(&answer, 'x', "%d", state->main_exit);
  answer_add(&answer, 'c', "%lld", at_least_zero(sandbox_figure("cpu.stat", "usage_usec")));
  answer_add(&answer, 'y', "%lld", at_least_zero(total - available));
  answer_add(&answer, 'z', "%lld", total);
  answer_add(&answer, 'p', "%lld", at_least_zero(processes));
  answer_add(&answer, 'o', "%lld", figure("/proc/vmstat", "oom_kill"));
  answer_send(fd, 'C', &answer);
}
