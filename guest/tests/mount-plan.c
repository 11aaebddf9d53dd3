#include "../src/mount-plan.h"

#include <string.h>

#include "../src/privileges.h"
#include "check.h"

static struct mount_plan plan;
#define PARSE(text) mount_plan_parse(&plan, text, sizeof text - 1)

void test_mount_plan(void) {
  CHECK(PARSE("v1\0ivda\0wvdb\0o\0t64:-:/tmp\0t1:x:/run\0V/workspace\0dvdc:squashfs:ro:/mnt/a:b\0kCHOWN,SETUID\0q\0p256\0f1024\0") == 0);
  CHECK(plan.is_root_read_only && plan.tmpfs_count == 2 && plan.tmpfs[1].is_executable && !plan.tmpfs[0].is_executable);
  CHECK(strcmp(plan.volumes[0], "/workspace") == 0 && strcmp(plan.drives[0].path, "/mnt/a:b") == 0 && !plan.drives[0].is_writable);
  CHECK(strcmp(plan.drives[0].device, "vdc") == 0 && strcmp(plan.drives[0].type, "squashfs") == 0);
  CHECK(plan.policy.capabilities == 0x81 && plan.policy.no_new_privileges && plan.policy.max_processes == 256 && plan.policy.max_files == 1024);
  CHECK(PARSE("v1\0ivda\0wvdb\0k\0") == 0 && plan.policy.capabilities == 0 && plan.policy.has_seccomp);
  CHECK(PARSE("v1\0ivda\0") == 'w' && PARSE("v1\0wvda\0") == 'i');
  CHECK(PARSE("v1\0i../sda\0wvdb\0") == 'i' && PARSE("v1\0i\0wvdb\0") == 'i' && PARSE("v1\0iaverylongdevicename\0wvdb\0") == 'i');
  CHECK(PARSE("v1\0ivda\0wvdb\0kCHOWN,NOTHING\0") == 'k' && PARSE("v1\0ivda\0wvdb\0k,\0") == 'k');
  CHECK(PARSE("v1\0ivda\0wvdb\0V/a/../b\0") == 'V' && PARSE("v1\0ivda\0wvdb\0V/a/..\0") == 'V' && PARSE("v1\0ivda\0wvdb\0V/a..b\0") == 0);
  CHECK(PARSE("v1\0ivda\0wvdb\0t0:-:/x\0") == 't' && PARSE("v1\0ivda\0wvdb\0t1:/x\0") == 't' && PARSE("v1\0ivda\0wvdb\0t1:\0") == 't');
  CHECK(PARSE("v1\0ivda\0wvdb\0dvdc:xfs:ro:/x\0") == 'd' && PARSE("v1\0ivda\0wvdb\0dvdc:ext4:rx:/x\0") == 'd' && PARSE("v1\0ivda\0wvdb\0dvdc\0") == 'd');
  CHECK(PARSE("v1\0ivda\0wvdb\0p0\0") == 'p' && PARSE("v1\0ivda\0wvdb\0z\0") == 'z');
  CHECK(capability_bit("CHECKPOINT_RESTORE", 18) == 1ULL << 40 && capability_bit("chown", 5) == 0);
}
