#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <net/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fields.h"

static struct sockaddr_in *as_ipv4(struct sockaddr *address) {
  memset(address, 0, sizeof *address);
  address->sa_family = AF_INET;
  return (struct sockaddr_in *)(void *)address;
}

static struct ifreq request_for(const char *name) {
  struct ifreq request = {0};
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
  return request;
}

static int bring_up(int socket, const char *name) {
  struct ifreq request = request_for(name);
  if (ioctl(socket, SIOCGIFFLAGS, &request) < 0) return errno;
  request.ifr_flags |= IFF_UP | IFF_RUNNING;
  return ioctl(socket, SIOCSIFFLAGS, &request) < 0 ? errno : 0;
}

void loopback_up(void) {
  int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) return;
  bring_up(control, "lo");
  close(control);
}

static int set_address(int socket, const char *name, const char *text) {
  char address[32];
  unsigned long long prefix;
  const char *slash = strchr(text, '/');
  if (slash == NULL || (size_t)(slash - text) >= sizeof address || !parse_number(slash + 1, 32, &prefix)) return EINVAL;
  memcpy(address, text, (size_t)(slash - text));
  address[slash - text] = '\0';

  struct ifreq request = request_for(name);
  if (inet_pton(AF_INET, address, &as_ipv4(&request.ifr_addr)->sin_addr) != 1) return EINVAL;
  if (ioctl(socket, SIOCSIFADDR, &request) < 0) return errno;
  request = request_for(name);
  as_ipv4(&request.ifr_netmask)->sin_addr.s_addr = prefix == 0 ? 0 : htonl(~0U << (32 - prefix));
  return ioctl(socket, SIOCSIFNETMASK, &request) < 0 ? errno : 0;
}

static int set_gateway(int socket, const char *gateway) {
  struct rtentry route = {0};
  as_ipv4(&route.rt_dst);
  as_ipv4(&route.rt_genmask);
  if (inet_pton(AF_INET, gateway, &as_ipv4(&route.rt_gateway)->sin_addr) != 1) return EINVAL;
  route.rt_flags = RTF_UP | RTF_GATEWAY;
  return ioctl(socket, SIOCADDRT, &route) < 0 && errno != EEXIST ? errno : 0;
}

int interface_up(const char *name, const char *address, const char *gateway, unsigned mtu) {
  int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) return errno;
  int error = set_address(control, name, address);
  if (error == 0 && mtu != 0) {
    struct ifreq request = request_for(name);
    request.ifr_mtu = (int)mtu;
    error = ioctl(control, SIOCSIFMTU, &request) < 0 ? errno : 0;
  }
  if (error == 0) error = bring_up(control, name);
  if (error == 0 && gateway != NULL) error = set_gateway(control, gateway);
  close(control);
  return error;
}
