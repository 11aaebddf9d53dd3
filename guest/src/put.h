// `P`: unpacks a tar into a folder.
#pragma once
#include "frame.h"

void serve_put(int fd, struct frame_reader *reader, const struct frame *frame);
