/*
 * /etc/patchcord/helper.conf: what members of the group may use. Lines of two words:
 *   nic NAME        this NIC; `nic physical` all with hardware behind them, which is also what
 *                   holds where there is no `nic` line
 *   tap NAME        this TAP, made by somebody else; those called pc… need no line
 * and comments that begin with #. A file with any other line is refused as a whole.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct allowance {
  bool named, physical, any;
};

/* What the text says of `name` as a `kind`. False: the text is malformed. */
bool look_up(const char *text, size_t length, const char *kind, const char *name,
             struct allowance *found);

/* 0 if it may be used, -EPERM if not, -EINVAL if the file cannot be trusted: a link, not root's,
 * writable by others (or its folder), too long, malformed. No file: an empty one. */
int check_allowed(const char *kind, const char *name);
