/*
 * Theory of operation
 * Every verb checks its own words and acts in one call; if it fails half-way, it undoes its
 * changes. Filters (redirect, isolate) are of kind bpf, in a clsact qdisc. Their priority and
 * handle mark them as Patchcord's: setting one twice gives one filter, and filters of other
 * programs are never removed. The qdisc is deleted when it is empty, also after a call that was
 * killed half-way. Other changes end with their descriptor.
 * Read first: verbs.h; packet(7), rtnetlink(7), tc-bpf(8); tuntap.rst of the kernel.
 */
#define _GNU_SOURCE
#include "verbs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_mirred.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* "PC" in ASCII: a number that other programs are unlikely to use. */
enum { OUR_PRIORITY = 0x5043, OUR_HANDLE = 0x50430001 };

/* Every function returns -1 and sets errno if it fails. */
static int refuse(int error) {
  errno = error;
  return -1;
}

static int give_up(int fd) {
  const int error = errno;
  close(fd);
  return refuse(error);
}

/* An attribute of an rtnetlink request; an attribute without data contains all that follow it. */
struct attribute {
  unsigned short type, length;
  const void *data;
};

/* Sends one rtnetlink request. Returns 1 if a dump has an entry, otherwise 0. */
static int ask_kernel(__u16 type, int flags, const void *head, size_t length,
                      const struct attribute list[], int count) {
  struct {
    struct nlmsghdr header;
    unsigned char body[8192];
  } message = {.header = {0, type, (__u16)(NLM_F_REQUEST | NLM_F_ACK | flags), 0, 0}};
  size_t rest = 0;
  for (int i = 0; i < count; i++) rest += RTA_SPACE(list[i].length);
  const unsigned char *end = message.body + length + rest;
  message.header.nlmsg_len = (__u32)NLMSG_LENGTH(length + rest);
  memcpy(message.body, head, length);
  for (int i = 0; i < count; rest -= RTA_SPACE(list[i++].length)) {
    struct rtattr *made = (void *)(end - rest);
    made->rta_type = list[i].type;
    made->rta_len = (__u16)(list[i].data == NULL ? rest : RTA_LENGTH(list[i].length));
    if (list[i].data != NULL) memcpy(RTA_DATA(made), list[i].data, list[i].length);
  }
  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return -1;
  if (send(fd, &message, message.header.nlmsg_len, 0) < 0 ||
      recv(fd, &message, sizeof message, 0) < (ssize_t)sizeof message.header)
    return give_up(fd);
  close(fd);
  if (message.header.nlmsg_type != NLMSG_ERROR) return message.header.nlmsg_type != NLMSG_DONE;
  const int error = ((struct nlmsgerr *)(void *)message.body)->error;
  return error == 0 ? 0 : refuse(-error);
}

static int change_qdisc(__u16 type, int flags, int link) {
  const struct tcmsg head = {.tcm_ifindex = link, .tcm_parent = TC_H_CLSACT};
  const struct attribute kind = {TCA_KIND, sizeof "clsact", "clsact"};
  return ask_kernel(type, flags, &head, sizeof head, &kind, 1);
}

/* The filter matches every frame: it redirects to the ingress of `target`, or drops if `target`
 * is 0. */
static int change_filter(__u16 type, int flags, int link, __u32 hook, int target) {
  const struct tcmsg head = {AF_UNSPEC, 0, 0, link, OUR_HANDLE, hook,
                             (__u32)OUR_PRIORITY << 16 | htons(ETH_P_ALL)};
  const struct sock_filter program = {BPF_RET | BPF_K, 0, 0, target == 0 ? TC_ACT_SHOT : ~0U};
  const __u16 instructions = 1;
  const __u32 mode = target == 0 ? TCA_BPF_FLAG_ACT_DIRECT : 0;
  const struct tc_mirred mirred = {
      .action = TC_ACT_STOLEN, .eaction = TCA_INGRESS_REDIR, .ifindex = (__u32)target};
  const struct attribute list[] = {
      {TCA_KIND, sizeof "bpf", "bpf"},
      {TCA_OPTIONS, 0, NULL},
      {TCA_BPF_OPS_LEN, sizeof instructions, &instructions},
      {TCA_BPF_OPS, sizeof program, &program},
      {TCA_BPF_FLAGS, sizeof mode, &mode},
      /* Only for a redirect: a list of actions with one entry. */
      {TCA_BPF_ACT, 0, NULL},
      {1, 0, NULL},
      {TCA_ACT_KIND, sizeof "mirred", "mirred"},
      {TCA_ACT_OPTIONS, 0, NULL},
      {TCA_MIRRED_PARMS, sizeof mirred, &mirred},
  };
  return ask_kernel(type, flags, &head, sizeof head, list, target == 0 ? 5 : 10);
}

