#include "../src/tar.h"

#include <string.h>

#include "check.h"

static unsigned char blocks[TAR_HEADER_BYTES];

// Through a header and back.
static void round_trip(const struct tar_entry *entry) {
  static struct tar_entry parsed, extra;
  size_t length = tar_format(entry, blocks), at = 0;
  CHECK(length % TAR_BLOCK == 0 && length <= sizeof blocks);
  memset(&parsed, 0, sizeof parsed);
  if (length > TAR_BLOCK) {
    CHECK(tar_parse(&extra, blocks) == TAR_ENTRY && extra.type == 'x' && extra.size + tar_padding(extra.size) + 2 * TAR_BLOCK == length);
    at = length - TAR_BLOCK;
  }
  CHECK(tar_parse(&parsed, blocks + at) == TAR_ENTRY);
  if (at > 0) CHECK(tar_apply(&parsed, (char *)blocks + TAR_BLOCK, (size_t)extra.size));
  CHECK(strcmp(parsed.path, entry->path) == 0 && strcmp(parsed.target, entry->target) == 0);
  CHECK(parsed.size == entry->size && parsed.mode == entry->mode && parsed.uid == entry->uid && parsed.gid == entry->gid && parsed.modified == entry->modified);
}

static void test_round_trips(void) {
  static struct tar_entry entry;
  static const size_t lengths[] = {1, 98, 99, 100, 101, 985, 986, 987, 988, 989, 990, 991, 992, 993, 994, 995, 4095};
  entry = (struct tar_entry){.type = '0', .mode = 0750, .uid = 1000, .gid = 1001, .size = 5, .modified = 1700000000};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    memset(entry.path, 'n', lengths[i]);
    entry.path[lengths[i]] = '\0';
    round_trip(&entry);
  }
  entry.type = '2';
  entry.size = 0;
  memset(entry.target, 't', 4095);
  round_trip(&entry);
  entry = (struct tar_entry){.type = '0', .path = "big", .size = 1ULL << 40, .uid = 4000000000U, .gid = 3};
  round_trip(&entry);
}

static void test_refusals(void) {
  static struct tar_entry entry;
  memset(blocks, 0, TAR_BLOCK);
  CHECK(tar_parse(&entry, blocks) == TAR_END);
  blocks[0] = 'x';
  CHECK(tar_parse(&entry, blocks) == TAR_BROKEN);
  static const char *const bad[] = {"", "5", "99999 path=x\n", "9 path=x", "8 path=x\n", "10 nothing\n", "0 \n", "13 size=-12\n\n", "12 path=a\0b\n"};
  for (size_t i = 1; i < sizeof bad / sizeof *bad; i++) CHECK(!tar_apply(&entry, bad[i], i == 8 ? 12 : strlen(bad[i])));
  CHECK(tar_apply(&entry, "9 path=x\n", 9) && strcmp(entry.path, "x") == 0);
  CHECK(tar_apply(&entry, "", 0));
}

static void test_noise(void) {
  static struct tar_entry entry;
  static const char alphabet[] = "0123456789 =\n\0pathsizelinkmtimeuid";
  srand(2);
  for (int round = 0; round < 20000; round++) {
    char *records = malloc(40);
    for (int i = 0; i < 40; i++) records[i] = alphabet[(size_t)rand() % sizeof alphabet];
    tar_apply(&entry, records, (size_t)(rand() % 41));
    free(records);
    for (int i = 0; i < TAR_BLOCK; i++) blocks[i] = (unsigned char)rand();
    tar_parse(&entry, blocks);
  }
}

void test_tar(void) {
  test_round_trips();
  test_refusals();
  test_noise();
}
