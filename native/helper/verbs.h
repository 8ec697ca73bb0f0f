/*
 * What needs CAP_NET_ADMIN or CAP_NET_RAW. Compiled into patchcord-helper and into the module, which
 * does it where the process has the capabilities itself.
 *   open-tap NAME|pc%d MAC|-    a TAP with virtio-net headers, up; pc… is made if absent. On pc%d,
 *                               which the kernel numbers, the host has no IPv6 address
 *   open-packet NIC             a packet socket, bound to the NIC
 *   open-raw 1|41|47|50         raw ICMP, 6in4, GRE or ESP
 *   redirect TAP NIC on|off     what is written to the TAP arrives at the host from the NIC
 *   isolate NIC on|off          the host's own stack is cut off from the NIC
 *   address TAP ADDRESS/PREFIX  of a private IPv4 range; goes with the TAP
 */
#pragma once
#include <stdbool.h>

/* Words of a verb without its name, at most. */
enum { MAX_WORDS = 3 };

struct verb {
  const char *name;
  /* How many words; which of them is a NIC or a TAP, from 1: those are held against the list. */
  int words, nic, tap;
  /* A descriptor, non-blocking and the caller's to close; or 0; or -1 and errno. */
  int (*run)(const char *const words[]);
};

/* Null: there is no such verb. */
const struct verb *find_verb(const char *name);
/* Whether an interface may be called so: 1 to 15 of A-Z a-z 0-9 . _ - with no dot in front. */
bool is_interface_name(const char *name);
/* Whether a TAP of this name is ours to make: pc%d, or a name that begins with pc. */
bool is_our_tap(const char *name);
/* Whether sysfs has this entry for the interface, whose name must be one. */
bool has_trait(const char *interface, const char *trait);
