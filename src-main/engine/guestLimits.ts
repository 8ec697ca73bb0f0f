/**
 * How much guests can make the engine hold. Every bound of a table that guests can fill is here;
 * what happens at a bound is described where the table is.
 * A port is a switch port: MACs are claimed and cost a guest nothing. "All ports" are those of one
 * network.
 */

// TCP

/** Flows of one port; each has a socket of the host. Streams that still send count too. */
export const MAX_TCP_FLOWS_PER_PORT = 1024;
/** Flows of all ports. */
export const MAX_TCP_FLOWS = 16_384;
/** Streams from guests with text kept beyond a hole: 64 MiB in total. */
export const MAX_HOLES = 64;
/**
 * Octets kept beyond a hole; a power of two. The largest receive window, so that no two octets of
 * the window share a place in the ring.
 */
export const MAX_TEXT_AHEAD = 1 << 20;
/** Ranges of octets beyond a hole; text that would need one more is dropped and comes again. */
export const MAX_TEXT_AHEAD_RANGES = 64;

// UDP

/** Flows of one port: a socket of the host each. */
export const MAX_UDP_FLOWS_PER_PORT = 1024;
/** Flows of all ports; leaves most descriptors to TCP if 65,536 are allowed. */
export const MAX_UDP_FLOWS = 8192;

// Echo

/** Requests of one port that wait; a power of two. A second of ping -f at a round trip of 100 ms. */
export const MAX_ECHO_REQUESTS_PER_PORT = 1024;
/** Sessions (guest, destination, identifier) remembered for one port. */
export const MAX_ECHO_SESSIONS_PER_PORT = 64;
/** Ports whose guests ping at the same time; each has a socket of the host. */
export const MAX_ECHO_PORTS = 64;

// Reassembly

/** Datagrams in progress of one port: 1 MiB of buffers. */
export const MAX_REASSEMBLIES_PER_PORT = 16;
/** Datagrams in progress of all ports: 8 MiB of buffers. */
export const MAX_REASSEMBLIES = 128;
/** Fragments of one datagram: 65,535 octets at the smallest MTU in use, 576, take 119. */
export const MAX_FRAGMENTS = 128;

// DNS

/** Longest query, octets: the most that EDNS clients commonly use (RFC 6891 §6.2.5). */
export const MAX_DNS_QUERY_LENGTH = 4096;
/** Queries over UDP of one port that wait for the host: two seconds of 245 a second. */
export const MAX_DNS_QUERIES_PER_PORT = 512;
/** The same for all ports: 4 s of 1000 a second. */
export const MAX_DNS_QUERIES = 4096;
/** Sockets to one resolver of the host; dnsmasq uses 64 ports as well. */
export const MAX_DNS_SOCKETS = 64;
/** Waiting queries of one such socket, far below 65,536 so that a free id is found quickly. */
export const MAX_QUERIES_PER_DNS_SOCKET = 1024;
/** Simultaneous TCP connections of one port to the DNS. */
export const MAX_DNS_STREAMS_PER_PORT = 32;
/** The same for all ports. One holds at most 1 MiB: waiting queries and answers. */
export const MAX_DNS_STREAMS = 256;
/** Queries of one TCP connection that wait for the host; one more gets SERVFAIL. */
export const MAX_QUERIES_PER_DNS_STREAM = 64;
/** Octets waiting for the guest in one TCP connection, beyond which its queries are not taken. */
export const MAX_DNS_STREAM_OUT = 1 << 18;

// DHCP

/** Adapters remembered for one port; enough for containers. */
export const MAX_LEASES_PER_PORT = 64;
/** Adapters remembered for all ports; the rest of a larger range stays unused. */
export const MAX_LEASES = 4096;
/** Declined addresses remembered; beyond that the oldest may be offered again. */
export const MAX_DECLINED_ADDRESSES = 256;
/** DISCOVERs that wait for a probe at the same time. */
export const MAX_DHCP_PROBES = 128;

// Neighbours

/** Addresses of one port. */
export const MAX_NEIGHBOURS_PER_PORT = 256;
/** Addresses of one MAC: enough for a guest with containers, not for one that claims a subnet. */
export const MAX_NEIGHBOURS_PER_MAC = 32;
/** Addresses of all ports: more guests than a host runs, at about 100 octets each. */
export const MAX_NEIGHBOURS = 4096;
/** Silent guests that requests are sent for at the same time. */
export const MAX_NEIGHBOUR_REQUESTS = 64;
