"""The header of a virtio-vsock packet."""

import struct
from typing import NamedTuple

STREAM = 1
REQUEST, RESPONSE, RST, SHUTDOWN, RW, CREDIT_UPDATE, CREDIT_REQUEST = range(1, 8)
SHUTDOWN_BOTH = 3

_LAYOUT = struct.Struct("<QQIIIHHIII")
HEADER_BYTES = _LAYOUT.size


class Packet(NamedTuple):
    src_cid: int
    dst_cid: int
    src_port: int
    dst_port: int
    len: int
    type: int
    op: int
    flags: int
    buf_alloc: int
    fwd_cnt: int

    def pack(self):
        return _LAYOUT.pack(*self)


def parse_packet(data):
    return Packet(*_LAYOUT.unpack_from(data))
