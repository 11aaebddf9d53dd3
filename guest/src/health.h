// `H`: how the guest is.
#pragma once

void serve_health(int fd);
