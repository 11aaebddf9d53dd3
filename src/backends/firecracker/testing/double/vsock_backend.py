"""Firecracker's vsock device for QEMU: a vhost-user backend that speaks CONNECT on a unix socket, as Firecracker's does.

vsock_backend.py <vhost-socket> <uds-path> <guest-cid>

Says "bound" when both sockets are there. Ends when QEMU is gone. Python's own modules only: it passes descriptors and maps
memory, which Node cannot. The rules are those of Firecracker's documentation and source:
- the line "CONNECT <port>\\n" must arrive whole with the first read, otherwise the connection is dropped;
- it is answered by "OK <port>\\n" when the guest has accepted; a guest that does not answer for two seconds resets it;
- nothing is accepted before the guest's driver is there, so a connection waits;
- the end of one direction is the end of both;
- a guest's connection to the host's port goes to <uds-path>_<port>.
"""

import errno
import os
import re
import select
import socket
import sys
import time
from collections import deque

from vhost_user import VhostUser
from vsock_packet import (
    CREDIT_REQUEST, CREDIT_UPDATE, HEADER_BYTES, REQUEST, RESPONSE, RST, RW, SHUTDOWN, SHUTDOWN_BOTH, STREAM, Packet,
)

HOST_CID = 2
BUFFER_BYTES = 65536
MOST_CONNECTIONS = 1023
PATIENCE_S = 2.0
FIRST_HOST_PORT = 1 << 30


class Connection:
    """One stream between a socket of the host and a port of the guest."""

    def __init__(self, sock, host_port, guest_port):
        self.sock, self.host_port, self.guest_port = sock, host_port, guest_port
        self.is_open = False
        # The guest's answer decides; until then nothing is read.
        self.answer_by = None
        self.is_host_done = False
        self.is_guest_done = False
        self.to_host = bytearray()
        self.sent = 0
        self.guest_room = 0
        self.guest_taken = 0
        self.taken = 0
        self.told_taken = 0

    @property
    def credit(self):
        return self.guest_room - ((self.sent - self.guest_taken) & 0xFFFFFFFF)


