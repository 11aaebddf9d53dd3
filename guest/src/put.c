#include "put.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folders.h"
#include "place.h"
#include "put-parts.h"
#include "report.h"

static int skip(struct unpacking *unpacking, uint64_t count) {
  while (count > 0) {
    const char *bytes;
    size_t got = put_next(unpacking, count < CONTENT_BYTES ? (size_t)count : CONTENT_BYTES, &bytes);
    if (got == 0) return put_reject(unpacking, "the archive is cut off");
    count -= got;
  }
  return 1;
}

// What an entry says of the next one, kept until that one comes.
struct notes {
  char records[TAR_MAX_PAX];
  size_t length;
  char path[TAR_MAX_PATH], target[TAR_MAX_PATH];
};

static int read_notes(struct unpacking *unpacking, const struct tar_entry *entry, struct notes *notes) {
  char *to = entry->type == 'x' ? notes->records : entry->type == 'L' ? notes->path : notes->target;
  size_t room = entry->type == 'x' ? sizeof notes->records : TAR_MAX_PATH - 1;
  if (entry->size > room) return put_reject(unpacking, "a name that is too long");
  if (!put_read(unpacking, to, (size_t)entry->size)) return put_reject(unpacking, "the archive is cut off");
  if (entry->type == 'x') notes->length = (size_t)entry->size;
  else to[entry->size] = '\0';
  return skip(unpacking, tar_padding(entry->size));
}

static int apply_notes(const struct unpacking *unpacking, struct tar_entry *entry, struct notes *notes) {
  if (notes->path[0] != '\0') memcpy(entry->path, notes->path, TAR_MAX_PATH);
  if (notes->target[0] != '\0') memcpy(entry->target, notes->target, TAR_MAX_PATH);
  int is_fine = tar_apply(entry, notes->records, notes->length);
  notes->length = 0;
  notes->path[0] = notes->target[0] = '\0';
  return is_fine || put_reject(unpacking, "pax records that are none");
}

// Both blocks of zeros and what an archiver fills up with.
static int read_to_end(struct unpacking *unpacking) {
  const char *bytes;
  while (put_next(unpacking, CONTENT_BYTES, &bytes) > 0) {}
  return unpacking->has_ended == 1;
}

static int unpack(struct unpacking *unpacking) {
  static struct tar_entry entry;
  static struct notes notes;
  unsigned char block[TAR_BLOCK];
  for (;;) {
    if (!put_read(unpacking, block, sizeof block)) return unpacking->has_ended == 1 ? put_reject(unpacking, "the archive has no end") : 0;
    enum tar_kind kind = tar_parse(&entry, block);
    if (kind == TAR_END) return read_to_end(unpacking);
    if (kind == TAR_BROKEN) return put_reject(unpacking, "this is no tar");
    if (entry.type == 'g') {
      if (!skip(unpacking, entry.size + tar_padding(entry.size))) return 0;
    } else if (strchr("xLK", entry.type) != NULL) {
      if (!read_notes(unpacking, &entry, &notes)) return 0;
    } else {
      if (!apply_notes(unpacking, &entry, &notes)) return 0;
      uint64_t size = entry.type == '0' ? entry.size : 0;
      if (!put_entry(unpacking, &entry) || !skip(unpacking, tar_padding(size))) return 0;
    }
  }
}

void serve_put(int fd, struct frame_reader *reader, const struct frame *frame) {
  static struct unpacking unpacking;
  const char *path = place_enter(fd, frame->payload, frame->length);
  if (path == NULL) return;
  unpacking = (struct unpacking){.fd = fd, .reader = reader};
  umask(0);
  if (mkdir_all(path, 0755) < 0) return refuse_errno(fd, errno, "%.300s", path);
  unpacking.root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (unpacking.root < 0) return refuse_errno(fd, errno, "%.300s", path);
  int is_whole = unpack(&unpacking);
  put_apply_times(&unpacking);
  close(unpacking.root);
  if (is_whole) complete(fd);
}
