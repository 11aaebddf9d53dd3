// Parsers of the agent, on what they are for and on what nobody should send.
#include "check.h"

int failures;

int main(void) {
  test_frames();
  test_fields();
  test_users();
  test_tar();
  test_mount_plan();
  test_changes();
  test_questions();
  if (failures > 0) return 1;
  puts("all as expected");
  return 0;
}
