#include "seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

// The machine is the border; this keeps the sandbox off the kernel's least used and most broken doors, and off the host's vsock ports,
// which are the agent's and the product's.
static const int refused[] = {
  SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_bpf, SYS_perf_event_open, SYS_open_by_handle_at,
  SYS_swapon, SYS_swapoff, SYS_reboot, SYS_acct, SYS_quotactl, SYS_add_key, SYS_request_key, SYS_keyctl, SYS_userfaultfd,
  SYS_settimeofday, SYS_clock_settime, SYS_syslog, SYS_move_pages, SYS_mbind, SYS_set_mempolicy, SYS_migrate_pages,
#ifdef SYS_kexec_file_load
  SYS_kexec_file_load,
#endif
#ifdef SYS_iopl
  SYS_iopl, SYS_ioperm,
#endif
};
enum { REFUSED_COUNT = sizeof refused / sizeof *refused, VSOCK_FAMILY = 40 };

// The same calls of 32-bit programs on a 64-bit kernel.
enum { X86_SOCKETCALL = 102, X86_SOCKET = 359, X32_BIT = 0x40000000 };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define REFUSE (SECCOMP_RET_ERRNO | EPERM)

int filter_system_calls(void) {
  struct sock_filter filter[32 + 2 * REFUSED_COUNT];
  unsigned short used = 0;
#define ADD(instruction) filter[used++] = (struct sock_filter)instruction
#if defined(__x86_64__)
  ADD(LOAD(arch));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 8, 0));
  // A 32-bit program: its sockets are looked at too; the old call, whose arguments cannot be seen, is not there.
  ADD(LOAD(nr));
  ADD(SKIP_UNLESS(X86_SOCKETCALL, 1));
  ADD(ANSWER(SECCOMP_RET_ERRNO | ENOSYS));
  ADD(SKIP_UNLESS(X86_SOCKET, 3));
  ADD(LOAD(args[0]));
  ADD(SKIP_UNLESS(VSOCK_FAMILY, 1));
  ADD(ANSWER(REFUSE));
  ADD(ANSWER(SECCOMP_RET_ALLOW));
  ADD(LOAD(nr));
  ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
  ADD(ANSWER(SECCOMP_RET_ERRNO | ENOSYS));
#else
  ADD(LOAD(nr));
#endif
  for (int i = 0; i < REFUSED_COUNT; i++) {
    ADD(SKIP_UNLESS((unsigned)refused[i], 1));
    ADD(ANSWER(REFUSE));
  }
  ADD(SKIP_UNLESS(SYS_socket, 3));
  ADD(LOAD(args[0]));
  ADD(SKIP_UNLESS(VSOCK_FAMILY, 1));
  ADD(ANSWER(REFUSE));
  ADD(ANSWER(SECCOMP_RET_ALLOW));
#undef ADD
  struct sock_fprog program = {.len = used, .filter = filter};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0 ? errno : 0;
}
