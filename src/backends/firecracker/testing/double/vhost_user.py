"""The vhost-user protocol as QEMU's vsock device speaks it: shares the guest's memory and its two rings of packets."""

import mmap
import os
import select
import socket
import struct

from vring import Vring

GET_FEATURES, SET_FEATURES, SET_OWNER, RESET_OWNER, SET_MEM_TABLE = 1, 2, 3, 4, 5
SET_VRING_NUM, SET_VRING_ADDR, SET_VRING_BASE, GET_VRING_BASE, SET_VRING_KICK, SET_VRING_CALL, SET_VRING_ERR = 8, 9, 10, 11, 12, 13, 14
GET_PROTOCOL_FEATURES, SET_PROTOCOL_FEATURES, GET_QUEUE_NUM, SET_VRING_ENABLE = 15, 16, 17, 18
GET_CONFIG, SET_CONFIG = 24, 25

FEATURES = 1 << 32 | 1 << 30  # VIRTIO_F_VERSION_1, VHOST_USER_F_PROTOCOL_FEATURES
PROTOCOL_FEATURES = 1 << 9  # CONFIG
VERSION, REPLY = 0x1, 0x4
NO_DESCRIPTOR = 1 << 8
RINGS = 2


class Memory:
    """The guest's memory, by its own addresses and by those that QEMU uses."""

    def __init__(self, regions, fds):
        self.regions = []
        for (guest, size, user, offset), fd in zip(regions, fds):
            view = memoryview(mmap.mmap(fd, size + offset))[offset:]
            self.regions.append((guest, user, size, view))
            os.close(fd)

    def at_guest(self, address, length):
        for guest, _, size, view in self.regions:
            if guest <= address and address + length <= guest + size:
                return view[address - guest:address - guest + length]
        raise ValueError(f"the guest has no memory at {address:#x}")

    def at_user(self, address):
        for _, user, size, view in self.regions:
            if user <= address < user + size:
                return view[address - user:]
        raise ValueError(f"QEMU has no memory at {address:#x}")


class VhostUser:
    def __init__(self, path, guest_cid, poll):
        self.poll, self.guest_cid = poll, guest_cid
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(1)
        self.channel = None
        self.memory = None
        self.rings = [Vring(), Vring()]
        self.is_over = False

    @property
    def to_guest(self):
        return self.rings[0]

    @property
    def from_guest(self):
        return self.rings[1]

    @property
    def is_running(self):
        return all(ring.is_running for ring in self.rings)

    def notify(self):
        for ring in self.rings:
            ring.notify()

    def handle(self, fd):
        """True when the descriptor was one of ours."""
        if fd == self.listener.fileno() and self.channel is None:
            self.channel, _ = self.listener.accept()
            self.poll.unregister(fd)
            self.poll.register(self.channel.fileno(), select.EPOLLIN)
            return True
        if self.channel is not None and fd == self.channel.fileno():
            self.take_message()
            return True
        for ring in self.rings:
            if fd == ring.kick:
                os.read(fd, 8)
                return True
        return False

    def take_message(self):
        header, fds, _, _ = socket.recv_fds(self.channel, 12, 8)
        if len(header) < 12:
            self.is_over = True
            return
        request, _, size = struct.unpack("<III", header)
        body = b""
        while len(body) < size:
            body += self.channel.recv(size - len(body))
        self.answer(request, body, fds)

    def reply(self, request, body):
        self.channel.sendall(struct.pack("<III", request, VERSION | REPLY, len(body)) + body)

    def answer(self, request, body, fds):
        if request == GET_FEATURES:
            self.reply(request, struct.pack("<Q", FEATURES))
        elif request == GET_PROTOCOL_FEATURES:
            self.reply(request, struct.pack("<Q", PROTOCOL_FEATURES))
        elif request == GET_QUEUE_NUM:
            self.reply(request, struct.pack("<Q", RINGS))
        elif request == GET_CONFIG:
            offset, size, _ = struct.unpack_from("<III", body)
            self.reply(request, body[:12] + struct.pack("<Q", self.guest_cid)[offset:offset + size])
        elif request == SET_MEM_TABLE:
            count = struct.unpack_from("<I", body)[0]
            self.memory = Memory([struct.unpack_from("<QQQQ", body, 8 + 32 * index) for index in range(count)], fds)
        elif request == SET_VRING_NUM:
            index, number = struct.unpack_from("<II", body)
            self.rings[index].size = number
        elif request == SET_VRING_BASE:
            index, number = struct.unpack_from("<II", body)
            self.rings[index].next = number
        elif request == SET_VRING_ADDR:
            index, _, descriptors, used, available, _ = struct.unpack_from("<IIQQQQ", body)
            self.rings[index].place(self.memory, descriptors, available, used)
        elif request == GET_VRING_BASE:
            index = struct.unpack_from("<I", body)[0]
            self.reply(request, struct.pack("<II", index, self.rings[index].next))
            self.stop(self.rings[index])
        elif request == SET_VRING_KICK:
            self.start(self.rings[body[0]], fds)
        elif request == SET_VRING_CALL:
            self.rings[body[0]].call = fds[0] if fds else None

    def start(self, ring, fds):
        self.stop(ring)
        if fds:
            ring.kick = fds[0]
            self.poll.register(ring.kick, select.EPOLLIN)

    def stop(self, ring):
        if ring.kick is not None:
            self.poll.unregister(ring.kick)
            os.close(ring.kick)
            ring.kick = None
