// `D`: a TCP connection inside.
#pragma once
#include "frame.h"

void serve_dial(int fd, struct frame_reader *reader, const struct frame *frame);
