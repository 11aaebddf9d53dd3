#include "log-file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

void log_open(struct log_file *log, int folder) {
  struct stat status;
  log->folder = folder;
  log->fd = openat(folder, LOG_CURRENT, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  log->used = log->fd >= 0 && fstat(log->fd, &status) == 0 ? (size_t)status.st_size : 0;
}

static void turn_over(struct log_file *log) {
  close(log->fd);
  renameat(log->folder, LOG_CURRENT, log->folder, LOG_OLDER);
  log_open(log, log->folder);
}

static void put_number(unsigned char *to, unsigned long long value, int bytes) {
  for (int i = bytes - 1; i >= 0; i--, value >>= 8) to[i] = (unsigned char)value;
}

void log_write(struct log_file *log, char stream, const void *bytes, size_t length) {
  unsigned char header[LOG_HEADER];
  struct timespec now;
  if (log->used + sizeof header + length > LOG_BYTES) turn_over(log);
  clock_gettime(CLOCK_REALTIME, &now);
  header[0] = (unsigned char)stream;
  put_number(header + 1, (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000, 8);
  put_number(header + 9, length, 4);
  struct iovec parts[] = {{header, sizeof header}, {(void *)bytes, length}};
  ssize_t written = log->fd < 0 ? -1 : writev(log->fd, parts, 2);
  // On a full disk half a record would make everything behind it unreadable.
  if (written != (ssize_t)(sizeof header + length) && log->fd >= 0 && ftruncate(log->fd, (off_t)log->used) == 0) return;
  if (written > 0) log->used += (size_t)written;
}
