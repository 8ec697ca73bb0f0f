/** What an IP packet carries: IPv4's protocol, IPv6's next header. IANA, "Protocol Numbers". */
export const IpProtocol = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** Hop limit of packets that we send. RFC 1700 recommends 64. */
export const DEFAULT_HOP_LIMIT = 64;
