// The microVM's first process: starts the guest, then serves the host, one process for each of its connections.
#include <errno.h>
#include <fcntl.h>
#include <linux/vm_sockets.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot-timer.h"
#include "boot.h"
#include "privileges.h"
#include "report.h"
#include "serve.h"
#include "shutdown.h"
#include "state.h"

enum { BACKLOG = 128, MAX_CONNECTIONS = 512, CTRL_ALT_DEL_GRACE_MS = 1000 };

static int connections;

static struct sockaddr_vm address_of(unsigned cid, unsigned port) {
  return (struct sockaddr_vm){.svm_family = AF_VSOCK, .svm_cid = cid, .svm_port = port};
}

static int listen_for_host(void) {
  struct sockaddr_vm own = address_of(VMADDR_CID_ANY, PORT_AGENT);
  int listener = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&own, sizeof own) < 0 || listen(listener, BACKLOG) < 0) fatal("vsock: %s", strerror(errno));
  return listener;
}

static void say_ready(void) {
  struct sockaddr_vm host = address_of(CID_HOST, PORT_READY);
  char line[32];
  int channel = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int length = snprintf(line, sizeof line, "READY %d\n", PROTOCOL_VERSION);
  if (channel < 0 || connect(channel, (struct sockaddr *)&host, sizeof host) < 0 || write(channel, line, (size_t)length) < 0) note("nobody waits for us: %s", strerror(errno));
  if (channel >= 0) close(channel);
}

// Only the host: a program inside must not reach what runs with the agent's power.
static void accept_connection(int listener) {
  struct sockaddr_vm peer;
  socklen_t size = sizeof peer;
  int fd = accept4(listener, (struct sockaddr *)&peer, &size, SOCK_CLOEXEC);
  if (fd < 0) return;
  if (peer.svm_cid == CID_HOST && connections < MAX_CONNECTIONS) {
    // Once instead of forty system calls for each command: whatever the agent starts from here on is the sandbox's.
    if (state->holder != 0) drop_bounding_set(state->policy.capabilities);
    pid_t child = fork();
    if (child == 0) {
      close(listener);
      serve(fd);
      _exit(0);
    }
    if (child > 0) connections++;
  }
  close(fd);
}

static void bury_children(void) {
  while (waitpid(-1, NULL, WNOHANG) > 0) {
    if (connections > 0) connections--;
  }
}

static void on_ctrl_alt_del(void) {
  if (atomic_exchange(&state->is_stopping, 1)) return;
  if (fork() == 0) shut_down(-1, CTRL_ALT_DEL_GRACE_MS);
}

static int watch_signals(void) {
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  sigaddset(&watched, SIGINT);
  sigprocmask(SIG_BLOCK, &watched, NULL);
  signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void take_signals(int signals) {
  struct signalfd_siginfo info;
  while (read(signals, &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGINT) on_ctrl_alt_del();
  }
  bury_children();
}

// The kernel gives its first process a console only where the initramfs has one.
static void open_standard_streams(void) {
  for (int fd; (fd = open("/dev/null", O_RDWR)) >= 0;) {
    if (fd <= 2) continue;
    close(fd);
    return;
  }
}

int main(void) {
  state_create();
  boot();
  open_standard_streams();
  reboot(RB_DISABLE_CAD);
  int signals = watch_signals(), listener = listen_for_host();
  tell_boot_timer();
  say_ready();
  for (;;) {
    struct pollfd watched[] = {{listener, POLLIN, 0}, {signals, POLLIN, 0}};
    if (poll(watched, 2, -1) < 0) continue;
    if (watched[1].revents) take_signals(signals);
    if (watched[0].revents) accept_connection(listener);
  }
}
