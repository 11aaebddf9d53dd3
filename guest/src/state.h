// What the agent's processes share: one connection is one process, and what `M` decides holds for every later `R`.
#pragma once
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "questions.h"

enum { PROTOCOL_VERSION = 1, PORT_AGENT = 1024, PORT_READY = 1025, CID_HOST = 2 };
enum { HOSTS_BYTES = 65536, ASKED_NAMES = 128 };
#define NAMES_ADDRESS "127.0.0.53"
#define HOST_NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
enum { MAIN_NONE, MAIN_RUNNING, MAIN_ENDED };

struct policy {
  uint64_t capabilities;
  int no_new_privileges;
  int has_seccomp;
  unsigned max_processes;
  unsigned max_files;
};

// A name that was asked for and is not on the list.
struct asked {
  struct question question;
  uint32_t count;
  // By the clock that goes on from the boot; 0: nobody asked yet.
  long long at_ms;
};

struct state {
  // The first process of the sandbox's namespaces; 0 before the mount. Its namespaces are entered by its id.
  _Atomic pid_t holder;
  atomic_int is_mounting;
  atomic_int is_stopping;
  atomic_int main_state;
  atomic_int main_exit;
  atomic_int has_cgroup;
  // Counts commands: their groups need names that no earlier one had.
  atomic_uint commands;
  struct policy policy;
  char hostname[65];
  char name_servers[8][64];
  unsigned name_server_count;
  // Further lines of /etc/hosts.
  char hosts[HOSTS_BYTES];
  // Whether questions for names are answered here, and what was asked. `names_held`: somebody reads or writes hosts or asked.
  atomic_int is_answering, names_held;
  struct asked asked[ASKED_NAMES];
};

extern struct state *state;
void state_create(void);
// A process that ends up visible inside the sandbox must not carry the agent's memory there.
void state_forget(void);
