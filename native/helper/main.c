/*
 * patchcord-helper: runs one verb for a member of the group patchcord, then exits.
 *   patchcord-helper VERSION VERB WORDS…   with a connected unix socket as descriptor 3
 *   patchcord-helper version
 * It answers with one line on descriptor 3: `ok 0 VERB WORDS…`, with the opened descriptor
 * attached, or `CODE ERRNO VERB WORDS…`, which also goes to standard error. Exit status: 0 done,
 * 1 refused or failed, 2 usage. It runs no program, reads no environment and raises its
 * capabilities for the verb only.
 * /etc/patchcord/helper.conf lists what it may use, in lines of two words or comments (#):
 *   nic NAME   this NIC; `nic physical`, or no `nic` line at all: every physical NIC
 *   tap NAME   this TAP, created by another program; TAPs named pc… need no line
 * Installed as root:patchcord 0750 with cap_net_admin,cap_net_raw+ep.
 * Read first: verbs.h; capabilities(7), seccomp(2), unix(7) (SCM_RIGHTS).
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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <syslog.h>
#include <unistd.h>

#include "verbs.h"

/* Version of this command line; the same as in native/lib/helperProgram.ts. */
#ifndef VERSION
#define VERSION "2"
#endif

/* ANSWER: the descriptor. Limits in octets, with the NUL: of a word, of a line and of the whole
 * file. */
enum { ANSWER = 3, WORD = 64, LINE = 128, LONGEST_FILE = 16384 };
static const uint32_t needed = 1U << CAP_NET_ADMIN | 1U << CAP_NET_RAW;

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define SKIP(value, if_so, if_not) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, if_so, if_not)
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_##action)
#define ALLOW(call) SKIP(SYS_##call, 0, 1), RETURN(ALLOW)

