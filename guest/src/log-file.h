// Two files of at most LOG_BYTES, the older one first.
#pragma once
#include <stddef.h>

enum { LOG_BYTES = 4 << 20, LOG_HEADER = 13 };
#define LOG_CURRENT "main.log"
#define LOG_OLDER "main.log.1"

struct log_file {
  int folder, fd;
  size_t used;
};

void log_open(struct log_file *log, int folder);
// One record, with the time it is now.
void log_write(struct log_file *log, char stream, const void *bytes, size_t length);
