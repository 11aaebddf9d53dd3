#include "shutdown.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

#include "cgroup.h"
#include "fields.h"
#include "report.h"
#include "state.h"

// What is left of the sandbox after its main process has this long; what is killed is gone within that.
enum { REST_MS = 200, KILLED_MS = 2000, LAST_WORDS_MS = 80, STEP_MS = 10, UNMOUNT_MS = 1000 };

static void pause_briefly(void) {
  struct timespec step = {.tv_nsec = STEP_MS * 1000000L};
  nanosleep(&step, NULL);
}

static int has_main_ended(void) {
  return state->main_state != MAIN_RUNNING;
}

static int wait_for(int (*is_so)(void), unsigned long long milliseconds) {
  for (unsigned long long waited = 0; waited < milliseconds; waited += STEP_MS) {
    if (is_so()) return 1;
    pause_briefly();
  }
  return is_so();
}

static void end_processes(unsigned long long grace_ms) {
  sandbox_signal(SIGTERM);
  wait_for(has_main_ended, grace_ms);
  wait_for(sandbox_is_empty, grace_ms < REST_MS ? grace_ms : REST_MS);
  // Also the holder, and with it everything of its namespaces.
  sandbox_kill();
  wait_for(sandbox_is_empty, KILLED_MS);
  // So that connections can say how their commands ended, and the log its last words.
  wait_for(has_main_ended, REST_MS);
  for (int waited = 0; waited < LAST_WORDS_MS; waited += STEP_MS) pause_briefly();
  kill(-1, SIGKILL);
}

static void unmount(const char *path) {
  for (int waited = 0; umount2(path, 0) < 0 && errno == EBUSY && waited < UNMOUNT_MS; waited += STEP_MS) pause_briefly();
}

static void clean_disks(void) {
  unmount("/newroot");
  sync();
  unmount("/rw");
  unmount("/lower");
  if (umount2("/rw", 0) == 0 || errno == EINVAL) return;
  note("the writable layer is busy: %s", strerror(errno));
  if (mount(NULL, "/rw", NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0) sync();
}

void shut_down(int fd, unsigned long long grace_ms) {
  if (state->holder != 0) {
    end_processes(grace_ms);
    clean_disks();
  }
  if (fd >= 0) {
    complete(fd);
    close(fd);
    // The answer leaves before the machine does.
    pause_briefly();
    pause_briefly();
  }
  reboot(RB_AUTOBOOT);
  _exit(1);
}

void serve_shutdown(int fd, const char *payload, unsigned long length) {
  struct fields fields;
  char tag;
  const char *value;
  unsigned long long grace = 0;
  fields_open(&fields, payload, length);
  while (fields_next(&fields, &tag, &value)) {
    if (tag == 'g' && !parse_number(value, 86400000, &grace)) return refuse(fd, "malformed", "shutdown: g");
  }
  if (atomic_exchange(&state->is_stopping, 1)) return refuse(fd, "state", "it shuts down already");
  shut_down(fd, grace);
}
