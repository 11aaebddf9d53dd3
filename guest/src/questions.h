// Questions for names, as DNS puts them. Whoever asks is not trusted.
#pragma once
#include <stddef.h>

// Of a name, and of an answer over UDP that nobody has asked to be longer.
enum { QUESTION_NAME = 254, QUESTION_REPLY = 512 };

struct question {
  // In small letters, without the last dot; empty where nothing is to be remembered of it.
  char name[QUESTION_NAME];
  // It asks for an IPv4 address.
  int is_for_address;
};

// The answer to a question, from lines of `address name` and nothing else: a name that is not there does not exist. `own`: a further name
// that is known and has no address here. The length of the reply; 0: there is none.
size_t question_answer(const unsigned char *query, size_t length, const char *hosts, const char *own, unsigned char reply[QUESTION_REPLY], struct question *question);
