/*
 * What needs CAP_NET_ADMIN or CAP_NET_RAW, one function each. Compiled into patchcord-helper and
 * into the module, which uses them where the process has the capabilities itself.
 * Read first: packet(7), rtnetlink(7), capabilities(7); tuntap.rst of the kernel.
 */
#pragma once

#include <net/if.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Words of a verb without its name, at most. */
enum { MAX_WORDS = 3 };

struct verb {
  const char *name;
  int words;
  /* Which of the words is a NIC or a TAP, from 1; 0: none. main.c holds those against the list. */
  int nic;
  int tap;
  /* Whether a descriptor comes of it: non-blocking, the caller's to close. */
  bool opens;
  /* A descriptor or 0, or a negated errno. `made` becomes the name of a device that was made. */
  int (*run)(const char *const words[], char made[IFNAMSIZ]);
};

/* open-tap NAME|pc%d MAC|-       a TAP with virtio-net headers, up; made if absent
 * open-packet NIC                all frames, with virtio-net headers; promiscuous if wired, until
 *                                it is closed
 * open-icmp                      raw ICMP
 * open-raw 41|47|50              raw 6in4, GRE or ESP
 * redirect TAP NIC on|off        what is written to the TAP arrives at the host from the NIC
 * isolate NIC on|off             the host's own stack is cut off from the NIC
 * address TAP ADDRESS/PREFIX on|off   of a private range
 * Null: there is no such verb. */
const struct verb *find_verb(const char *name);

/* Whether an interface may be called so: 1 to 15 of A-Z a-z 0-9 . _ - (and not "." or ".."). */
bool is_interface_name(const char *name);

/* Whether a TAP of this name is ours to make: pc…, perhaps with one %d at the end. */
bool is_our_tap(const char *name);

#ifdef __cplusplus
}
#endif
