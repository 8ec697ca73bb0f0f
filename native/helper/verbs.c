/*
 * Theory of operation
 * Every verb checks its own words and acts in one go; what it began and could not finish it undoes.
 * Filters (redirect, isolate) are of kind bpf, in a clsact qdisc, under a priority and a handle
 * that are our mark: set twice they are the same filter, and nobody else's is taken away. The qdisc
 * goes with the last filter in it. Descriptors keep nothing behind when they are closed.
 */
#define _GNU_SOURCE
#include "verbs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/tc_act/tc_mirred.h>
#include <net/if_arp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* "PC". Any number would do; this one nobody else is likely to choose. */
enum { OUR_PRIORITY = 0x5043, OUR_HANDLE = 0x50430001 };

struct request {
  struct nlmsghdr header;
  /* The largest, a redirect, takes 200. */
  unsigned char body[512];
};

static struct rtattr *append(struct request *request, const void *data, size_t length) {
  unsigned char *end = (unsigned char *)request + NLMSG_ALIGN(request->header.nlmsg_len);
  memcpy(end, data, length);
  request->header.nlmsg_len = (uint32_t)(end + length - (unsigned char *)request);
  return (struct rtattr *)(void *)end;
}

static struct rtattr *attribute(struct request *request, int type, const void *data,
                                size_t length) {
  const struct rtattr header = {(unsigned short)RTA_LENGTH(length), (unsigned short)type};
  struct rtattr *made = append(request, &header, sizeof header);
  if (length > 0) append(request, data, length);
  return made;
}

static void end_nest(const struct request *request, struct rtattr *nest) {
  const unsigned char *end = (const unsigned char *)request + request->header.nlmsg_len;
  nest->rta_len = (unsigned short)(end - (const unsigned char *)nest);
}

static struct request begin(int type, int flags, const void *head, size_t length) {
  struct request request = {.header = {NLMSG_LENGTH(0), (uint16_t)type, 0, 0, 0}};
  request.header.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
  append(&request, head, length);
  return request;
}

/* 0 or a negated errno; for a dump, 1 if there is an entry. */
static int ask_kernel(const struct request *request) {
  struct {
    struct nlmsghdr header;
    int error;
    unsigned char rest[8192];
  } answer = {.error = -EPROTO};
  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return -errno;
  ssize_t got = send(fd, request, request->header.nlmsg_len, 0);
  if (got >= 0) got = recv(fd, &answer, sizeof answer, 0);
  const int error = -errno;
  close(fd);
  if (got < (ssize_t)sizeof answer.header) return got < 0 ? error : -EPROTO;
  if (answer.header.nlmsg_type == NLMSG_ERROR) return answer.error;
  return answer.header.nlmsg_type != NLMSG_DONE;
}

static struct request about_traffic(int type, int flags, int link, uint32_t parent, uint32_t handle,
                                    uint32_t info, const char *kind) {
  const struct tcmsg head = {AF_UNSPEC, 0, 0, link, handle, parent, info};
  struct request request = begin(type, flags, &head, sizeof head);
  if (kind != NULL) attribute(&request, TCA_KIND, kind, strlen(kind) + 1);
  return request;
}

static int change_qdisc(int type, int flags, int link) {
  const uint32_t handle = TC_H_MAKE(TC_H_CLSACT, 0);
  const struct request request =
      about_traffic(type, NLM_F_ACK | flags, link, TC_H_CLSACT, handle, 0, "clsact");
  return ask_kernel(&request);
}

static const uint32_t hooks[] = {TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS),
                                 TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)};

static struct request about_filter(int type, int flags, int link, uint32_t hook) {
  const uint32_t info = TC_H_MAKE((uint32_t)OUR_PRIORITY << 16, htons(ETH_P_ALL));
  return about_traffic(type, NLM_F_ACK | flags, link, hook, OUR_HANDLE, info, "bpf");
}

