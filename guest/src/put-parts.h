// What the rooms of `P` share: an archive that comes from the host, and the folder that it is put into.
#pragma once
#include "frame.h"
#include "tar.h"

// Folders get their times when nothing is put into them any more.
struct folder_time {
  char *path;
  int64_t modified;
};

struct unpacking {
  int fd;
  struct frame_reader *reader;
  // The frame that is being read.
  const char *bytes;
  size_t left;
  int has_ended;
  int root;
  struct folder_time *times;
  size_t time_count, time_size;
};

enum { CONTENT_BYTES = 65536 };

// put-archive.c: the archive, and the answer.
// False after an answer was given: refusals are final.
int put_reject(const struct unpacking *unpacking, const char *format, ...) __attribute__((format(printf, 2, 3)));
int put_fail(const struct unpacking *unpacking, const char *path);
// The next bytes of the archive, at least one and at most `limit`; 0 at its end, or when the host is gone.
size_t put_next(struct unpacking *unpacking, size_t limit, const char **bytes);
int put_read(struct unpacking *unpacking, void *to, size_t length);

// put-path.c: names, which the archive may choose and which lead nowhere else.
// Below the folder that was asked for, through no link: neither one of the archive's nor one that is there.
int put_open(const struct unpacking *unpacking, const char *path, int flags);
// Without slashes and `./` in front and slashes behind. NULL when the name is refused.
char *put_clean_path(char *path);
// The folder that holds the entry, and its name there.
int put_open_parent(const struct unpacking *unpacking, char *path, const char **name);

// put-entry.c
// False after an answer was given.
int put_entry(struct unpacking *unpacking, struct tar_entry *entry);
void put_apply_times(struct unpacking *unpacking);
