#include "questions.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { HEADER = 12, MOST_LABEL = 63, TYPE_A = 1, TYPE_AAAA = 28, TYPE_HTTPS = 65, CLASS_IN = 1, RECORD = 16, SECONDS_KNOWN = 1 };
enum { OK = 0, MALFORMED = 1, NO_SUCH_NAME = 3, NOT_IMPLEMENTED = 4 };

struct parsed {
  // Its letters as they came, with dots; one that is not made as names of hosts are has none.
  char name[QUESTION_NAME];
  unsigned type, class;
  // Where the question ends.
  size_t end;
};

static unsigned number_at(const unsigned char *bytes) {
  return (unsigned)bytes[0] << 8 | bytes[1];
}

static int is_of_a_host(unsigned char letter) {
  return isalnum(letter) || letter == '-' || letter == '_';
}

// False for what is no question. Names are not shortened by pointing elsewhere: there is nothing before the first.
static int parse(struct parsed *parsed, const unsigned char *query, size_t length) {
  size_t at = HEADER, used = 0;
  int is_plain = 1;
  while (at < length && query[at] != 0) {
    size_t label = query[at++];
    if (label > MOST_LABEL || label >= length - at || used + label + 1 > sizeof parsed->name) return 0;
    for (size_t i = 0; i < label; i++) {
      is_plain = is_plain && is_of_a_host(query[at + i]);
      parsed->name[used++] = (char)query[at + i];
    }
    parsed->name[used++] = '.';
    at += label;
  }
  // The end of the name, type and class.
  if (at >= length || length - at < 5) return 0;
  parsed->name[is_plain && used > 0 ? used - 1 : 0] = '\0';
  parsed->type = number_at(query + at + 1);
  parsed->class = number_at(query + at + 3);
  parsed->end = at + 5;
  return 1;
}

// The next line of the list with that name: its address. NULL when there is none.
static const char *next_address(const char **hosts, const char *name, struct in_addr *address) {
  size_t length = strlen(name);
  while (**hosts != '\0') {
    const char *line = *hosts, *end = strchrnul(line, '\n'), *space = memchr(line, ' ', (size_t)(end - line));
    char text[16] = {0};
    *hosts = *end == '\0' ? end : end + 1;
    if (space == NULL || (size_t)(space - line) >= sizeof text || (size_t)(end - space - 1) != length || strncasecmp(space + 1, name, length) != 0) continue;
    memcpy(text, line, (size_t)(space - line));
    if (inet_pton(AF_INET, text, address) == 1) return line;
  }
  return NULL;
}

static int is_local(const char *name, const char *own) {
  size_t length = strlen(name);
  return strcasecmp(name, own) == 0 || strcasecmp(name, "localhost") == 0 || (length > 10 && strcasecmp(name + length - 10, ".localhost") == 0);
}

static size_t add_address(unsigned char *at, const struct in_addr *address) {
  static const unsigned char head[RECORD - 4] = {0xc0, HEADER, 0, TYPE_A, 0, CLASS_IN, 0, 0, 0, SECONDS_KNOWN, 0, 4};
  memcpy(at, head, sizeof head);
  memcpy(at + sizeof head, &address->s_addr, 4);
  return RECORD;
}

static size_t head_of(unsigned char *reply, const unsigned char *query, int code) {
  memset(reply, 0, HEADER);
  memcpy(reply, query, 2);
  // A response; whether it was asked to look further, and that it would have been.
  reply[2] = (unsigned char)(0x80 | (query[2] & 0x79));
  reply[3] = (unsigned char)(0x80 | code);
  return HEADER;
}

static void remember(struct question *question, const struct parsed *parsed) {
  // What only looks for the name of an address is no place that somebody wants to reach.
  if (parsed->type != TYPE_A && parsed->type != TYPE_AAAA && parsed->type != TYPE_HTTPS) return;
  for (size_t i = 0; parsed->name[i] != '\0'; i++) question->name[i] = (char)tolower((unsigned char)parsed->name[i]);
  question->is_for_address = parsed->type == TYPE_A;
}

static size_t answer_parsed(const struct parsed *parsed, const unsigned char *query, const char *hosts, const char *own, unsigned char *reply, struct question *question) {
  struct in_addr address;
  const char *rest = hosts;
  int is_named = parsed->class == CLASS_IN && parsed->name[0] != '\0';
  int is_listed = is_named && next_address(&rest, parsed->name, &address) != NULL;
  int is_known = is_listed || (is_named && is_local(parsed->name, own));
  size_t used = head_of(reply, query, is_known ? OK : NO_SUCH_NAME);
  reply[5] = 1;
  memcpy(reply + used, query + HEADER, parsed->end - HEADER);
  used += parsed->end - HEADER;
  if (is_named && !is_known) remember(question, parsed);
  rest = hosts;
  while (is_listed && parsed->type == TYPE_A && used + RECORD <= QUESTION_REPLY && next_address(&rest, parsed->name, &address) != NULL) {
    used += add_address(reply + used, &address);
    reply[7]++;
  }
  return used;
}

size_t question_answer(const unsigned char *query, size_t length, const char *hosts, const char *own, unsigned char reply[QUESTION_REPLY], struct question *question) {
  struct parsed parsed = {0};
  memset(question, 0, sizeof *question);
  // An answer is no question: two that answered each other would never end.
  if (length < HEADER || query[2] & 0x80) return 0;
  if (query[2] & 0x78) return head_of(reply, query, NOT_IMPLEMENTED);
  if (number_at(query + 4) != 1 || !parse(&parsed, query, length)) return head_of(reply, query, MALFORMED);
  return answer_parsed(&parsed, query, hosts, own, reply, question);
}
