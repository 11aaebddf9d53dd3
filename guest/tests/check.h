// The least a test needs: what was expected, where, and a count.
#pragma once
#include <stdio.h>
#include <stdlib.h>

extern int failures;

#define CHECK(condition)                                                    \
  do {                                                                      \
    if (!(condition)) {                                                     \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      failures++;                                                           \
    }                                                                       \
  } while (0)

void test_frames(void);
void test_fields(void);
void test_users(void);
void test_tar(void);
void test_mount_plan(void);
void test_changes(void);
void test_questions(void);
