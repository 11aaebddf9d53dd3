// `R`: a command, from its start to its end.
#pragma once
#include "frame.h"

void serve_run(int fd, struct frame_reader *reader, const struct frame *frame);
