/*
 * Starts a program and keeps the end of its output in a file of bounded size.
 *   patchcord-log LOG PROGRAM [WORD]...
 *
 * Theory of operation
 * This process becomes PROGRAM, so its process id and exit status are the program's. Before that it
 * starts a second process in a session of its own, the logger, which reads the program's output from a
 * pipe until the last writer has closed it. The logger needs nothing from Patchcord, so the program
 * can write also after Patchcord has ended, and never gets SIGPIPE.
 * - The log has at most LOG_OCTETS. A full one is renamed to LOG.old, which replaces the one before.
 * - A write that fails (full disk, read-only folder) loses older output first: the logger frees what
 *   it has stored and tries once more. After that these octets are lost. It always reads on, so
 *   PROGRAM never waits for the disk.
 * - Descriptor FAILURE: if PROGRAM cannot be run, gets the errno as text. Closed by a successful exec.
 * - Descriptor COMPLETE: open in the logger only. It closes when everything is in the log.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The descriptors that qemuProcess.ts passes. */
enum { FAILURE = 3, COMPLETE = 4 };
/* Size of each of the two files, octets. A boot with a serial console prints a tenth of this. */
enum { LOG_OCTETS = 1 << 20 };
/* The capacity of a pipe, octets (pipe(7)). */
enum { CHUNK_OCTETS = 1 << 16 };

static const char *log_path;
static char old_path[4096];
static int log_file = -1;
static size_t log_size;

static void begin_log(void) {
  if (log_file >= 0) close(log_file);
  log_file = open(log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  log_size = 0;
}

static void rotate(void) {
  /* If the rename fails, the log begins again under its own name: bounded is what matters. */
  (void)rename(log_path, old_path);
  begin_log();
}

/* How many of the octets are now in the log; fewer than asked after a failure. */
static size_t put(const char *octets, size_t count) {
  size_t done = 0;
  while (done < count) {
    if (log_file < 0) begin_log();
    else if (log_size >= LOG_OCTETS) rotate();
    size_t room = LOG_OCTETS - log_size;
    size_t part = count - done < room ? count - done : room;
    ssize_t written = write(log_file, octets + done, part);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return done;
    done += (size_t)written;
    log_size += (size_t)written;
  }
  return done;
}

static void keep(const char *octets, size_t count) {
  size_t done = put(octets, count);
  if (done == count) return;
  (void)unlink(old_path);
  begin_log();
  (void)put(octets + done, count - done);
}

static void log_until_closed(int output) {
  static char chunk[CHUNK_OCTETS];
  for (;;) {
    ssize_t count = read(output, chunk, sizeof chunk);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    keep(chunk, (size_t)count);
  }
}

/* Points stdin, stdout and stderr to nowhere. */
static void detach(void) {
  int nowhere = open("/dev/null", O_RDWR);
  for (int fd = 0; nowhere >= 0 && fd <= 2; fd++) dup2(nowhere, fd);
  if (nowhere > 2) close(nowhere);
}

static _Noreturn void run_logger(int output) {
  setsid();
  /* A file larger than the user's limit is a failed write, not the end of the logger. */
  signal(SIGXFSZ, SIG_IGN);
  close(FAILURE);
  detach();
  if (chdir("/") != 0) _exit(1);
  (void)unlink(old_path);
  begin_log();
  log_until_closed(output);
  _exit(0);
}

/* The writing end of the logger's pipe, or -1. The logger is no child of the program to come. */
static int start_logger(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  pid_t between = fork();
  if (between == 0) {
    close(ends[1]);
    if (fork() == 0) run_logger(ends[0]);
    _exit(0);
  }
  close(ends[0]);
  if (between < 0) {
    close(ends[1]);
    return -1;
  }
  while (waitpid(between, NULL, 0) < 0 && errno == EINTR) {
  }
  return ends[1];
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  log_path = argv[1];
  int length = snprintf(old_path, sizeof old_path, "%s.old", log_path);
  if (length < 0 || (size_t)length >= sizeof old_path) return 2;
  fcntl(FAILURE, F_SETFD, FD_CLOEXEC);
  fcntl(COMPLETE, F_SETFD, FD_CLOEXEC);
  /* Without a logger the program runs all the same; its output goes to nowhere, as it came. */
  int output = start_logger();
  if (output >= 0) {
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
  }
  execvp(argv[2], argv + 2);
  dprintf(FAILURE, "%s", strerrorname_np(errno));
  return 127;
}
