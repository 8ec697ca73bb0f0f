/*
 * patchcord-helper: one verb for a member of the group patchcord, then the end.
 * Read first: verbs.h, allow_list.h; capabilities(7), seccomp(2), unix(7) (SCM_RIGHTS).
 * Installed as root:patchcord 0750 with cap_net_admin,cap_net_raw+ep.
 *
 *   patchcord-helper VERB WORDS…   with a connected unix socket as descriptor 3
 *   patchcord-helper version
 *
 * The answer is one line on descriptor 3, `ok 0 NAME` with the descriptor beside it, or
 * `CODE ERRNO WORDS`, which then also goes to standard error. Status: 0, 1 refused or failed, 2
 * usage. It runs no program, reads no environment and has its capabilities for the verb alone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "allow_list.h"
#include "verbs.h"

/* Of this command line; native/lib/helperProgram.ts knows the same. */
#define VERSION "1"

enum { ANSWER = 3, LONGEST_WORD = 64 };
static const uint32_t needed = 1U << CAP_NET_ADMIN | 1U << CAP_NET_RAW;

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static bool stand_alone(void) {
  clearenv();
  /* What is opened from here on is nobody's standard error or answer. */
  for (int fd = 0; fd <= ANSWER; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd) return false;
  closefrom(ANSWER + 1);
  tzset();
  openlog("patchcord-helper", LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* Any other system call ends the process. */
static bool confine(void) {
#ifdef __SANITIZE_ADDRESS__
  return true; /* Its runtime needs more than we do. */
#else
  static const uint32_t calls[] = {
      SYS_read,       SYS_write,     SYS_close,      SYS_openat,     SYS_fstat,
      SYS_newfstatat, SYS_faccessat, SYS_faccessat2, SYS_ioctl,      SYS_fcntl,
      SYS_socket,     SYS_connect,   SYS_bind,       SYS_setsockopt, SYS_getsockopt,
      SYS_sendto,     SYS_sendmsg,   SYS_recvfrom,   SYS_capset,     SYS_getpid,
      SYS_getuid,     SYS_brk,       SYS_mmap,       SYS_munmap,     SYS_mprotect,
      SYS_lseek,      SYS_futex,     SYS_getrandom,  SYS_exit_group, SYS_clock_gettime,
#ifdef __x86_64__
      SYS_access,     SYS_time,
#endif
  };
  enum { COUNT = sizeof calls / sizeof *calls };
  struct sock_filter program[2 * COUNT + 5] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
  };
  struct sock_filter *at = program + 4;
  for (int i = 0; i < COUNT; i++) {
    *at++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i], 0, 1);
    *at++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  }
  *at++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  const struct sock_fprog filter = {(unsigned short)(at - program), program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
#endif
}

static bool set_capabilities(uint32_t permitted, uint32_t effective) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const struct __user_cap_data_struct data[2] = {{effective, permitted, 0}};
  return syscall(SYS_capset, &header, data) == 0;
}

static bool can_answer(void) {
  int domain = 0;
  socklen_t length = sizeof domain;
  return getsockopt(ANSWER, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX;
}

/* Answers on descriptor 3, with `passed` if that is a descriptor. */
static bool answer(const char *line, int passed) {
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
  struct iovec part = {(void *)(uintptr_t)line, strlen(line)};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (passed > 0) {
    memcpy(CMSG_DATA(&control.header), &passed, sizeof passed);
    message.msg_control = &control;
    message.msg_controllen = sizeof control.room;
  }
  return sendmsg(ANSWER, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)strlen(line);
}

static int finish(const char *code, int result, const char *words, int status) {
  char line[320];
  snprintf(line, sizeof line, "%s %d %s\n", code, result < 0 ? -result : 0, words);
  syslog(status == 0 ? LOG_INFO : LOG_NOTICE, "uid %u: %s", (unsigned)getuid(), line);
  const bool heard = answer(line, status == 0 ? result : -1);
  if (status != 0) fputs(line, stderr);
  return heard || status != 0 ? status : 1;
}

static const char *refuse(const struct verb *verb, const char *const words[], int *result) {
  const char *tap = verb->tap == 0 ? NULL : words[verb->tap - 1];
  const char *nic = verb->nic == 0 ? NULL : words[verb->nic - 1];
  /* Read in any case: a file that cannot be trusted is said at once. */
  *result = check_allowed("nic", nic == NULL ? "" : nic);
  if (*result == -EINVAL) return "configRefused";
  if (nic != NULL && *result != 0) return "nicNotAllowed";
  *result = tap == NULL || is_our_tap(tap) ? 0 : check_allowed("tap", tap);
  return *result == 0 ? NULL : "tapNotAllowed";
}

int main(int argc, char **argv) {
  char words[256] = "", made[IFNAMSIZ] = "";
  int result = 0;
  if (!stand_alone() || !confine() || !set_capabilities(needed, 0))
    return finish("notCapable", -EPERM, "", 1);
  if (argc == 2 && strcmp(argv[1], "version") == 0) return puts("patchcord-helper " VERSION) < 0;
  const struct verb *verb = argc < 2 || argc > 2 + MAX_WORDS ? NULL : find_verb(argv[1]);
  if (verb == NULL || argc != 2 + verb->words || !can_answer())
    return finish("usage", -EINVAL, "", 2);
  for (int i = 1; i < argc; i++) {
    if (strnlen(argv[i], LONGEST_WORD) == LONGEST_WORD) return finish("usage", -EINVAL, "", 2);
    strcat(strcat(words, i == 1 ? "" : " "), argv[i]);
  }
  const char *const *arguments = (const char *const *)(argv + 2);
  const char *code = refuse(verb, arguments, &result);
  if (code == NULL) {
    if (!set_capabilities(needed, needed)) return 1;
    result = verb->run(arguments, made);
    code = result < 0 ? "failed" : "ok";
  }
  if (!set_capabilities(0, 0)) return 1;
  return finish(code, result, result < 0 || *made == '\0' ? words : made, result < 0);
}
