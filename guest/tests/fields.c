#include "../src/fields.h"

#include <string.h>

#include "../src/command.h"
#include "check.h"

static void test_reading(void) {
  struct fields fields;
  char tag;
  const char *value;
  CHECK(fields_open(&fields, "v1\0ahello\0q\0", 12));
  CHECK(fields_next(&fields, &tag, &value) && tag == 'v' && strcmp(value, "1") == 0);
  CHECK(fields_next(&fields, &tag, &value) && tag == 'a' && strcmp(value, "hello") == 0);
  CHECK(fields_next(&fields, &tag, &value) && tag == 'q' && *value == '\0');
  CHECK(!fields_next(&fields, &tag, &value));
  CHECK(!fields_open(&fields, "v1", 2));
  CHECK(fields_open(&fields, "\0\0", 2));
  CHECK(fields_next(&fields, &tag, &value) && tag == '\0');
}

static void test_numbers(void) {
  unsigned long long number;
  CHECK(parse_number("0", 65535, &number) && number == 0);
  CHECK(parse_number("65535", 65535, &number) && number == 65535);
  CHECK(!parse_number("65536", 65535, &number));
  CHECK(!parse_number("99999999999999999999999", 65535, &number));
  CHECK(!parse_number("", 9, &number) && !parse_number("-1", 9, &number) && !parse_number("1 ", 9, &number));
}

static void test_answers(void) {
  struct answer answer = {0};
  char long_text[8000];
  memset(long_text, 'x', sizeof long_text - 1);
  long_text[sizeof long_text - 1] = '\0';
  answer_add(&answer, 'c', "%d", 3);
  CHECK(answer.used == 3 && memcmp(answer.bytes, "c3", 3) == 0);
  answer_add(&answer, 'm', "%s", long_text);
  answer_add(&answer, 'm', "%s", long_text);
  CHECK(answer.used <= sizeof answer.bytes && answer.bytes[answer.used - 1] == '\0');
}

static void test_commands(void) {
  struct command command;
  static const char whole[] = "v1\0aprintf\0a\0eA=b=c\0c/tmp\0u1:2\0i\0t24,80\0";
  CHECK(command_parse(&command, whole, sizeof whole - 1) == 0);
  CHECK(command.argument_count == 2 && command.arguments[2] == NULL && *command.arguments[1] == '\0');
  CHECK(strcmp(command_variable(&command, "A"), "b=c") == 0 && command_variable(&command, "B") == NULL);
  CHECK(command.rows == 24 && command.columns == 80 && command.has_input && !command.is_main);
  free(command.arguments);
  free(command.environment);
  static const struct { const char *text; size_t length; char wrong; } bad[] = {
    {"v1\0", 3, 'a'}, {"v1\0ax\0t0,1\0", 10, 't'}, {"v1\0ax\0t1\0", 8, 't'}, {"v1\0ax\0crel\0", 11, 'c'}, {"v1\0ax\0enope\0", 12, 'e'}, {"v1\0ax\0z\0", 8, 'z'},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    CHECK(command_parse(&command, bad[i].text, bad[i].length) == bad[i].wrong);
    free(command.arguments);
    free(command.environment);
  }
}

void test_fields(void) {
  test_reading();
  test_numbers();
  test_answers();
  test_commands();
}