static const __u32 hooks[] = {TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS),
                              TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)};

static int remove_filters(int link) {
  int removed = 0, left = 0;
  for (int i = 0; i < 2; i++) {
    const struct tcmsg any = {.tcm_ifindex = link, .tcm_parent = hooks[i]};
    removed |= change_filter(RTM_DELTFILTER, 0, link, hooks[i], 0) == 0;
    left |= ask_kernel(RTM_GETTFILTER, NLM_F_DUMP, &any, sizeof any, NULL, 0);
  }
  if (left == 0 && change_qdisc(RTM_DELQDISC, 0, link) == 0) return 0;
  return removed ? 0 : refuse(ENOENT);
}

/* Incoming frames go to `target`, or are dropped if it is 0. Outgoing frames are dropped. */
static int add_filters(int link, int target) {
  const int flags = NLM_F_CREATE | NLM_F_EXCL;
  if (change_qdisc(RTM_NEWQDISC, flags, link) < 0 && errno != EEXIST) return -1;
  if (change_filter(RTM_NEWTFILTER, NLM_F_CREATE, link, hooks[0], target) == 0 &&
      change_filter(RTM_NEWTFILTER, NLM_F_CREATE, link, hooks[1], 0) == 0)
    return 0;
  const int error = errno;
  remove_filters(link);
  return refuse(error);
}

bool is_interface_name(const char *name) {
  int end = 0;
  sscanf(name, "%*15[A-Za-z0-9._-]%n", &end);
  return end > 0 && name[end] == '\0' && name[0] != '.';
}

bool is_our_tap(const char *name) {
  return strcmp(name, "pc%d") == 0 || (strncmp(name, "pc", 2) == 0 && is_interface_name(name));
}

bool has_trait(const char *interface, const char *trait) {
  char path[64];
  snprintf(path, sizeof path, "/sys/class/net/%s/%s", interface, trait);
  return faccessat(AT_FDCWD, path, F_OK, 0) == 0;
}

static int find_link(const char *name) {
  const unsigned index = if_nametoindex(name);
  return index == 0 ? -1 : (int)index;
}

/* Index of one of Patchcord's TAPs: the name must match, and the device must be a TAP. */
static int find_our_tap(const char *name) {
  const int link = is_our_tap(name) ? find_link(name) : refuse(EPERM);
  return link < 0 || has_trait(name, "tun_flags") ? link : refuse(EPERM);
}

static int toggle(int link, int target, const char *word) {
  if (link < 0 || target < 0) return -1;
  if (strcmp(word, "on") == 0) return add_filters(link, target);
  return strcmp(word, "off") == 0 ? remove_filters(link) : refuse(EINVAL);
}

static int redirect(const char *const words[]) {
  return toggle(find_our_tap(words[0]), find_link(words[1]), words[2]);
}

static int isolate(const char *const words[]) { return toggle(find_link(words[0]), 0, words[1]); }

