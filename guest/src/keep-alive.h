#pragma once

// The main process of a sandbox that was given none: needs nothing of the image, ends at TERM or INT. `channel` is told that it runs.
void keep_alive(int channel) __attribute__((noreturn));