class Backend:
    def __init__(self, vhost_path, uds_path, guest_cid):
        self.uds_path, self.guest_cid = uds_path, guest_cid
        self.listener = self.bind(uds_path)
        self.poll = select.epoll()
        self.vhost = VhostUser(vhost_path, guest_cid, self.poll)
        self.connections = {}
        self.by_fd = {}
        self.greeting = {}
        self.control = deque()
        self.next_port = FIRST_HOST_PORT
        self.is_accepting = False
        self.hungry = set()

    @staticmethod
    def bind(path):
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        listener.bind(path)
        listener.listen(128)
        return listener

    def run(self):
        self.poll.register(self.vhost.listener.fileno(), select.EPOLLIN)
        print("bound", flush=True)
        while not self.vhost.is_over:
            for fd, events in self.poll.poll(self.patience()):
                self.handle(fd, events)
            self.expire()
            self.deliver()
            self.vhost.notify()

    def patience(self):
        waiting = [connection.answer_by for connection in self.connections.values() if connection.answer_by is not None]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else -1

    def handle(self, fd, events):
        if self.vhost.handle(fd):
            if self.vhost.is_running and not self.is_accepting:
                self.is_accepting = True
                self.poll.register(self.listener.fileno(), select.EPOLLIN)
            self.take_from_guest()
        elif fd == self.listener.fileno():
            self.accept()
        elif fd in self.greeting:
            self.greet(fd)
        elif fd in self.by_fd:
            connection = self.by_fd[fd]
            if events & select.EPOLLOUT:
                self.flush(connection)
            if fd in self.by_fd and events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR):
                self.hungry.add(connection)
                self.watch(connection)

    # The host's side -----------------------------------------------------------------------------------------------------------

    def accept(self):
        if len(self.connections) + len(self.greeting) >= MOST_CONNECTIONS:
            sock, _ = self.listener.accept()
            sock.close()
            return
        try:
            sock, _ = self.listener.accept()
        except BlockingIOError:
            return
        sock.setblocking(False)
        self.greeting[sock.fileno()] = sock
        self.poll.register(sock.fileno(), select.EPOLLIN)

    def greet(self, fd):
        sock = self.greeting.pop(fd)
        self.poll.unregister(fd)
        try:
            line = sock.recv(32, socket.MSG_PEEK)
        except OSError:
            line = b""
        match = re.match(rb"CONNECT (\d{1,10})\n", line)
        if not match:
            sock.close()
            return
        sock.recv(match.end())
        connection = self.add(sock, self.next_port, int(match.group(1)))
        self.next_port += 1
        connection.answer_by = time.monotonic() + PATIENCE_S
        self.say(connection, REQUEST)

    def add(self, sock, host_port, guest_port):
        connection = Connection(sock, host_port, guest_port)
        self.connections[(host_port, guest_port)] = connection
        self.by_fd[sock.fileno()] = connection
        return connection

    def watch(self, connection):
        wanted = (select.EPOLLIN if self.may_read(connection) else 0) | (select.EPOLLOUT if connection.to_host else 0)
        fd = connection.sock.fileno()
        try:
            self.poll.modify(fd, wanted)
        except FileNotFoundError:
            self.poll.register(fd, wanted)

    def may_read(self, connection):
        return connection.is_open and not connection.is_host_done and connection.credit > 0 and connection not in self.hungry

    def flush(self, connection):
        while connection.to_host:
            try:
                count = connection.sock.send(connection.to_host)
            except BlockingIOError:
                break
            except OSError:
                return self.drop(connection, tells_guest=True)
            del connection.to_host[:count]
            connection.taken += count
        if connection.taken - connection.told_taken >= BUFFER_BYTES // 4:
            self.say(connection, CREDIT_UPDATE)
        if connection.is_guest_done and not connection.to_host:
            return self.drop(connection, tells_guest=True)
        self.watch(connection)

    def drop(self, connection, tells_guest):
        if self.connections.pop((connection.host_port, connection.guest_port), None) is None:
            return
        if tells_guest:
            self.say(connection, RST)
        self.hungry.discard(connection)
        self.by_fd.pop(connection.sock.fileno(), None)
        try:
            self.poll.unregister(connection.sock.fileno())
        except (FileNotFoundError, ValueError):
            pass
        connection.sock.close()

    def expire(self):
        now = time.monotonic()
        for connection in list(self.connections.values()):
            if connection.answer_by is not None and connection.answer_by <= now:
                self.drop(connection, tells_guest=True)

    # To the guest --------------------------------------------------------------------------------------------------------------

    def say(self, connection, operation, flags=0):
        self.control.append((connection, operation, flags))

    def packet_for(self, connection, operation, length=0, flags=0):
        connection.told_taken = connection.taken
        return Packet(HOST_CID, self.guest_cid, connection.host_port, connection.guest_port, length, STREAM, operation, flags, BUFFER_BYTES, connection.taken & 0xFFFFFFFF)

    def deliver(self):
        """As much as the guest has room for: first what is said, then data, in turns."""
        while self.vhost.is_running and self.deliver_control() and self.hungry:
            for connection in list(self.hungry):
                if not self.deliver_data(connection):
                    return

    def deliver_control(self):
        """True when everything is said."""
        ring = self.vhost.to_guest
        while self.control:
            chain = ring.pop()
            if chain is None:
                return False
            connection, operation, flags = self.control.popleft()
            ring.push(chain, ring.write(chain, self.packet_for(connection, operation, flags=flags).pack()))
        return True

    def deliver_data(self, connection):
        """One piece of data of a connection. False when the guest has no room for anything."""
        ring = self.vhost.to_guest
        if not connection.is_open or connection.is_host_done or connection.credit <= 0:
            self.sate(connection)
            return True
        chain = ring.pop()
        if chain is None:
            return False
        # Kernels differ in how much room a buffer has.
        views = ring.payload_views(chain, HEADER_BYTES, connection.credit)
        count = self.receive(connection, views)
        if not count:
            ring.unpop()
            if count == 0:
                self.end_host(connection)
            self.sate(connection)
            return True
        connection.sent += count
        ring.push(chain, ring.write(chain, self.packet_for(connection, RW, count).pack()) + count)
        return True

    def sate(self, connection):
        self.hungry.discard(connection)
        self.watch(connection)

    @staticmethod
    def receive(connection, views):
        """How much came; 0 at the end, None when nothing is there for now."""
        try:
            return connection.sock.recvmsg_into(views)[0]
        except BlockingIOError:
            return None
        except OSError:
            return 0

    def end_host(self, connection):
        connection.is_host_done = True
        connection.answer_by = time.monotonic() + PATIENCE_S
        self.say(connection, SHUTDOWN, SHUTDOWN_BOTH)

    # From the guest ------------------------------------------------------------------------------------------------------------

    def take_from_guest(self):
        ring = self.vhost.from_guest
        while self.vhost.is_running:
            chain = ring.pop()
            if chain is None:
                return
            packet, data = ring.read_packet(chain)
            self.take(packet, data)
            ring.push(chain, 0)

    def take(self, packet, data):
        connection = self.connections.get((packet.dst_port, packet.src_port))
        if packet.type != STREAM or packet.dst_cid != HOST_CID:
            return
        if packet.op == REQUEST:
            return self.connect_host(packet)
        if connection is None:
            if packet.op != RST:
                self.say(Connection(None, packet.dst_port, packet.src_port), RST)
            return
        connection.guest_room, connection.guest_taken = packet.buf_alloc, packet.fwd_cnt
        if packet.op == RESPONSE:
            self.open(connection)
        elif packet.op == RST:
            self.drop(connection, tells_guest=False)
        elif packet.op == RW:
            self.take_data(connection, data)
        elif packet.op == SHUTDOWN and packet.flags == SHUTDOWN_BOTH:
            connection.is_guest_done = True
            self.flush(connection)
        elif packet.op == CREDIT_REQUEST:
            self.say(connection, CREDIT_UPDATE)
        elif packet.op == CREDIT_UPDATE:
            self.watch(connection)

    def open(self, connection):
        connection.is_open, connection.answer_by = True, None
        connection.sock.send(b"OK %d\n" % connection.host_port)
        self.watch(connection)

    def take_data(self, connection, data):
        if connection.is_host_done:
            return
        if len(connection.to_host) + len(data) > BUFFER_BYTES:
            return self.drop(connection, tells_guest=True)
        connection.to_host += data
        self.flush(connection)

    def connect_host(self, packet):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(f"{self.uds_path}_{packet.dst_port}")
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ECONNREFUSED):
                print(f"port {packet.dst_port}: {error}", file=sys.stderr, flush=True)
            sock.close()
            return self.say(Connection(None, packet.dst_port, packet.src_port), RST)
        sock.setblocking(False)
        connection = self.add(sock, packet.dst_port, packet.src_port)
        connection.guest_room, connection.guest_taken = packet.buf_alloc, packet.fwd_cnt
        connection.is_open = True
        self.say(connection, RESPONSE)
        self.watch(connection)


if __name__ == "__main__":
    vhost_path, uds_path, guest_cid = sys.argv[1:4]
    try:
        Backend(vhost_path, uds_path, int(guest_cid)).run()
    except OSError as error:
        print(f"{os.strerror(error.errno or 0)} (os error {error.errno})", file=sys.stderr, flush=True)
        sys.exit(1)
