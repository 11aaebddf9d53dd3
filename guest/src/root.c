#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "folders.h"

#define ROOT "/newroot"
// The agent's own root for as long as mounts are made from it.
#define AGENT "/dev/.agent"

static int is_mounted(const char *source, const char *target, const char *type, unsigned long flags, const char *options) {
  return mkdir_all(target, 0755) == 0 && mount(source, target, type, flags, options) == 0;
}

// In the agent's own namespace: the layers, out of the sandbox's sight.
const char *root_prepare(const struct mount_plan *plan) {
  char image[32], scratch[32];
  snprintf(image, sizeof image, "/dev/%s", plan->image);
  snprintf(scratch, sizeof scratch, "/dev/%s", plan->scratch);
  if (!is_mounted(image, "/lower", "squashfs", MS_RDONLY | MS_NODEV, NULL)) return "mount the image";
  if (!is_mounted(scratch, "/rw", "ext4", MS_NODEV | MS_NOATIME, "noinit_itable")) return "mount the writable layer";
  if (mkdir_all("/rw/upper", 0755) < 0 || mkdir_all("/rw/work", 0700) < 0 || mkdir_all("/rw/volumes", 0755) < 0 || mkdir_all("/rw/log", 0700) < 0) return "prepare the writable layer";
  if (!is_mounted("overlay", ROOT, "overlay", MS_NODEV, "lowerdir=/lower,upperdir=/rw/upper,workdir=/rw/work")) return "join image and writable layer";
  return NULL;
}

static const char *make_devices(void) {
  static const struct { const char *name; unsigned minor; } devices[] = {{"null", 3}, {"zero", 5}, {"full", 7}, {"random", 8}, {"urandom", 9}};
  static const struct { const char *name, *target; } links[] = {
    {"fd", "/proc/self/fd"}, {"stdin", "/proc/self/fd/0"}, {"stdout", "/proc/self/fd/1"}, {"stderr", "/proc/self/fd/2"}, {"ptmx", "pts/ptmx"},
  };
  // Devices work on it, but the sandbox cannot add any: it has no CAP_MKNOD.
  if (!is_mounted("tmpfs", ROOT "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k")) return "mount /dev";
  char path[64];
  mode_t mask = umask(0);
  for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
    snprintf(path, sizeof path, ROOT "/dev/%s", devices[i].name);
    mknod(path, S_IFCHR | 0666, makedev(1, devices[i].minor));
  }
  mknod(ROOT "/dev/tty", S_IFCHR | 0666, makedev(5, 0));
  umask(mask);
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    snprintf(path, sizeof path, ROOT "/dev/%s", links[i].name);
    if (symlink(links[i].target, path) < 0) return "make /dev";
  }
  if (!is_mounted("devpts", ROOT "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5")) return "mount /dev/pts";
  if (!is_mounted("shm", ROOT "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777,size=64m")) return "mount /dev/shm";
  return is_mounted("mqueue", ROOT "/dev/mqueue", "mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) || errno == ENODEV ? NULL : "mount /dev/mqueue";
}

static void make_read_only(const char *path) {
  if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) == 0) mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