/* Every frame matches: redirected to the ingress of `target`, or dropped if that is 0. */
static int add_filter(int link, uint32_t hook, int target) {
  struct request request = about_filter(RTM_NEWTFILTER, NLM_F_CREATE, link, hook);
  const struct sock_filter program = {BPF_RET | BPF_K, 0, 0, target == 0 ? TC_ACT_SHOT : ~0U};
  const uint16_t instructions = 1;
  const uint32_t flags = target == 0 ? TCA_BPF_FLAG_ACT_DIRECT : 0;
  struct rtattr *options = attribute(&request, TCA_OPTIONS, NULL, 0);
  attribute(&request, TCA_BPF_OPS_LEN, &instructions, sizeof instructions);
  attribute(&request, TCA_BPF_OPS, &program, sizeof program);
  attribute(&request, TCA_BPF_FLAGS, &flags, sizeof flags);
  if (target != 0) {
    const struct tc_mirred mirred = {
        .action = TC_ACT_STOLEN, .eaction = TCA_INGRESS_REDIR, .ifindex = (uint32_t)target};
    struct rtattr *actions = attribute(&request, TCA_BPF_ACT, NULL, 0);
    struct rtattr *action = attribute(&request, 1, NULL, 0);
    attribute(&request, TCA_ACT_KIND, "mirred", sizeof "mirred");
    struct rtattr *parameters = attribute(&request, TCA_ACT_OPTIONS, NULL, 0);
    attribute(&request, TCA_MIRRED_PARMS, &mirred, sizeof mirred);
    end_nest(&request, parameters);
    end_nest(&request, action);
    end_nest(&request, actions);
  }
  end_nest(&request, options);
  return ask_kernel(&request);
}

static int remove_filters(int link, int count) {
  int result = 0;
  for (int i = 0; i < count; i++) {
    const struct request request = about_filter(RTM_DELTFILTER, 0, link, hooks[i]);
    const int removed = ask_kernel(&request);
    /* EINVAL: there is no such qdisc. */
    if (result == 0) result = removed == -EINVAL ? -ENOENT : removed;
  }
  for (int i = 0; i < 2; i++) {
    const struct request dump =
        about_traffic(RTM_GETTFILTER, NLM_F_DUMP, link, hooks[i], 0, 0, NULL);
    /* Not ours, or not ours alone: the qdisc stays. */
    if (result != 0 || ask_kernel(&dump) != 0) return result;
  }
  return change_qdisc(RTM_DELQDISC, 0, link);
}

static int add_filters(int link, int count, int target) {
  int result = change_qdisc(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, link);
  if (result == -EEXIST) result = 0;
  for (int i = 0; i < count && result == 0; i++) result = add_filter(link, hooks[i], target);
  if (result != 0) remove_filters(link, count);
  return result;
}

static int link_call(const char *name, unsigned long call, struct ifreq *request) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  memset(request->ifr_name, 0, IFNAMSIZ);
  memcpy(request->ifr_name, name, strnlen(name, IFNAMSIZ - 1));
  const int result = ioctl(fd, call, request) < 0 ? -errno : 0;
  close(fd);
  return result;
}

/* The index, or a negated errno. */
static int find_link(const char *name) {
  struct ifreq request = {0};
  if (!is_interface_name(name)) return -EINVAL;
  const int result = link_call(name, SIOCGIFINDEX, &request);
  return result < 0 ? result : request.ifr_ifindex;
}

/* A device of ours that is a TAP in truth, not only by name. */
static int find_our_tap(const char *name) {
  struct ethtool_drvinfo driver = {.cmd = ETHTOOL_GDRVINFO};
  struct ifreq request = {.ifr_data = (void *)&driver};
  if (!is_our_tap(name)) return -EPERM;
  const int link = find_link(name);
  if (link < 0 || link_call(name, SIOCETHTOOL, &request) < 0) return link < 0 ? link : -EPERM;
  return strcmp(driver.driver, "tun") == 0 && strcmp(driver.bus_info, "tap") == 0 ? link : -EPERM;
}

