// The guest's interfaces, as ioctl(2) knows them.
#pragma once

void loopback_up(void);
// 0, or an error number. `address` is `a.b.c.d/prefix`; `mtu` 0 leaves it.
int interface_up(const char *name, const char *address, const char *gateway, unsigned mtu);
