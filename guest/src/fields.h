// Fields of ../PROTOCOL.md: a tag, a value, a NUL.
#pragma once
#include <stddef.h>

struct fields {
  const char *at, *end;
};

// False when the payload is not fields: the last one must end.
int fields_open(struct fields *fields, const char *payload, size_t length);
// The next one; false at the end. `*value` ends with a NUL.
int fields_next(struct fields *fields, char *tag, const char **value);

// An answer that grows by fields; sent with one frame. What does not fit is cut.
struct answer {
  size_t used;
  char bytes[4096];
};

void answer_add(struct answer *answer, char tag, const char *format, ...) __attribute__((format(printf, 3, 4)));
int answer_send(int fd, char type, const struct answer *answer);

// A whole decimal number from 0 to `limit`. False for anything else.
int parse_number(const char *text, unsigned long long limit, unsigned long long *number);