/* Allows only the system calls that the verbs need; any other call kills the process. */
static bool confine(void) {
  static struct sock_filter program[] = {
      LOAD(arch), SKIP(ARCHITECTURE, 1, 0), RETURN(KILL_PROCESS), LOAD(nr),
      ALLOW(read), ALLOW(write), ALLOW(close), ALLOW(openat), ALLOW(fstat), ALLOW(newfstatat),
      ALLOW(faccessat), ALLOW(faccessat2), ALLOW(ioctl), ALLOW(fcntl), ALLOW(socket),
      ALLOW(connect), ALLOW(bind), ALLOW(getsockopt), ALLOW(sendto), ALLOW(sendmsg),
      ALLOW(recvfrom), ALLOW(capset), ALLOW(getpid), ALLOW(getuid), ALLOW(brk), ALLOW(mmap),
      ALLOW(munmap), ALLOW(mprotect), ALLOW(lseek), ALLOW(futex), ALLOW(getrandom),
      ALLOW(exit_group), ALLOW(clock_gettime),
      RETURN(KILL_PROCESS),
  };
  const struct sock_fprog filter = {sizeof program / sizeof *program, program};
#ifdef __SANITIZE_ADDRESS__ /* The sanitizer's runtime needs more calls. */
  return filter.len > 0;
#endif
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/* Reserves descriptors 0 to 3, so that nothing opened later is used as standard error or as the
 * answer. */
static bool stand_alone(void) {
  clearenv();
  for (int fd = 0; fd <= ANSWER; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd) return false;
  closefrom(ANSWER + 1);
  openlog("patchcord-helper", LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

static bool set_capabilities(uint32_t permitted, uint32_t effective) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const struct __user_cap_data_struct data[2] = {{effective, permitted, 0}};
  return syscall(SYS_capset, &header, data) == 0;
}

static bool is_roots(int fd, mode_t type) {
  struct stat info;
  return fstat(fd, &info) == 0 && (info.st_mode & S_IFMT) == type && info.st_uid == 0 &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0 && info.st_size < LONGEST_FILE;
}

/* 0: allowed; -EPERM: not allowed; -EINVAL: malformed list. `list` is null if there is no file. */
static int look_up(FILE *list, const char *kind, const char *name) {
  bool named = false, physical = false, any = false;
  char line[LINE], word[5], value[17], more[2];
  while (list != NULL && fgets(line, sizeof line, list) != NULL) {
    const int count = sscanf(line, "%4s%16s%1s", word, value, more);
    if (strchr(line, '\n') == NULL && !feof(list)) return -EINVAL;
    if (count < 1 || *word == '#') continue;
    if (count != 2 || !is_interface_name(value)) return -EINVAL;
    if (strcmp(word, "nic") != 0 && strcmp(word, "tap") != 0) return -EINVAL;
    if (strcmp(word, kind) != 0) continue;
    any = true;
    named |= strcmp(value, name) == 0;
    physical |= strcmp(value, "physical") == 0;
  }
  if (named) return 0;
  if (strcmp(kind, "nic") != 0 || (any && !physical) || !is_interface_name(name)) return -EPERM;
  return has_trait(name, "device") ? 0 : -EPERM;
}

/* Looks it up in the file. -EINVAL also if the file or its folder cannot be trusted: a symbolic
 * link, not owned by root, writable by others, or too long. */
static int check_allowed(const char *kind, const char *name) {
  const int folder = open("/etc/patchcord", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return errno == ENOENT ? look_up(NULL, kind, name) : -EINVAL;
  const int fd = openat(folder, "helper.conf", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  const bool absent = fd < 0 && errno == ENOENT;
  if (!is_roots(folder, S_IFDIR) || (!absent && !is_roots(fd, S_IFREG))) return -EINVAL;
  return look_up(absent ? NULL : fdopen(fd, "r"), kind, name);
}

/* The reason why the verb is refused for these words; null: it is allowed. */
static const char *refuse(const struct verb *verb, const char *const words[]) {
  const char *tap = verb->tap == 0 ? "pc" : words[verb->tap - 1];
  /* Always read, so that a file that cannot be trusted is reported for every verb. */
  const int nic = check_allowed("nic", verb->nic == 0 ? "" : words[verb->nic - 1]);
  if (nic == -EINVAL) return "configRefused";
  if (verb->nic != 0 && nic != 0) return "nicNotAllowed";
  return is_our_tap(tap) || check_allowed("tap", tap) == 0 ? NULL : "tapNotAllowed";
}

static bool can_answer(void) {
  int domain = 0;
  socklen_t length = sizeof domain;
  return getsockopt(ANSWER, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX;
}

/* Reports the result to the caller, syslog and standard error, and passes the descriptor if there
 * is one. Returns the exit status. */
static int finish(const char *code, int error, const char *words, int passed) {
  char line[WORD * (2 + MAX_WORDS)];
  snprintf(line, sizeof line, "%s %d %s\n", code, error, words);
  syslog(error == 0 ? LOG_INFO : LOG_NOTICE, "uid %u: %s", (unsigned)getuid(), line);
  if (error != 0) fputs(line, stderr);
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } beside = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
  memcpy(CMSG_DATA(&beside.header), &passed, sizeof passed);
  struct iovec part = {line, strlen(line)};
  const struct msghdr message = {NULL, 0, &part, 1, &beside, passed > 0 ? sizeof beside : 0, 0};
  const bool heard = sendmsg(ANSWER, &message, MSG_NOSIGNAL | MSG_DONTWAIT) > 0;
  return strcmp(code, "usage") == 0 ? 2 : error != 0 || !heard;
}

int main(int argc, char **argv) {
  char said[WORD * (1 + MAX_WORDS)] = "";
  if (!stand_alone() || !confine() || !set_capabilities(needed, 0))
    return finish("notCapable", EPERM, "", 0);
  if (argc == 2 && strcmp(argv[1], "version") == 0) return puts("patchcord-helper " VERSION) < 0;
  const bool ours = argc > 2 && strcmp(argv[1], VERSION) == 0;
  const struct verb *verb = ours ? find_verb(argv[2]) : NULL;
  if (verb == NULL || argc != 3 + verb->words || !can_answer())
    return finish("usage", EINVAL, "", 0);
  for (int i = 2; i < argc; i++) {
    if (strnlen(argv[i], WORD) == WORD) return finish("usage", EINVAL, "", 0);
    strcat(strcat(said, i == 2 ? "" : " "), argv[i]);
  }
  const char *const *words = (const char *const *)(argv + 3);
  const char *refusal = refuse(verb, words);
  if (refusal != NULL) return finish(refusal, EPERM, said, 0);
  if (!set_capabilities(needed, needed)) return 1;
  const int result = verb->run(words), error = result < 0 ? errno : 0;
  if (!set_capabilities(0, 0)) return 1;
  return finish(error == 0 ? "ok" : "failed", error, said, result);
}
