"""A split virtqueue, seen from the device."""

import os
import struct

from vsock_packet import HEADER_BYTES, parse_packet

NEXT, WRITABLE = 1, 2
NO_INTERRUPT = 1

_DESCRIPTOR = struct.Struct("<QIHH")
_U16 = struct.Struct("<H")
_USED = struct.Struct("<II")


class Vring:
    def __init__(self):
        self.size = 0
        self.next = 0
        self.kick = None
        self.call = None
        self.memory = None
        self.is_dirty = False

    @property
    def is_running(self):
        return self.kick is not None and self.memory is not None

    def place(self, memory, descriptors, available, used):
        self.memory = memory
        self.descriptors = memory.at_user(descriptors)
        self.available = memory.at_user(available)
        self.used = memory.at_user(used)

    def pop(self):
        """The guest's next chain: its number and its buffers as views; None when there is none."""
        if self.next == _U16.unpack_from(self.available, 2)[0]:
            return None
        head = _U16.unpack_from(self.available, 4 + 2 * (self.next % self.size))[0]
        self.next = (self.next + 1) & 0xFFFF
        views, index = [], head
        for _ in range(self.size):
            address, length, flags, following = _DESCRIPTOR.unpack_from(self.descriptors, 16 * index)
            views.append(self.memory.at_guest(address, length))
            if not flags & NEXT:
                break
            index = following
        return head, views

    def unpop(self):
        self.next = (self.next - 1) & 0xFFFF

    def push(self, chain, length):
        index = _U16.unpack_from(self.used, 2)[0]
        _USED.pack_into(self.used, 4 + 8 * (index % self.size), chain[0], length)
        _U16.pack_into(self.used, 2, (index + 1) & 0xFFFF)
        self.is_dirty = True

    def notify(self):
        if self.is_dirty and self.call is not None and not _U16.unpack_from(self.available, 0)[0] & NO_INTERRUPT:
            os.write(self.call, b"\1\0\0\0\0\0\0\0")
        self.is_dirty = False

    @staticmethod
    def write(chain, data):
        """At the front of a chain; how much that was."""
        at = 0
        for view in chain[1]:
            count = min(len(view), len(data) - at)
            view[:count] = data[at:at + count]
            at += count
            if at == len(data):
                break
        return at

    @staticmethod
    def payload_views(chain, skipped, most):
        """The room behind so many bytes, in all at most so much."""
        views = []
        for view in chain[1]:
            if skipped >= len(view):
                skipped -= len(view)
                continue
            part = view[skipped:skipped + most]
            skipped = 0
            most -= len(part)
            if len(part) > 0:
                views.append(part)
        return views

    def read_packet(self, chain):
        data = b"".join(chain[1]) if len(chain[1]) > 1 else bytes(chain[1][0])
        packet = parse_packet(data)
        return packet, memoryview(data)[HEADER_BYTES:HEADER_BYTES + packet.len]
