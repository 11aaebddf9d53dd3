#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "fields.h"

// Opened while it can be seen: from inside the sandbox it cannot.
static int kernel_log = -1;

void open_kernel_log(void) {
  kernel_log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
}

// Level 2 is shown on the console also when the kernel is told to be quiet.
static void to_console(const char *mark, const char *format, va_list values) {
  char line[512];
  int length = snprintf(line, sizeof line, "<2>%s", mark);
  int rest = vsnprintf(line + length, sizeof line - (size_t)length - 1, format, values);
  if (rest < 0) return;
  size_t used = strlen(line);
  line[used] = '\n';
  if (write(kernel_log >= 0 ? kernel_log : 2, line, used + 1) < 0) errno = 0;
}

void note(const char *format, ...) {
  va_list values;
  va_start(values, format);
  to_console("SBX ", format, values);
  va_end(values);
}

void fatal(const char *format, ...) {
  va_list values;
  va_start(values, format);
  to_console("SBX FATAL ", format, values);
  va_end(values);
  sync();
  if (getpid() == 1) reboot(RB_AUTOBOOT);
  _exit(1);
}

static void send_refusal(int fd, const char *code, const char *format, va_list values, const char *tail) {
  char message[512];
  struct answer answer = {0};
  vsnprintf(message, sizeof message, format, values);
  answer_add(&answer, 'e', "%s", code);
  answer_add(&answer, 'm', "%s%s%s", message, *tail != '\0' ? ": " : "", tail);
  answer_send(fd, 'F', &answer);
}

void refuse(int fd, const char *code, const char *format, ...) {
  va_list values;
  va_start(values, format);
  send_refusal(fd, code, format, values, "");
  va_end(values);
}

static const char *code_of(int error) {
  switch (error) {
    case ENOENT: case ENOTDIR: return "missing";
    case EACCES: case EPERM: case EROFS: return "denied";
    case ENOSPC: case EDQUOT: return "full";
    default: return "failed";
  }
}

void refuse_errno(int fd, int error, const char *format, ...) {
  va_list values;
  va_start(values, format);
  send_refusal(fd, code_of(error), format, values, strerror(error));
  va_end(values);
}

void complete(int fd) {
  struct answer answer = {0};
  answer_send(fd, 'C', &answer);
}
