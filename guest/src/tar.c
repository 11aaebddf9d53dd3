#include "tar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// POSIX's layout: where each field is.
enum { NAME = 0, MODE = 100, UID = 108, GID = 116, SIZE = 124, MODIFIED = 136, CHECKSUM = 148, TYPE = 156, TARGET = 157, MAGIC = 257, PREFIX = 345 };
enum { NAME_BYTES = 100, NUMBER_BYTES = 8, LARGE_BYTES = 12, PREFIX_BYTES = 155, LARGEST_ID = 07777777 };
static const uint64_t largest_size = 077777777777ULL;

size_t tar_padding(uint64_t size) {
  return (size_t)((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}

static unsigned checksum(const unsigned char block[TAR_BLOCK]) {
  unsigned sum = 0;
  for (int i = 0; i < TAR_BLOCK; i++) sum += i >= CHECKSUM && i < CHECKSUM + NUMBER_BYTES ? ' ' : block[i];
  return sum;
}

// Octal, or binary when the first bit is set. False for anything else, and for what is negative.
static int parse_value(const unsigned char *field, size_t length, uint64_t *value) {
  *value = 0;
  if (field[0] & 0x80) {
    if (field[0] != 0x80) return 0;
    for (size_t i = 1; i < length; i++) {
      if (*value >> 55) return 0;
      *value = *value << 8 | field[i];
    }
    return 1;
  }
  size_t i = 0;
  while (i < length && field[i] == ' ') i++;
  for (; i < length && field[i] >= '0' && field[i] <= '7'; i++) *value = *value << 3 | (uint64_t)(field[i] - '0');
  return i == length || field[i] == '\0' || field[i] == ' ';
}

static size_t field_length(const unsigned char *field, size_t limit) {
  const unsigned char *end = memchr(field, '\0', limit);
  return end == NULL ? limit : (size_t)(end - field);
}

static void parse_path(struct tar_entry *entry, const unsigned char *block) {
  size_t prefix = memcmp(block + MAGIC, "ustar\0", 6) == 0 ? field_length(block + PREFIX, PREFIX_BYTES) : 0;
  size_t name = field_length(block + NAME, NAME_BYTES);
  snprintf(entry->path, sizeof entry->path, "%.*s%s%.*s", (int)prefix, (const char *)block + PREFIX, prefix > 0 ? "/" : "", (int)name, (const char *)block + NAME);
}

enum tar_kind tar_parse(struct tar_entry *entry, const unsigned char block[TAR_BLOCK]) {
  static const unsigned char zeros[TAR_BLOCK];
  uint64_t sum, mode, uid, gid, modified;
  if (memcmp(block, zeros, TAR_BLOCK) == 0) return TAR_END;
  if (!parse_value(block + CHECKSUM, NUMBER_BYTES, &sum) || sum != checksum(block)) return TAR_BROKEN;
  if (!parse_value(block + SIZE, LARGE_BYTES, &entry->size) || entry->size > INT64_MAX) return TAR_BROKEN;
  if (!parse_value(block + MODE, NUMBER_BYTES, &mode) || !parse_value(block + UID, NUMBER_BYTES, &uid) || !parse_value(block + GID, NUMBER_BYTES, &gid)) return TAR_BROKEN;
  // A time before 1970 is no reason to refuse a file.
  if (!parse_value(block + MODIFIED, LARGE_BYTES, &modified) || modified > INT64_MAX) modified = 0;
  entry->type = block[TYPE] == '\0' || block[TYPE] == '7' ? '0' : (char)block[TYPE];
  entry->mode = (mode_t)(mode & 07777);
  entry->uid = (uid_t)uid;
  entry->gid = (gid_t)gid;
  entry->modified = (int64_t)modified;
  parse_path(entry, block);
  snprintf(entry->target, sizeof entry->target, "%.*s", (int)field_length(block + TARGET, NAME_BYTES), (const char *)block + TARGET);
  return TAR_ENTRY;
}

static int apply_text(char to[TAR_MAX_PATH], const char *value, size_t length) {
  if (length >= TAR_MAX_PATH || memchr(value, '\0', length) != NULL) return 0;
  memcpy(to, value, length);
  to[length] = '\0';
  return 1;
}

static int apply_record(struct tar_entry *entry, const char *key, size_t key_length, const char *value, size_t length) {
  char number[32];
#define IS(name) (key_length == sizeof name - 1 && memcmp(key, name, key_length) == 0)
  if (IS("path")) return apply_text(entry->path, value, length);
  if (IS("linkpath")) return apply_text(entry->target, value, length);
  if (!IS("size") && !IS("uid") && !IS("gid") && !IS("mtime")) return 1;
  if (length == 0 || length >= sizeof number) return 0;
  memcpy(number, value, length);
  number[length] = '\0';
  if (IS("mtime")) entry->modified = strtoll(number, NULL, 10);
  if (IS("size")) entry->size = strtoull(number, NULL, 10);
  if (IS("uid")) entry->uid = (uid_t)strtoul(number, NULL, 10);
  if (IS("gid")) entry->gid = (gid_t)strtoul(number, NULL, 10);
#undef IS
  return number[0] != '-' && entry->size <= INT64_MAX;
}

// `<length> <key>=<value>\n`, the length being the whole record's.
int tar_apply(struct tar_entry *entry, const char *records, size_t length) {
  for (const char *at = records, *end = records + length; at < end;) {
    size_t size = 0;
    const char *key = at;
    for (; key < end && *key >= '0' && *key <= '9' && size < TAR_MAX_PAX; key++) size = size * 10 + (size_t)(*key - '0');
    if (key == at || key == end || *key != ' ' || size > (size_t)(end - at) || at + size <= key + 2 || at[size - 1] != '\n') return 0;
    key++;
    const char *equals = memchr(key, '=', (size_t)(at + size - key));
    if (equals == NULL) return 0;
    if (!apply_record(entry, key, (size_t)(equals - key), equals + 1, (size_t)(at + size - 1 - (equals + 1)))) return 0;
    at += size;
  }
  return 1;
}

static void put_octal(unsigned char *field, size_t length, uint64_t value) {
  field[--length] = '\0';
  while (length > 0) {
    field[--length] = (unsigned char)('0' + (value & 7));
    value >>= 3;
  }
}

static void put_text(unsigned char *field, size_t limit, const char *text) {
  size_t length = strlen(text);
  memcpy(field, text, length < limit ? length : limit);
}

static void format_block(unsigned char *block, const struct tar_entry *entry, char type, const char *path, uint64_t size) {
  memset(block, 0, TAR_BLOCK);
  put_text(block + NAME, NAME_BYTES, path);
  put_octal(block + MODE, NUMBER_BYTES, entry->mode);
  put_octal(block + UID, NUMBER_BYTES, entry->uid > LARGEST_ID ? 0 : entry->uid);
  put_octal(block + GID, NUMBER_BYTES, entry->gid > LARGEST_ID ? 0 : entry->gid);
  put_octal(block + SIZE, LARGE_BYTES, size > largest_size ? 0 : size);
  put_octal(block + MODIFIED, LARGE_BYTES, entry->modified < 0 ? 0 : (uint64_t)entry->modified);
  block[TYPE] = (unsigned char)type;
  put_text(block + TARGET, NAME_BYTES, entry->target);
  memcpy(block + MAGIC, "ustar\00000", 8);
  put_octal(block + CHECKSUM, NUMBER_BYTES - 1, checksum(block));
  block[CHECKSUM + NUMBER_BYTES - 1] = ' ';
}

static size_t digits_of(size_t number) {
  size_t digits = 1;
  for (; number >= 10; number /= 10) digits++;
  return digits;
}

static size_t add_record(char *records, const char *key, const char *value) {
  size_t rest = strlen(key) + strlen(value) + 3, size = rest + digits_of(rest);
  // The length counts its own digits, which may make it one longer.
  if (rest + digits_of(size) != size) size = rest + digits_of(size);
  return (size_t)sprintf(records, "%zu %s=%s\n", size, key, value);
}

size_t tar_format(const struct tar_entry *entry, unsigned char *blocks) {
  char *records = (char *)blocks + TAR_BLOCK;
  char number[32];
  size_t used = 0;
  if (strlen(entry->path) > NAME_BYTES) used += add_record(records, "path", entry->path);
  if (strlen(entry->target) > NAME_BYTES) used += add_record(records + used, "linkpath", entry->target);
  if (entry->size > largest_size) {
    snprintf(number, sizeof number, "%" PRIu64, entry->size);
    used += add_record(records + used, "size", number);
  }
  if (entry->uid > LARGEST_ID || entry->gid > LARGEST_ID) {
    snprintf(number, sizeof number, "%u", entry->uid);
    used += add_record(records + used, "uid", number);
    snprintf(number, sizeof number, "%u", entry->gid);
    used += add_record(records + used, "gid", number);
  }
  size_t start = 0;
  if (used > 0) {
    memset(records + used, 0, tar_padding(used));
    struct tar_entry extra = {.mode = 0644};
    format_block(blocks, &extra, 'x', "pax", used);
    start = TAR_BLOCK + used + tar_padding(used);
  }
  format_block(blocks + start, entry, entry->type, entry->path, entry->type == '0' ? entry->size : 0);
  return start + TAR_BLOCK;
}