/* `silent`: without an automatic IPv6 address. A kernel without IPv6 creates none. */
static int bring_up(int link, bool silent) {
  const struct ifinfomsg as_is = {.ifi_index = link};
  const struct ifinfomsg up = {.ifi_index = link, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
  const __u8 none = IN6_ADDR_GEN_MODE_NONE;
  const struct attribute list[] = {
      {IFLA_AF_SPEC, 0, NULL}, {AF_INET6, 0, NULL}, {IFLA_INET6_ADDR_GEN_MODE, 1, &none}};
  if (silent && ask_kernel(RTM_SETLINK, 0, &as_is, sizeof as_is, list, 3) < 0 &&
      errno != EAFNOSUPPORT)
    return -1;
  return ask_kernel(RTM_SETLINK, 0, &up, sizeof up, NULL, 0);
}

static int open_tap(const char *const words[]) {
  struct ifreq tap = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR}, mac = {0};
  const bool as_made = strcmp(words[1], "-") == 0, silent = strchr(words[0], '%') != NULL;
  struct ether_addr *octets = (void *)mac.ifr_hwaddr.sa_data;
  mac.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  if (!as_made && (strlen(words[1]) != 17 || ether_aton_r(words[1], octets) == NULL))
    return refuse(EINVAL);
  /* Only TAPs with Patchcord's names are created; any other must exist. */
  if (!is_our_tap(words[0]) && find_link(words[0]) < 0) return -1;
  memcpy(tap.ifr_name, words[0], strlen(words[0]));
  const int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return -1;
  if (ioctl(fd, TUNSETIFF, &tap) < 0 || (!as_made && ioctl(fd, SIOCSIFHWADDR, &mac) < 0) ||
      bring_up(find_link(tap.ifr_name), silent) < 0)
    return give_up(fd);
  return fd;
}

static int open_packet(const char *const words[]) {
  const int link = find_link(words[0]);
  const struct sockaddr_ll nic = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = link};
  if (link < 0) return -1;
  /* Protocol 0 until it is bound, so that no frames from other NICs arrive before that. */
  const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  return bind(fd, (const struct sockaddr *)&nic, sizeof nic) == 0 ? fd : give_up(fd);
}

static int open_raw(const char *const words[]) {
  static const char *const allowed[] = {"1", "41", "47", "50"};
  for (int i = 0; i < 4; i++)
    if (strcmp(words[0], allowed[i]) == 0)
      return socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, atoi(words[0]));
  return refuse(EINVAL);
}

/* RFC 1918 or RFC 3927 §2.1: a route to these ranges does not divert internet traffic. */
static bool is_private(in_addr_t address, int prefix) {
  return (prefix >= 8 && address >> 24 == 0x0a) || (prefix >= 12 && address >> 20 == 0xac1) ||
         (prefix >= 16 && (address >> 16 == 0xc0a8 || address >> 16 == 0xa9fe));
}

static int address(const char *const words[]) {
  char text[INET_ADDRSTRLEN], digits[3];
  struct in_addr octets;
  int end = 0;
  if (sscanf(words[1], "%15[0-9.]/%2[0-9]%n", text, digits, &end) != 2 || words[1][end] != '\0' ||
      inet_pton(AF_INET, text, &octets) != 1 || atoi(digits) > 32)
    return refuse(EINVAL);
  if (!is_private(ntohl(octets.s_addr), atoi(digits))) return refuse(EPERM);
  const int tap = find_our_tap(words[0]);
  const struct ifaddrmsg head = {AF_INET, (__u8)atoi(digits), 0, 0, (__u32)tap};
  const struct attribute list[] = {{IFA_LOCAL, 4, &octets}, {IFA_ADDRESS, 4, &octets}};
  const int flags = NLM_F_CREATE | NLM_F_REPLACE;
  return tap < 0 ? -1 : ask_kernel(RTM_NEWADDR, flags, &head, sizeof head, list, 2);
}

const struct verb *find_verb(const char *name) {
  static const struct verb verbs[] = {
      {"open-tap", 2, 0, 1, open_tap}, {"open-packet", 1, 1, 0, open_packet},
      {"open-raw", 1, 0, 0, open_raw}, {"redirect", 3, 2, 1, redirect},
      {"isolate", 2, 1, 0, isolate},   {"address", 2, 0, 1, address},
  };
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(verbs[i].name, name) == 0) return &verbs[i];
  return NULL;
}
