#include "names.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "fields.h"
#include "frame.h"
#include "report.h"
#include "state.h"

#define HOSTS_FILE "/etc/hosts"
enum { PORT_NAMES = 53, MAX_NAME = 253, HOSTS_FILE_BYTES = 2 * HOSTS_BYTES };

// Held for moments only, by processes of the agent, which nothing inside can end.
static void hold(void) {
  while (atomic_exchange(&state->names_held, 1)) sched_yield();
}

static void let_go(void) {
  state->names_held = 0;
}

static long long now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_BOOTTIME, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

// Its place among those asked for; for a new name one that is free, or the one that was not asked for the longest.
static struct asked *place_of(const char *name) {
  struct asked *oldest = &state->asked[0];
  for (unsigned i = 0; i < ASKED_NAMES; i++) {
    struct asked *each = &state->asked[i];
    if (strcmp(each->question.name, name) == 0) return each;
    if (each->at_ms < oldest->at_ms) oldest = each;
  }
  *oldest = (struct asked){0};
  return oldest;
}

// Programs ask for both kinds of address at once: that counts as one.
static void remember(const struct question *question) {
  struct asked *asked = place_of(question->name);
  asked->question = *question;
  asked->count += question->is_for_address && asked->count < UINT32_MAX;
  asked->at_ms = now_ms();
}

static void answer_for_ever(int socket) {
  for (;;) {
    unsigned char query[QUESTION_REPLY], reply[QUESTION_REPLY];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    struct question question;
    ssize_t length = recvfrom(socket, query, sizeof query, 0, (struct sockaddr *)&from, &size);
    if (length < 0) continue;
    hold();
    size_t used = question_answer(query, (size_t)length, state->hosts, state->hostname, reply, &question);
    if (question.name[0] != '\0') remember(&question);
    let_go();
    if (used > 0) sendto(socket, reply, used, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&from, size);
  }
}

int names_begin(void) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(PORT_NAMES)};
  inet_pton(AF_INET, NAMES_ADDRESS, &own.sin_addr);
  int answering = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (answering < 0 || bind(answering, (struct sockaddr *)&own, sizeof own) < 0) return errno;
  pid_t child = fork();
  if (child == 0) {
    // Among them the connection to the host, which must end.
    for (int fd = 0; fd < 64; fd++) {
      if (fd != answering) close(fd);
    }
    answer_for_ever(answering);
  }
  int error = child < 0 ? errno : 0;
  close(answering);
  state->is_answering = error == 0;
  return error;
}

void serve_questions(int fd) {
  // As many as there can be fit one frame.
  static char records[ASKED_NAMES * (QUESTION_NAME + 40)];
  size_t used = 0;
  hold();
  for (unsigned i = 0; i < ASKED_NAMES; i++) {
    const struct asked *asked = &state->asked[i];
    if (asked->question.name[0] == '\0') continue;
    used += (size_t)snprintf(records + used, sizeof records - used, "%u %lld %s", asked->count == 0 ? 1 : asked->count, now_ms() - asked->at_ms, asked->question.name) + 1;
  }
  let_go();
  if (used == 0 || frame_write(fd, 'O', records, used)) complete(fd);
}

int names_add(char *lines, size_t size, const char *line) {
  size_t used = strlen(lines), length = strlen(line);
  const char *space = strchr(line, ' ');
  size_t named = space == NULL ? 0 : strlen(space + 1);
  if (named == 0 || named > MAX_NAME || strspn(space + 1, HOST_NAME_LETTERS) != named || strspn(line, "0123456789.") != (size_t)(space - line)) return EINVAL;
  if (used + length + 2 > size) return ENOSPC;
  snprintf(lines + used, size - used, "%s\n", line);
  return 0;
}

// Whether a line is one of these, whole.
static int is_among(const char *lines, const char *line, size_t length) {
  for (const char *at = lines; *at != '\0'; at = strchrnul(at, '\n') + 1) {
    if ((size_t)(strchrnul(at, '\n') - at) == length && memcmp(at, line, length) == 0) return 1;
  }
  return 0;
}

int names_replace(char *text, size_t size, const char *old_lines, const char *new_lines) {
  char *kept = text;
  for (const char *line = text; *line != '\0';) {
    const char *end = strchrnul(line, '\n');
    size_t length = (size_t)(end - line), whole = length + (*end == '\n');
    if (!is_among(old_lines, line, length)) {
      memmove(kept, line, whole);
      kept += whole;
    }
    line += whole;
  }
  if (kept > text && kept[-1] != '\n') *kept++ = '\n';
  *kept = '\0';
  if ((size_t)(kept - text) + strlen(new_lines) >= size) return 0;
  strcpy(kept, new_lines);
  return 1;
}

// The sandbox sees this file in its own place, and may have written to it: what is its own stays.
static int rewrite_hosts_file(const char *new_lines) {
  static char text[HOSTS_FILE_BYTES + HOSTS_BYTES + 2];
  int file = open(HOSTS_FILE, O_RDWR | O_CLOEXEC);
  if (file < 0) return errno;
  ssize_t length = read(file, text, HOSTS_FILE_BYTES);
  text[length < 0 ? 0 : length] = '\0';
  int is_done = length >= 0 && length < HOSTS_FILE_BYTES && names_replace(text, sizeof text, state->hosts, new_lines) && pwrite(file, text, strlen(text), 0) == (ssize_t)strlen(text) && ftruncate(file, (off_t)strlen(text)) == 0;
  close(file);
  return is_done ? 0 : EIO;
}

void serve_hosts(int fd, const char *payload, size_t length) {
  static char lines[HOSTS_BYTES];
  struct fields fields;
  char tag;
  const char *value;
  if (state->holder == 0 || !state->is_answering) return refuse(fd, "state", "no list of hosts is held");
  fields_open(&fields, payload, length);
  while (fields_next(&fields, &tag, &value)) {
    int error = tag == 'v' ? 0 : tag == 'o' ? names_add(lines, sizeof lines, value) : EINVAL;
    if (error == EINVAL) return refuse(fd, "malformed", "hosts: %c", tag);
    if (error != 0) return refuse_errno(fd, error, "hosts");
  }
  // Only for programs that ask nobody: the answers are right all the same.
  int error = rewrite_hosts_file(lines);
  if (error != 0) note("the hosts file stays as it is: %s", strerror(error));
  hold();
  strcpy(state->hosts, lines);
  let_go();
  complete(fd);
}