// What container engines hide and protect, for the same reasons.
static void mask_kernel_paths(void) {
  static const char *const read_only[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
  static const char *const hidden_files[] = {"/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/interrupts", "/proc/kmsg"};
  static const char *const hidden_folders[] = {"/proc/acpi", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap", "/sys/kernel/debug", "/sys/kernel/tracing"};
  char path[128];
  for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++) {
    snprintf(path, sizeof path, ROOT "%s", read_only[i]);
    make_read_only(path);
  }
  for (size_t i = 0; i < sizeof hidden_files / sizeof *hidden_files; i++) {
    snprintf(path, sizeof path, ROOT "%s", hidden_files[i]);
    mount("/dev/null", path, NULL, MS_BIND, NULL);
  }
  for (size_t i = 0; i < sizeof hidden_folders / sizeof *hidden_folders; i++) {
    snprintf(path, sizeof path, ROOT "%s", hidden_folders[i]);
    mount("tmpfs", path, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=0");
  }
}

static const char *mount_kernel(void) {
  if (!is_mounted("proc", ROOT "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) return "mount /proc";
  if (!is_mounted("sysfs", ROOT "/sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) return "mount /sys";
  mount("cgroup2", ROOT "/sys/fs/cgroup", "cgroup2", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  const char *problem = make_devices();
  if (problem == NULL) mask_kernel_paths();
  return problem;
}

// A file of the agent's over one of the image's, which stays as it is.
static const char *put_file(const char *name, const char *text) {
  char own[64], target[64];
  snprintf(own, sizeof own, AGENT "/etc/%s", name);
  snprintf(target, sizeof target, "/etc/%s", name);
  if (mkdir_all(AGENT "/etc", 0755) < 0 || mkdir_all("/etc", 0755) < 0) return "make /etc";
  int file = open(own, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return "write a file of /etc";
  ssize_t written = write(file, text, strlen(text));
  close(file);
  // Some images have a link to a place that is made later.
  struct stat status;
  if (stat(target, &status) < 0) unlink(target);
  int place = open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (place >= 0) close(place);
  return written >= 0 && mount(own, target, NULL, MS_BIND, NULL) == 0 ? NULL : "put a file into /etc";
}

static const char *put_identity(void) {
  char text[1024];
  snprintf(text, sizeof text, "%s\n", state->hostname);
  const char *problem = put_file("hostname", text);
  if (problem != NULL) return problem;
  static char hosts[sizeof state->hosts + 256];
  snprintf(hosts, sizeof hosts, "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\t%s\n%s", state->hostname, state->hosts);
  if ((problem = put_file("hosts", hosts)) != NULL) return problem;
  text[0] = '\0';
  for (unsigned i = 0; i < state->name_server_count; i++) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "nameserver %s\n", state->name_servers[i]);
  }
  return put_file("resolv.conf", text);
}

static const char *mount_tmpfs(const struct mount_plan *plan) {
  char options[64];
  for (unsigned i = 0; i < plan->tmpfs_count; i++) {
    snprintf(options, sizeof options, "mode=1777,size=%um", plan->tmpfs[i].megabytes);
    unsigned long flags = MS_NOSUID | MS_NODEV | (plan->tmpfs[i].is_executable ? 0UL : MS_NOEXEC);
    if (!is_mounted("tmpfs", plan->tmpfs[i].path, "tmpfs", flags, options)) return "mount a tmpfs";
  }
  return NULL;
}

static const char *mount_volumes(const struct mount_plan *plan) {
  char source[64];
  for (unsigned i = 0; i < plan->volume_count; i++) {
    snprintf(source, sizeof source, AGENT "/rw/volumes/%u", i);
    if (mkdir_all(source, 0755) < 0) return "make a volume";
    if (!is_mounted(source, plan->volumes[i], NULL, MS_BIND, NULL)) return "mount a volume";
    mount(NULL, plan->volumes[i], NULL, MS_BIND | MS_REMOUNT | MS_NOSUID | MS_NODEV, NULL);
  }
  return NULL;
}

static const char *mount_drives(const struct mount_plan *plan) {
  char source[64];
  for (unsigned i = 0; i < plan->drive_count; i++) {
    snprintf(source, sizeof source, AGENT "/dev/%s", plan->drives[i].device);
    unsigned long flags = MS_NOSUID | MS_NODEV | (plan->drives[i].is_writable ? 0UL : MS_RDONLY);
    if (!is_mounted(source, plan->drives[i].path, plan->drives[i].type, flags, NULL)) return "mount a drive";
  }
  return NULL;
}

const char *root_enter(const struct mount_plan *plan) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return "part from the agent's mounts";
  const char *problem = mount_kernel();
  if (problem != NULL) return problem;
  if (mkdir(ROOT AGENT, 0700) < 0 || syscall(SYS_pivot_root, ROOT, ROOT AGENT) < 0 || chdir("/") < 0) return "enter the root";
  // From within, where the image's links mean what they mean there.
  problem = put_identity();
  if (problem == NULL) problem = mount_tmpfs(plan);
  if (problem == NULL) problem = mount_volumes(plan);
  if (problem == NULL) problem = mount_drives(plan);
  if (problem != NULL) return problem;
  if (umount2(AGENT, MNT_DETACH) < 0 || rmdir(AGENT) < 0) return "leave the agent's root";
  if (plan->is_root_read_only && mount(NULL, "/", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NODEV, NULL) < 0) return "make the root read-only";
  return NULL;
}
