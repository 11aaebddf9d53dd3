#include "../src/users.h"

#include <string.h>

#include "check.h"

static const char passwd[] =
  "root:x:0:0:root:/root:/bin/sh\n"
  "\n"
  "broken line\n"
  "node:x:1000:1001::/home/node:/bin/sh\n"
  "1234:x:77:78::/home/number:/bin/sh\n"
  "homeless:x:5:6:::\n"
  "last:x:9:9::/home/last:/bin/sh";
static const char group[] = "root:x:0:\nnode:x:1001:\nstaff:x:50:node,last\naudio:x:29:other,node\nnodes:x:51:nodes\n";

void test_users(void) {
  struct user user;
  CHECK(resolve_user("root", passwd, group, &user) && user.uid == 0 && user.gid == 0 && strcmp(user.home, "/root") == 0);
  CHECK(resolve_user("node", passwd, group, &user) && user.uid == 1000 && user.gid == 1001 && user.group_count == 3);
  CHECK(user.groups[0] == 1001 && user.groups[1] == 50 && user.groups[2] == 29);
  CHECK(resolve_user("1000", passwd, group, &user) && user.gid == 1001 && user.group_count == 3);
  CHECK(resolve_user("1234", passwd, group, &user) && user.uid == 77);
  CHECK(resolve_user("1234:1234", passwd, group, &user) && user.uid == 77 && user.gid == 1234 && user.group_count == 1);
  CHECK(resolve_user("4321:staff", passwd, group, &user) && user.uid == 4321 && user.gid == 50 && strcmp(user.home, "/") == 0);
  CHECK(resolve_user("4321", passwd, group, &user) && user.uid == 4321 && user.gid == 0);
  CHECK(resolve_user("homeless", passwd, group, &user) && strcmp(user.home, "/") == 0);
  CHECK(resolve_user("last", passwd, group, &user) && user.uid == 9 && user.group_count == 2);
  CHECK(!resolve_user("nobody-there", passwd, group, &user));
  CHECK(!resolve_user("node:no-group", passwd, group, &user));
  CHECK(!resolve_user("", passwd, group, &user) && !resolve_user(":1", passwd, group, &user));
  CHECK(!resolve_user("root", NULL, NULL, &user));
  CHECK(resolve_user("12:13", NULL, NULL, &user) && user.uid == 12 && user.gid == 13);
  CHECK(!resolve_user("4294967295", passwd, group, &user));
}
