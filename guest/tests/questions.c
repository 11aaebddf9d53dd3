#include "../src/questions.h"

#include <string.h>

#include "../src/names.h"
#include "check.h"

static const char hosts[] = "203.0.113.7 registry.example\n203.0.113.8 Registry.Example\n203.0.113.9 other.example\n";
static unsigned char reply[QUESTION_REPLY];
static struct question question;

// One question as resolvers put it, with what they put behind it.
static size_t ask(const char *name, unsigned char type, size_t cut) {
  unsigned char query[QUESTION_REPLY] = {0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1};
  size_t used = 12;
  for (const char *label = name; *label != '\0';) {
    size_t length = strcspn(label, ".");
    query[used++] = (unsigned char)length;
    memcpy(query + used, label, length);
    used += length;
    label += length + (label[length] == '.');
  }
  query[used + 2] = type;
  query[used + 4] = 1;
  used += 5;
  return question_answer(query, cut > 0 ? cut : used, hosts, "box", reply, &question);
}

static int code(void) {
  return reply[3] & 15;
}

static void test_answers(void) {
  size_t used = ask("registry.EXAMPLE", 1, 0);
  CHECK(reply[0] == 0xab && reply[1] == 0xcd && reply[2] == 0x81 && code() == 0 && reply[5] == 1 && reply[7] == 2);
  CHECK(memcmp(reply + used - 4, "\xcb\0\x71\x08", 4) == 0 && memcmp(reply + used - 20, "\xcb\0\x71\x07", 4) == 0);
  CHECK(question.name[0] == '\0');
  CHECK(ask("registry.example", 28, 0) > 0 && code() == 0 && reply[7] == 0 && question.name[0] == '\0');
  CHECK(ask("box", 28, 0) > 0 && code() == 0 && reply[7] == 0);
  CHECK(ask("a.localhost", 1, 0) > 0 && code() == 0 && question.name[0] == '\0');
}

static void test_refusals(void) {
  CHECK(ask("Evil.example", 1, 0) == 12 + 14 + 4 && code() == 3 && strcmp(question.name, "evil.example") == 0 && question.is_for_address);
  CHECK(ask("evil.example", 65, 0) > 0 && strcmp(question.name, "evil.example") == 0 && !question.is_for_address);
  CHECK(ask("example", 1, 0) > 0 && code() == 3 && strcmp(question.name, "example") == 0);
  // Nothing that is no name of a host is remembered, and no look-up of an address.
  CHECK(ask("a\nb.example", 1, 0) > 0 && code() == 3 && question.name[0] == '\0');
  CHECK(ask("\xff\x1b[2J", 1, 0) > 0 && question.name[0] == '\0');
  CHECK(ask("7.113.0.203.in-addr.arpa", 12, 0) > 0 && code() == 3 && question.name[0] == '\0');
  CHECK(ask("", 1, 0) > 0 && code() == 3 && question.name[0] == '\0');
}

static void test_malformed(void) {
  for (size_t cut = 1; cut < 12; cut++) CHECK(ask("evil.example", 1, cut) == 0);
  for (size_t cut = 12; cut < 30; cut++) CHECK(ask("evil.example", 1, cut) == 12 && code() == 1 && question.name[0] == '\0');
  static const unsigned char pointing[] = {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1};
  CHECK(question_answer(pointing, sizeof pointing, hosts, "", reply, &question) == 12 && code() == 1);
  unsigned char other[sizeof pointing];
  memcpy(other, pointing, sizeof other);
  other[2] = 0x80;
  CHECK(question_answer(other, sizeof other, hosts, "", reply, &question) == 0);
  other[2] = 0x28;
  CHECK(question_answer(other, sizeof other, hosts, "", reply, &question) == 12 && code() == 4);
  other[2] = 1, other[5] = 2;
  CHECK(question_answer(other, sizeof other, hosts, "", reply, &question) == 12 && code() == 1);
}

static void test_long_names(void) {
  char name[300];
  for (size_t i = 0; i < sizeof name; i++) name[i] = i % 50 == 49 ? '.' : 'x';
  name[253] = '\0';
  CHECK(ask(name, 1, 0) > 0 && code() == 3 && strcmp(question.name, name) == 0);
  name[253] = 'x', name[254] = '\0';
  CHECK(ask(name, 1, 0) == 12 && code() == 1);
}

// Of a list with more addresses than fit, as many as fit.
static void test_many(void) {
  static char many[64 * 40];
  for (int i = 0; i < 64; i++) snprintf(many + strlen(many), sizeof many - strlen(many), "10.0.0.%d a.example\n", i);
  static const unsigned char query[] = {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1};
  size_t used = question_answer(query, sizeof query, many, "", reply, &question);
  CHECK(used <= QUESTION_REPLY && reply[7] == (QUESTION_REPLY - sizeof query) / 16 && used == sizeof query + reply[7] * 16U);
}

static void test_noise(void) {
  srand(2);
  for (int round = 0; round < 4000; round++) {
    unsigned char query[QUESTION_REPLY] = {0, 1, 1, 0, 0, 1};
    size_t length = (size_t)rand() % sizeof query, name = 0;
    for (size_t i = rand() % 8 == 0 ? 0 : 12; i < length; i++) query[i] = (unsigned char)(rand() % 3 == 0 ? rand() % 8 : rand() % 3 == 0 ? rand() : 'a' + rand() % 4);
    size_t used = question_answer(query, length, hosts, "box", reply, &question);
    CHECK(used <= sizeof reply && (used == 0 || used >= 12));
    while (question.name[name] != '\0') name++;
    CHECK(name < QUESTION_NAME && strspn(question.name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == name);
  }
}

static void test_lines(void) {
  char lines[64] = "";
  CHECK(names_add(lines, sizeof lines, "203.0.113.7 a.example") == 0 && names_add(lines, sizeof lines, "203.0.113.8 b.example") == 0);
  CHECK(strcmp(lines, "203.0.113.7 a.example\n203.0.113.8 b.example\n") == 0);
  CHECK(names_add(lines, sizeof lines, "203.0.113.8 a-long-name.example") != 0);
  CHECK(names_add(lines, sizeof lines, "203.0.113.8") != 0 && names_add(lines, sizeof lines, "1.2.3.4 a b") != 0 && names_add(lines, sizeof lines, "x a") != 0 && names_add(lines, sizeof lines, "1.2.3.4 ") != 0);
  char text[128] = "127.0.0.1\tlocalhost\n203.0.113.7 a.example\n10.0.0.1 my.own";
  CHECK(names_replace(text, sizeof text, lines, "203.0.113.9 c.example\n") && strcmp(text, "127.0.0.1\tlocalhost\n10.0.0.1 my.own\n203.0.113.9 c.example\n") == 0);
  CHECK(names_replace(text, sizeof text, "203.0.113.9 c.example\n", "") && strcmp(text, "127.0.0.1\tlocalhost\n10.0.0.1 my.own\n") == 0);
  char small[8] = "a\n";
  CHECK(!names_replace(small, sizeof small, "", "1.2.3.4 a\n"));
}

void test_questions(void) {
  test_answers();
  test_refusals();
  test_malformed();
  test_long_names();
  test_many();
  test_noise();
  test_lines();
}
