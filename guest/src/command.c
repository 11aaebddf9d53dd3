#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"

int parse_size(const char *text, unsigned short *rows, unsigned short *columns) {
  char *rest;
  unsigned long first = strtoul(text, &rest, 10);
  if (*rest != ',') return 0;
  unsigned long second = strtoul(rest + 1, &rest, 10);
  if (*rest != '\0' || first == 0 || second == 0 || first > 1000 || second > 1000) return 0;
  *rows = (unsigned short)first;
  *columns = (unsigned short)second;
  return 1;
}

static int take(struct command *command, char tag, const char *value) {
  switch (tag) {
    case 'v': return 1;
    case 'a': command->arguments[command->argument_count++] = (char *)value; return 1;
    case 'e': command->environment[command->environment_count++] = (char *)value; return strchr(value, '=') != NULL;
    case 'c': command->folder = value; return value[0] == '/';
    case 'u': command->user = value; return 1;
    case 'i': command->has_input = 1; return 1;
    case 't': command->has_terminal = 1; return parse_size(value, &command->rows, &command->columns);
    case 'd': command->is_detached = 1; return 1;
    case 'm': command->is_main = 1; return 1;
    default: return 0;
  }
}

char command_parse(struct command *command, const char *payload, size_t length) {
  struct fields fields;
  char tag;
  const char *value;
  size_t count = 0;
  for (size_t i = 0; i < length; i++) count += payload[i] == '\0';
  *command = (struct command){.folder = "/", .user = "0:0"};
  // Two more: HOME, and the end.
  command->arguments = calloc(count + 1, sizeof *command->arguments);
  command->environment = calloc(count + 2, sizeof *command->environment);
  if (command->arguments == NULL || command->environment == NULL) return 'a';
  fields_open(&fields, payload, length);
  while (fields_next(&fields, &tag, &value)) {
    if (!take(command, tag, value)) return tag;
  }
  return command->argument_count == 0 && !command->is_main ? 'a' : 0;
}

const char *command_variable(const struct command *command, const char *name) {
  size_t length = strlen(name);
  for (size_t i = 0; i < command->environment_count; i++) {
    const char *entry = command->environment[i];
    if (strncmp(entry, name, length) == 0 && entry[length] == '=') return entry + length + 1;
  }
  return NULL;
}
