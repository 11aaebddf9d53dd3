// What `R` asks for.
#pragma once
#include <stddef.h>

struct command {
  // Ended by NULL, as exec has it; values stay in the payload.
  char **arguments;
  char **environment;
  size_t argument_count, environment_count;
  const char *folder, *user;
  int has_input, has_terminal, is_detached, is_main;
  unsigned short rows, columns;
};

// 0, or the tag of the first field that is wrong.
char command_parse(struct command *command, const char *payload, size_t length);
// `<rows>,<columns>`; false for anything else.
int parse_size(const char *text, unsigned short *rows, unsigned short *columns);
// The value of a variable of its environment, or NULL.
const char *command_variable(const struct command *command, const char *name);
