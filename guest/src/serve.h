#pragma once

// One connection from the host, from its first frame to its end.
void serve(int fd);