bool is_interface_name(const char *name) {
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  const size_t length = strnlen(name, IFNAMSIZ);
  if (length == 0 || length >= IFNAMSIZ || strspn(name, allowed) != length) return false;
  return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

bool is_our_tap(const char *name) {
  char plain[IFNAMSIZ] = "";
  const size_t length = strnlen(name, IFNAMSIZ);
  if (length >= IFNAMSIZ || strncmp(name, "pc", 2) != 0) return false;
  const bool numbered = length > 3 && strcmp(name + length - 2, "%d") == 0;
  memcpy(plain, name, numbered ? length - 2 : length);
  return is_interface_name(plain);
}

static bool is_on(const char *word, bool *on) {
  *on = strcmp(word, "on") == 0;
  return *on || strcmp(word, "off") == 0;
}

/* Six octets as 02:00:00:00:00:01 or with dashes; no group address, not zero. */
static bool read_mac(const char *text, unsigned char *mac) {
  unsigned char any = 0;
  if (strlen(text) != 17 || strspn(text, "0123456789abcdefABCDEF:-") != 17) return false;
  for (int i = 0; i < 6; i++) {
    const char *at = text + 3 * i;
    const char digits[3] = {at[0], at[1], '\0'};
    char *end = NULL;
    mac[i] = (unsigned char)strtoul(digits, &end, 16);
    any |= mac[i];
    if (end != digits + 2 || (i < 5 && at[2] != ':' && at[2] != '-')) return false;
  }
  return any != 0 && (mac[0] & 1) == 0;
}

static int bring_up(const char *name, const unsigned char *mac) {
  struct ifreq request = {0};
  request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  if (mac != NULL) memcpy(request.ifr_hwaddr.sa_data, mac, ETH_ALEN);
  int result = mac == NULL ? 0 : link_call(name, SIOCSIFHWADDR, &request);
  if (result == 0) result = link_call(name, SIOCGIFFLAGS, &request);
  request.ifr_flags |= IFF_UP;
  return result == 0 ? link_call(name, SIOCSIFFLAGS, &request) : result;
}

static int open_tap(const char *const words[], char made[IFNAMSIZ]) {
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
  unsigned char octets[ETH_ALEN];
  const unsigned char *mac = strcmp(words[1], "-") == 0 ? NULL : octets;
  if (mac != NULL && !read_mac(words[1], octets)) return -EINVAL;
  /* Only names of ours are made; another must be there. */
  const int found = is_our_tap(words[0]) ? 0 : find_link(words[0]);
  if (found < 0) return found;
  const int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return -errno;
  memcpy(request.ifr_name, words[0], strnlen(words[0], IFNAMSIZ - 1));
  const int result = ioctl(fd, TUNSETIFF, &request) < 0 ? -errno : bring_up(request.ifr_name, mac);
  memcpy(made, request.ifr_name, IFNAMSIZ);
  if (result == 0) return fd;
  close(fd);
  return result;
}

/* An access point takes frames of its stations alone: no promiscuity there. */
static bool is_wireless(const char *nic) {
  char path[64];
  snprintf(path, sizeof path, "/sys/class/net/%s/phy80211", nic);
  return access(path, F_OK) == 0;
}

static int open_packet(const char *const words[], char made[IFNAMSIZ]) {
  const int link = find_link(words[0]);
  const int on = 1;
  (void)made;
  if (link < 0) return link;
  const struct sockaddr_ll all = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = link};
  const struct packet_mreq promiscuous = {.mr_ifindex = link, .mr_type = PACKET_MR_PROMISC};
  /* Of no protocol until it is bound: nothing of another NIC gets in meanwhile. */
  const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) == 0 &&
      setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) == 0 &&
      bind(fd, (const struct sockaddr *)&all, sizeof all) == 0 &&
      (is_wireless(words[0]) ||
       setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous, sizeof promiscuous) == 0))
    return fd;
  const int error = -errno;
  close(fd);
  return error;
}

static int open_protocol(int protocol) {
  const int fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  return fd < 0 ? -errno : fd;
}

static int open_icmp(const char *const words[], char made[IFNAMSIZ]) {
  (void)words, (void)made;
  return open_protocol(IPPROTO_ICMP);
}

