#include "configure.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "fields.h"
#include "names.h"
#include "network.h"
#include "report.h"
#include "state.h"

struct identity {
  const char *interface, *address, *gateway;
  unsigned mtu;
  int is_answering;
};

static int is_host_name(const char *name, size_t most) {
  size_t length = strlen(name);
  return length > 0 && length <= most && strspn(name, HOST_NAME_LETTERS) == length;
}

static int set_clock(const char *milliseconds) {
  unsigned long long now;
  if (!parse_number(milliseconds, 1ULL << 53, &now)) return EINVAL;
  struct timespec time = {.tv_sec = (time_t)(now / 1000), .tv_nsec = (long)(now % 1000) * 1000000};
  return clock_settime(CLOCK_REALTIME, &time) < 0 ? errno : 0;
}

// Mixed in and credited: guests from one snapshot would draw the same numbers otherwise.
static int add_entropy(const char *hex) {
  union { struct rand_pool_info info; unsigned char room[sizeof(struct rand_pool_info) + 64]; } pool = {0};
  unsigned char bytes[64];
  size_t length = strlen(hex) / 2;
  if (length == 0 || length > sizeof bytes) return EINVAL;
  for (size_t i = 0; i < length; i++) {
    if (sscanf(hex + 2 * i, "%2hhx", &bytes[i]) != 1) return EINVAL;
  }
  memcpy(pool.info.buf, bytes, length);
  pool.info.buf_size = (int)length;
  pool.info.entropy_count = (int)length * 8;
  int random = open("/dev/random", O_WRONLY | O_CLOEXEC);
  int error = random < 0 || ioctl(random, RNDADDENTROPY, &pool) < 0 ? errno : 0;
  if (random >= 0) {
    ioctl(random, RNDRESEEDCRNG);
    close(random);
  }
  return error;
}

static int add_name_server(const char *address) {
  unsigned count = state->name_server_count;
  if (count >= 8 || strlen(address) >= sizeof state->name_servers[0] || strpbrk(address, " \n") != NULL) return EINVAL;
  strcpy(state->name_servers[count], address);
  state->name_server_count = count + 1;
  return 0;
}

static int take(struct identity *identity, char tag, const char *value) {
  unsigned long long number;
  switch (tag) {
    case 'h':
      if (!is_host_name(value, sizeof state->hostname - 1)) return EINVAL;
      strcpy(state->hostname, value);
      return 0;
    case 't': return set_clock(value);
    case 'r': return add_entropy(value);
    case 'i': identity->interface = value; return 0;
    case 'a': identity->address = value; return 0;
    case 'g': identity->gateway = value; return 0;
    case 'm':
      if (!parse_number(value, 65535, &number)) return EINVAL;
      identity->mtu = (unsigned)number;
      return 0;
    case 'n': return add_name_server(value);
    case 'o': return names_add(state->hosts, sizeof state->hosts, value);
    case 'q': identity->is_answering = 1; return 0;
    default: return EINVAL;
  }
}

void serve_configure(int fd, const char *payload, size_t length) {
  if (state->holder != 0) return refuse(fd, "state", "the sandbox is mounted already");
  struct fields fields;
  struct identity identity = {0};
  char tag;
  const char *value;
  fields_open(&fields, payload, length);
  state->name_server_count = 0;
  state->hosts[0] = '\0';
  while (fields_next(&fields, &tag, &value)) {
    if (tag == 'v') continue;
    int error = take(&identity, tag, value);
    if (error == EINVAL) return refuse(fd, "malformed", "configure: %c", tag);
    if (error != 0) return refuse_errno(fd, error, "configure: %c", tag);
  }
  if (identity.interface != NULL && identity.address != NULL) {
    int error = interface_up(identity.interface, identity.address, identity.gateway, identity.mtu);
    if (error != 0) return refuse_errno(fd, error, "network interface %s", identity.interface);
  }
  int error = identity.is_answering ? names_begin() : 0;
  if (error != 0) return refuse_errno(fd, error, "answer questions for names");
  complete(fd);
}
