#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fields.h"
#include "frame.h"
#include "log-file.h"
#include "main-process.h"
#include "report.h"
#include "state.h"

// What is written in so short a time is sent together.
enum { GATHER_MS = 20 };

// Everything from where the file stands. False when the host is gone.
static int send_rest(int fd, int file) {
  static char bytes[DATA_BYTES];
  ssize_t got;
  while ((got = read(file, bytes, sizeof bytes)) > 0) {
    if (!frame_write(fd, 'O', bytes, (size_t)got)) return 0;
  }
  return 1;
}

static int open_log(int folder, const char *name) {
  return openat(folder, name, O_RDONLY | O_CLOEXEC);
}

// The file that is written now is another one: the old one has been read to its end, which is where the new one begins.
static int has_turned_over(int folder, int file) {
  struct stat ours, current;
  return fstat(file, &ours) == 0 && fstatat(folder, LOG_CURRENT, &current, 0) == 0 && ours.st_ino != current.st_ino;
}

static int watch_log(int folder) {
  char path[32];
  int news = inotify_init1(IN_CLOEXEC);
  snprintf(path, sizeof path, "/proc/self/fd/%d", folder);
  if (news < 0 || inotify_add_watch(news, path, IN_MODIFY | IN_CREATE | IN_ATTRIB) >= 0) return news;
  close(news);
  return -1;
}

// The host says nothing during this operation; when it can be read it is gone.
static int is_host_gone(int fd, int news) {
  static char events[4096];
  struct pollfd watched[] = {{fd, POLLIN, 0}, {news, POLLIN, 0}};
  if (poll(watched, 2, -1) < 0) return errno != EINTR;
  int heard = poll(watched, 1, GATHER_MS);
  if (heard != 0) return heard > 0 || errno != EINTR;
  return (watched[1].revents & POLLIN) != 0 && read(news, events, sizeof events) < 0;
}

static int follow(int fd, int folder, int file) {
  int news = watch_log(folder);
  while (news >= 0) {
    // Asked before reading: what it wrote before it ended is then read for certain.
    int has_ended = state->main_state != MAIN_RUNNING;
    if (!send_rest(fd, file)) break;
    if (has_turned_over(folder, file)) {
      if (!send_rest(fd, file)) break;
      close(file);
      file = open_log(folder, LOG_CURRENT);
      continue;
    }
    if (has_ended) {
      close(news);
      return file;
    }
    if (is_host_gone(fd, news)) break;
  }
  close(news);
  close(file);
  return -1;
}

static void send_log(int fd, int folder, int does_follow, int only_new) {
  int older = only_new ? -1 : open_log(folder, LOG_OLDER), file = open_log(folder, LOG_CURRENT);
  if (file < 0) file = openat(folder, LOG_CURRENT, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
  if (only_new) lseek(file, 0, SEEK_END);
  int is_sent = older < 0 || send_rest(fd, older);
  if (older >= 0) close(older);
  if (is_sent && does_follow) file = follow(fd, folder, file);
  else if (is_sent) is_sent = send_rest(fd, file);
  if (!is_sent || file < 0) return;
  close(file);
  struct answer answer = {0};
  if (state->main_state == MAIN_ENDED) answer_add(&answer, 'x', "%d", state->main_exit);
  answer_send(fd, 'C', &answer);
}

void serve_log(int fd, const char *payload, size_t length) {
  struct fields fields;
  char tag;
  const char *value;
  int does_follow = 0, only_new = 0;
  fields_open(&fields, payload, length);
  while (fields_next(&fields, &tag, &value)) {
    if (tag == 'f') does_follow = 1;
    else if (tag == 'n') only_new = 1;
    else if (tag != 'v') return refuse(fd, "malformed", "log: %c", tag);
  }
  if (state->holder == 0) return refuse(fd, "state", "the sandbox is not mounted");
  int folder = main_log_open();
  if (folder < 0) return refuse_errno(fd, errno, "open the log");
  send_log(fd, folder, does_follow, only_new);
  close(folder);
}
