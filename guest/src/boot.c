#include "boot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cgroup.h"
#include "network.h"
#include "report.h"

static void mount_own(const char *type, const char *target, unsigned long flags, const char *options) {
  mkdir(target, 0755);
  // A kernel may have mounted devtmpfs already.
  if (mount(type, target, type, flags, options) < 0 && errno != EBUSY) fatal("mount %s: %s", target, strerror(errno));
}

static int is_module(const struct dirent *entry) {
  size_t length = strlen(entry->d_name);
  return length > 3 && strcmp(entry->d_name + length - 3, ".ko") == 0;
}

// Modules of a kernel that has drivers apart, in the order of their names. A kernel with all of it built in comes without.
static void load_modules(const char *folder) {
  struct dirent **entries;
  int count = scandir(folder, &entries, is_module, alphasort);
  for (int i = 0; i < count; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
    int module = open(path, O_RDONLY | O_CLOEXEC);
    if (module < 0 || (syscall(SYS_finit_module, module, "", 0) < 0 && errno != EEXIST)) note("module %s: %s", path, strerror(errno));
    if (module >= 0) close(module);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
}

// Off the initramfs, which can be neither left by pivot_root nor hidden: whoever leaves a root by chroot would find it underneath.
static void leave_initramfs(void) {
  mount_own("tmpfs", "/base", MS_NOSUID | MS_NODEV, "mode=0700,size=4m");
  if (chdir("/base") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0 || chdir("/") < 0) {
    fatal("leave the initramfs: %s", strerror(errno));
  }
}

// Without the agent a sandbox can be neither looked at nor ended: when memory runs out, what runs inside goes first.
static void protect_from_memory_killer(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, "-1000", 5) < 0) note("not spared when memory runs out: %s", strerror(errno));
  if (fd >= 0) close(fd);
}

void boot(void) {
  umask(022);
  mount_own("devtmpfs", "/dev", MS_NOSUID, "mode=0755");
  open_kernel_log();
  load_modules("/m");
  leave_initramfs();
  mount_own("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  mount_own("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  mount_own("devtmpfs", "/dev", MS_NOSUID, "mode=0755");
  mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
  protect_from_memory_killer();
  cgroup_boot();
  loopback_up();
}
