// Where a sandbox may reach certain hosts only, no question for a name leaves it: it is answered here, by the list.
#pragma once
#include <stddef.h>

// Answers on the loopback from now on, in a process of its own. 0, or an error number.
int names_begin(void);
// `Q`: what was asked for and is not on the list.
void serve_questions(int fd);
// `J`: another list, for the answers and for the hosts file.
void serve_hosts(int fd, const char *payload, size_t length);

// `address name`, with a newline behind it, to lines that have so much room. 0, or an error number.
int names_add(char *lines, size_t size, const char *line);
// Lines of a hosts file with those of one list taken out and those of another put behind. False when there is no room.
int names_replace(char *text, size_t size, const char *old_lines, const char *new_lines);
