// Headers of a tar, ustar with pax where that is too small.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { TAR_BLOCK = 512, TAR_MAX_PATH = 4096, TAR_MAX_PAX = 65536 };

struct tar_entry {
  // '0' file, '1' hard link, '2' link, '3' and '4' devices, '5' folder, '6' pipe; 'x', 'g', 'L' and 'K' say something of the next one.
  char type;
  char path[TAR_MAX_PATH];
  char target[TAR_MAX_PATH];
  uint64_t size;
  mode_t mode;
  uid_t uid;
  gid_t gid;
  int64_t modified;
};

enum tar_kind { TAR_ENTRY, TAR_END, TAR_BROKEN };

// One header block. Fields that `x` set before are kept by `tar_apply`.
enum tar_kind tar_parse(struct tar_entry *entry, const unsigned char block[TAR_BLOCK]);
// What pax records say, over the entry. False when they are no records.
int tar_apply(struct tar_entry *entry, const char *records, size_t length);
// The blocks of an entry's header, pax first where it is needed; how many bytes. `blocks` holds TAR_HEADER_BYTES.
enum { TAR_HEADER_BYTES = 2 * TAR_BLOCK + 3 * TAR_MAX_PATH + TAR_BLOCK };
size_t tar_format(const struct tar_entry *entry, unsigned char *blocks);
// Bytes that fill up the last block of so much content.
size_t tar_padding(uint64_t size);
