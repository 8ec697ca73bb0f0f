/*
 * The verbs that need CAP_NET_ADMIN or CAP_NET_RAW. Compiled into patchcord-helper, and into the
 * native module for processes that have the capabilities themselves.
 *   open-tap NAME|pc%d MAC|-    a TAP with virtio-net headers, up; pc… is created if absent. On
 *                               pc%d, which the kernel numbers, the host has no IPv6 address
 *   open-packet NIC             a packet socket, bound to the NIC
 *   open-raw 1|41|47|50         raw ICMP, 6in4, GRE or ESP
 *   redirect TAP NIC on|off     frames written to the TAP arrive at the host as if from the NIC
 *   isolate NIC on|off          the host's stack is cut off from the NIC
 *   address TAP ADDRESS/PREFIX  of a private IPv4 range; deleted with the TAP
 */
#pragma once
#include <stdbool.h>

/* Largest number of words of a verb, without its name. */
enum { MAX_WORDS = 3 };

struct verb {
  const char *name;
  /* Number of words; position (from 1; 0: none) of the NIC and the TAP that the list must allow. */
  int words, nic, tap;
  /* Returns a non-blocking descriptor that the caller closes, or 0, or -1 with errno. */
  int (*run)(const char *const words[]);
};

/* Null if there is no such verb. */
const struct verb *find_verb(const char *name);
/* Whether this is a valid name for an interface: 1 to 15 of A-Z a-z 0-9 . _ - not starting with
 * a dot. */
bool is_interface_name(const char *name);
/* Whether a TAP with this name may be created: pc%d, or a name that begins with pc. */
bool is_our_tap(const char *name);
/* Whether sysfs has this entry for the interface. False if its name is not valid. */
bool has_trait(const char *interface, const char *trait);
