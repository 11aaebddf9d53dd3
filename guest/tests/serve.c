// The agent's operations as an ordinary process behind a unix socket that is connected to as Firecracker's is: no namespaces, no mounts,
// no groups. What is served is the machine's own root. `serve <socket>`, in a folder where `log/` is.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../src/serve.h"
#include "../src/state.h"

static int listen_at(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 64) < 0) {
    perror(path);
    exit(1);
  }
  return listener;
}

static void answer_connect(int fd) {
  char byte = 0;
  while (byte != '\n') {
    if (read(fd, &byte, 1) != 1) _exit(0);
  }
  if (write(fd, "OK 1\n", 5) != 5) _exit(0);
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  state_create();
  state->holder = getpid();
  state->policy.capabilities = ~0ULL;
  state->policy.max_files = 256;
  mkdir("log", 0700);
  int listener = listen_at(arguments[1]);
  signal(SIGPIPE, SIG_IGN);
  puts("ready");
  fflush(stdout);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    while (waitpid(-1, NULL, WNOHANG) > 0) {}
    if (fd < 0) continue;
    if (fork() == 0) {
      close(listener);
      answer_connect(fd);
      serve(fd);
      exit(0);
    }
    close(fd);
  }
}