static int open_raw(const char *const words[], char made[IFNAMSIZ]) {
  (void)made;
  if (strcmp(words[0], "41") == 0) return open_protocol(IPPROTO_IPV6);
  if (strcmp(words[0], "47") == 0) return open_protocol(IPPROTO_GRE);
  return strcmp(words[0], "50") == 0 ? open_protocol(IPPROTO_ESP) : -EINVAL;
}

static int redirect(const char *const words[], char made[IFNAMSIZ]) {
  bool on;
  (void)made;
  if (!is_on(words[2], &on)) return -EINVAL;
  const int tap = find_our_tap(words[0]);
  if (tap < 0 || !on) return tap < 0 ? tap : remove_filters(tap, 1);
  const int nic = find_link(words[1]);
  return nic < 0 ? nic : add_filters(tap, 1, nic);
}

static int isolate(const char *const words[], char made[IFNAMSIZ]) {
  bool on;
  (void)made;
  const int nic = find_link(words[0]);
  if (nic < 0) return nic;
  if (!is_on(words[1], &on)) return -EINVAL;
  return on ? add_filters(nic, 2, 0) : remove_filters(nic, 2);
}

/* RFC 1918, RFC 3927 §2.1, RFC 4193 §3, RFC 4291 §2.5.6: whose route takes nobody's traffic away.
 */
static bool is_private(int family, const unsigned char *octets, unsigned long prefix) {
  static const struct {
    int family;
    unsigned start, bits;
  } ranges[] = {{AF_INET, 0x0a00, 8},  {AF_INET, 0xac10, 12}, {AF_INET, 0xc0a8, 16},
                {AF_INET, 0xa9fe, 16}, {AF_INET6, 0xfc00, 7}, {AF_INET6, 0xfe80, 10}};
  const unsigned start = (unsigned)octets[0] << 8 | octets[1];
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (ranges[i].family == family && prefix >= ranges[i].bits &&
        (start ^ ranges[i].start) >> (16 - ranges[i].bits) == 0)
      return true;
  return false;
}

static int address(const char *const words[], char made[IFNAMSIZ]) {
  char text[INET6_ADDRSTRLEN] = "";
  unsigned char octets[sizeof(struct in6_addr)];
  bool on;
  (void)made;
  const char *slash = strchr(words[1], '/');
  if (slash == NULL || (size_t)(slash - words[1]) >= sizeof text || !is_on(words[2], &on))
    return -EINVAL;
  memcpy(text, words[1], (size_t)(slash - words[1]));
  const int family = strchr(text, ':') == NULL ? AF_INET : AF_INET6;
  const size_t length = family == AF_INET ? 4 : 16;
  const size_t digits = strspn(slash + 1, "0123456789");
  const unsigned long prefix = strtoul(slash + 1, NULL, 10);
  if (inet_pton(family, text, octets) != 1 || digits < 1 || digits > 3 ||
      slash[1 + digits] != '\0' || prefix > 8 * length)
    return -EINVAL;
  if (!is_private(family, octets, prefix)) return -EPERM;
  const int tap = find_our_tap(words[0]);
  if (tap < 0) return tap;
  const struct ifaddrmsg head = {(unsigned char)family, (unsigned char)prefix, 0, 0, (unsigned)tap};
  struct request request =
      begin(on ? RTM_NEWADDR : RTM_DELADDR, NLM_F_ACK | (on ? NLM_F_CREATE | NLM_F_REPLACE : 0),
            &head, sizeof head);
  attribute(&request, IFA_LOCAL, octets, length);
  attribute(&request, IFA_ADDRESS, octets, length);
  return ask_kernel(&request);
}

const struct verb *find_verb(const char *name) {
  static const struct verb verbs[] = {
      {"open-tap", 2, 0, 1, true, open_tap},   {"open-packet", 1, 1, 0, true, open_packet},
      {"open-icmp", 0, 0, 0, true, open_icmp}, {"open-raw", 1, 0, 0, true, open_raw},
      {"redirect", 3, 2, 1, false, redirect},  {"isolate", 2, 1, 0, false, isolate},
      {"address", 3, 0, 1, false, address},
  };
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(verbs[i].name, name) == 0) return &verbs[i];
  return NULL;
}
