#include "fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "frame.h"

int fields_open(struct fields *fields, const char *payload, size_t length) {
  fields->at = payload;
  fields->end = payload + length;
  return length == 0 || payload[length - 1] == '\0';
}

int fields_next(struct fields *fields, char *tag, const char **value) {
  if (fields->at >= fields->end) return 0;
  *tag = *fields->at;
  *value = *tag == '\0' ? fields->at : fields->at + 1;
  fields->at = *value + strlen(*value) + 1;
  return 1;
}

void answer_add(struct answer *answer, char tag, const char *format, ...) {
  size_t room = sizeof answer->bytes - answer->used;
  if (room < 3) return;
  char *at = answer->bytes + answer->used;
  va_list values;
  va_start(values, format);
  int length = vsnprintf(at + 1, room - 1, format, values);
  va_end(values);
  if (length < 0) return;
  at[0] = tag;
  size_t kept = (size_t)length < room - 2 ? (size_t)length : room - 2;
  answer->used += 1 + kept + 1;
}

int answer_send(int fd, char type, const struct answer *answer) {
  return frame_write(fd, type, answer->bytes, answer->used);
}

int parse_number(const char *text, unsigned long long limit, unsigned long long *number) {
  unsigned long long value = 0;
  if (*text == '\0') return 0;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') return 0;
    unsigned long long digit = (unsigned long long)(*text - '0');
    if (value > (limit - digit) / 10) return 0;
    value = value * 10 + digit;
  }
  *number = value;
  return value <= limit;
}
