// What is said where: to the host over a connection, to whoever reads the console otherwise.
#pragma once

// Before anything is said; where there is no kernel log it goes to standard error.
void open_kernel_log(void);
// To the kernel's log, which is the console.
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Says why, and resets the machine: without its first process there is none.
void fatal(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

// `F` with a code of the protocol and a sentence.
void refuse(int fd, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));
// `F` with the code that fits an error number, and its text behind the sentence.
void refuse_errno(int fd, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
// `C` without fields.
void complete(int fd);
