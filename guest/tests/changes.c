#include "../src/changes.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "check.h"

struct told {
  char text[1024];
  int most;
};

static int take(void *to, const struct difference *difference) {
  struct told *told = to;
  size_t used = strlen(told->text);
  snprintf(told->text + used, sizeof told->text - used, "[%c%s]", difference->kind, difference->path);
  return --told->most > 0;
}

static void make_file(int folder, const char *name) {
  int file = openat(folder, name, O_WRONLY | O_CREAT, 0644);
  CHECK(file >= 0);
  close(file);
}

static int make_folder(const char *base, const char *name) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", base, name);
  CHECK(mkdir(path, 0755) == 0);
  return open(path, O_RDONLY | O_DIRECTORY);
}

static int find(void *to, const struct difference *difference) {
  const char *name = strrchr(difference->path, '/');
  if (strcmp(name, "/found") == 0) *(int *)to = 1;
  return 1;
}

// A folder with as many below each other, and a file in the last.
static void make_deep(int folder, int depth) {
  int here = dup(folder);
  while (depth-- > 0) {
    CHECK(mkdirat(here, "d", 0755) == 0);
    int below = openat(here, "d", O_RDONLY | O_DIRECTORY);
    close(here);
    here = below;
  }
  make_file(here, "found");
  close(here);
}

static void test_depth(int upper, int lower) {
  struct rlimit limit;
  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = 256;
  CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  make_deep(upper, 300);
  make_deep(lower, 300);
  int is_found = 0;
  CHECK(changes_walk(upper, lower, find, &is_found) && is_found);
}

// Without a kernel that joins the layers: their form is its documented one.
void test_changes(void) {
  char base[] = "/tmp/agentkernel-changes-XXXXXX", command[64];
  CHECK(mkdtemp(base) != NULL);
  int upper = make_folder(base, "upper"), lower = make_folder(base, "lower");
  CHECK(mkdirat(lower, "etc", 0755) == 0 && mkdirat(upper, "etc", 0755) == 0 && mkdirat(lower, "untouched", 0755) == 0);
  make_file(lower, "etc/motd");
  make_file(upper, "etc/motd");
  make_file(upper, "etc/new");
  make_file(lower, "etc/gone");
  CHECK(mknodat(upper, "etc/gone", S_IFCHR, 0) == 0 && mknodat(upper, "never-was", S_IFCHR, 0) == 0);
  CHECK(symlinkat("/etc", upper, "link") == 0);
  struct told told = {.most = 100};
  CHECK(changes_walk(upper, lower, take, &told));
  static const char *const expected[] = {"[M/etc]", "[M/etc/motd]", "[A/etc/new]", "[D/etc/gone]", "[A/link]"};
  size_t length = 0;
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    CHECK(strstr(told.text, expected[i]) != NULL);
    length += strlen(expected[i]);
  }
  CHECK(strlen(told.text) == length);

  int hiding = openat(upper, "etc", O_RDONLY | O_DIRECTORY);
  make_file(lower, "etc/hidden");
  // Only root may say so.
  if (fsetxattr(hiding, "trusted.overlay.opaque", "y", 1, 0) == 0) {
    told = (struct told){.most = 100};
    CHECK(changes_walk(upper, lower, take, &told) && strstr(told.text, "[D/etc/hidden]") != NULL);
  }
  told = (struct told){.most = 1};
  CHECK(!changes_walk(upper, lower, take, &told));
  test_depth(upper, lower);
  close(hiding), close(upper), close(lower);
  snprintf(command, sizeof command, "rm -rf %s", base);
  CHECK(system(command) == 0);
}
