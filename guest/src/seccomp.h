#pragma once

// Refuses what no container needs of the kernel, and sockets to the host that are the agent's. 0, or an error number.
int filter_system_calls(void);
