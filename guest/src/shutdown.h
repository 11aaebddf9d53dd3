// `S`, and Ctrl-Alt-Del: everything ends, the disks are clean, the machine resets.
#pragma once

// `fd`: who is told when the disks are clean; -1 for nobody.
void shut_down(int fd, unsigned long long grace_ms) __attribute__((noreturn));
void serve_shutdown(int fd, const char *payload, unsigned long length);
