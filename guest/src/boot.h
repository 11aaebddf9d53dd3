// What the kernel leaves to its first process.
#pragma once

// Mounts the agent's own file systems, loads modules, brings up loopback. Fatal when that is not possible.
void boot(void);
