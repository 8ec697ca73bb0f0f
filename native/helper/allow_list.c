#define _GNU_SOURCE
#include "allow_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verbs.h"

/* Octets of a line, and of the file. */
enum { LONGEST_LINE = 120, LONGEST_FILE = 16384 };

static bool read_line(char *line, const char *kind, const char *name, struct allowance *found) {
  char *rest = NULL;
  const char *word = strtok_r(line, " \t", &rest);
  if (word == NULL || *word == '#') return true;
  const char *value = strtok_r(NULL, " \t", &rest);
  if (value == NULL || strtok_r(NULL, " \t", &rest) != NULL || !is_interface_name(value))
    return false;
  if (strcmp(word, kind) == 0) {
    found->any = true;
    found->named |= strcmp(value, name) == 0;
    found->physical |= strcmp(value, "physical") == 0;
  }
  return strcmp(word, "nic") == 0 || strcmp(word, "tap") == 0;
}

bool look_up(const char *text, size_t length, const char *kind, const char *name,
             struct allowance *found) {
  *found = (struct allowance){false, false, false};
  for (size_t at = 0; at < length;) {
    char line[LONGEST_LINE + 1] = "";
    const char *end = memchr(text + at, '\n', length - at);
    const size_t octets = end == NULL ? length - at : (size_t)(end - text) - at;
    if (octets > LONGEST_LINE || memchr(text + at, '\0', octets) != NULL) return false;
    memcpy(line, text + at, octets);
    if (!read_line(line, kind, name, found)) return false;
    at += octets + 1;
  }
  return true;
}

static bool is_roots(int fd, mode_t type) {
  struct stat info;
  return fstat(fd, &info) == 0 && (info.st_mode & S_IFMT) == type && info.st_uid == 0 &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Its length, or a negated errno. */
static ssize_t read_file(char *text, size_t room) {
  const int folder = open("/etc/patchcord", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return errno == ENOENT ? 0 : -EINVAL;
  const int fd = openat(folder, "helper.conf", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT && is_roots(folder, S_IFDIR) ? 0 : -EINVAL;
  const bool trusted = is_roots(folder, S_IFDIR) && is_roots(fd, S_IFREG);
  const ssize_t length = trusted ? read(fd, text, room) : -1;
  return length < 0 || (size_t)length == room ? -EINVAL : length;
}

int check_allowed(const char *kind, const char *name) {
  char text[LONGEST_FILE], path[64];
  struct allowance found;
  const ssize_t length = read_file(text, sizeof text);
  if (length < 0 || !look_up(text, (size_t)length, kind, name, &found)) return -EINVAL;
  if (found.named) return 0;
  if (strcmp(kind, "nic") != 0 || (found.any && !found.physical) || !is_interface_name(name))
    return -EPERM;
  snprintf(path, sizeof path, "/sys/class/net/%s/device", name);
  return access(path, F_OK) == 0 ? 0 : -EPERM;
}
