#include "segmentation.h"

#include <string.h>

#include <algorithm>

namespace patchcord {
namespace {

constexpr size_t kEthernetHeader = 14;
constexpr size_t kVlanTag = 4;
// A customer's tag within a provider's (IEEE 802.1ad).
constexpr int kMaxTags = 2;
constexpr size_t kIpv4Header = 20;
constexpr size_t kIpv6Header = 40;
constexpr size_t kTcpHeader = 20;
constexpr size_t kUdpHeader = 8;
constexpr size_t kMaxPacket = 65535;
// Maximum number of extension headers; a frame with more is refused.
constexpr int kMaxExtensions = 8;

constexpr uint16_t kTypeIpv4 = 0x0800;
constexpr uint16_t kTypeIpv6 = 0x86dd;
constexpr uint16_t kTypeVlan = 0x8100;
constexpr uint16_t kTypeProviderVlan = 0x88a8;
constexpr uint8_t kProtocolTcp = 6;
constexpr uint8_t kProtocolUdp = 17;

// TCP's octet 13.
constexpr uint8_t kFin = 0x01;
constexpr uint8_t kPsh = 0x08;
constexpr uint8_t kCwr = 0x80;

uint16_t get16(const uint8_t* at) { return static_cast<uint16_t>(at[0] << 8 | at[1]); }

uint32_t get32(const uint8_t* at) { return static_cast<uint32_t>(get16(at)) << 16 | get16(at + 2); }

void put16(uint8_t* at, size_t value) {
  at[0] = static_cast<uint8_t>(value >> 8);
  at[1] = static_cast<uint8_t>(value);
}

void put32(uint8_t* at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value & 0xffff);
}

// One's complement sums do not depend on the order of octets within a word (RFC 1071 §2 (B)), so
// words are loaded and the result is stored in the machine's order.
uint64_t sum_octets(const uint8_t* at, size_t length, uint64_t sum) {
  for (; length >= 4; at += 4, length -= 4) {
    uint32_t word;
    memcpy(&word, at, sizeof word);
    sum += word;
  }
  uint8_t tail[4] = {};
  memcpy(tail, at, length);
  uint32_t word;
  memcpy(&word, tail, sizeof word);
  return sum + word;
}

uint16_t fold(uint64_t sum) {
  while (sum > 0xffff) sum = (sum >> 16) + (sum & 0xffff);
  return static_cast<uint16_t>(~sum);
}

// Length and protocol of a pseudo-header, in the order of the machine.
uint64_t sum_length_and_protocol(size_t length, uint8_t protocol) {
  uint8_t words[8] = {};
  put32(words, static_cast<uint32_t>(length));
  words[7] = protocol;
  return sum_octets(words, sizeof words, 0);
}

void store(uint8_t* at, uint16_t checksum) { memcpy(at, &checksum, sizeof checksum); }

bool find_ipv4_transport(SuperFrame* s, uint8_t* protocol) {
  const uint8_t* ip = s->frame + s->l3_offset;
  const size_t room = s->length - s->l3_offset;
  if (room < kIpv4Header || ip[0] >> 4 != 4) return false;
  const size_t header = static_cast<size_t>(ip[0] & 0x0f) * 4;
  if (header < kIpv4Header || header > room) return false;
  // Only the first fragment has a transport header.
  if ((get16(ip + 6) & 0x3fff) != 0) return false;
  *protocol = ip[9];
  s->l4_offset = s->l3_offset + header;
  return true;
}

bool find_ipv6_transport(SuperFrame* s, uint8_t* protocol) {
  const uint8_t* ip = s->frame + s->l3_offset;
  if (s->length - s->l3_offset < kIpv6Header || ip[0] >> 4 != 6) return false;
  *protocol = ip[6];
  s->l4_offset = s->l3_offset + kIpv6Header;
  for (int i = 0; i < kMaxExtensions; i++) {
    // Hop-by-hop and destination options. A routing header would change the pseudo-header.
    if (*protocol != 0 && *protocol != 60) return true;
    if (s->length - s->l4_offset < 8) return false;
    const uint8_t* extension = s->frame + s->l4_offset;
    const size_t length = (static_cast<size_t>(extension[1]) + 1) * 8;
    if (length > s->length - s->l4_offset) return false;
    *protocol = extension[0];
    s->l4_offset += length;
  }
  return false;
}

bool find_transport(SuperFrame* s, uint8_t* protocol) {
  size_t type_at = kEthernetHeader - 2;
  if (s->length < kEthernetHeader) return false;
  for (int tags = 0; tags < kMaxTags; tags++) {
    const uint16_t type = get16(s->frame + type_at);
    if (type != kTypeVlan && type != kTypeProviderVlan) break;
    type_at += kVlanTag;
    if (s->length < type_at + 2) return false;
  }
  const uint16_t type = get16(s->frame + type_at);
  s->l3_offset = type_at + 2;
  s->ipv6 = type == kTypeIpv6;
  if (s->ipv6) return find_ipv6_transport(s, protocol);
  return type == kTypeIpv4 && find_ipv4_transport(s, protocol);
}

bool find_payload(SuperFrame* s) {
  const size_t room = s->length - s->l4_offset;
  if (room < (s->tcp ? kTcpHeader : kUdpHeader)) return false;
  const size_t header =
      s->tcp ? static_cast<size_t>(s->frame[s->l4_offset + 12] >> 4) * 4 : kUdpHeader;
  if (header < (s->tcp ? kTcpHeader : kUdpHeader) || header >= room) return false;
  s->header_length = s->l4_offset + header;
  return s->header_length - s->l3_offset + s->gso_size <= kMaxPacket;
}

// Lengths and checksum of the network header. `l3_length` counts from that header on.
void write_network_header(const SuperFrame& s, size_t index, uint8_t* out, size_t l3_length) {
  uint8_t* ip = out + s.l3_offset;
  if (s.ipv6) {
    put16(ip + 4, l3_length - kIpv6Header);
    return;
  }
  put16(ip + 2, l3_length);
  // Each segment is a separate packet (RFC 6864 §4.3).
  put16(ip + 4, get16(ip + 4) + index);
  store(ip + 10, 0);
  store(ip + 10, fold(sum_octets(ip, s.l4_offset - s.l3_offset, 0)));
}

void write_tcp_header(const SuperFrame& s, size_t index, uint8_t* tcp) {
  put32(tcp + 4, static_cast<uint32_t>(get32(tcp + 4) + index * s.gso_size));
  if (index > 0) tcp[13] &= static_cast<uint8_t>(~kCwr);
  if (index + 1 < s.segments) tcp[13] &= static_cast<uint8_t>(~(kFin | kPsh));
}

uint64_t sum_pseudo_header(const SuperFrame& s, const uint8_t* out, size_t l4_length) {
  const uint64_t sum = sum_length_and_protocol(l4_length, s.tcp ? kProtocolTcp : kProtocolUdp);
  const uint8_t* ip = out + s.l3_offset;
  return s.ipv6 ? sum_octets(ip + 8, 32, sum) : sum_octets(ip + 12, 8, sum);
}

}  // namespace

Offload unpack_offload(const uint32_t words[2]) {
  return {static_cast<uint8_t>(words[0]), static_cast<uint8_t>(words[0] >> 8),
          static_cast<uint16_t>(words[0] >> 16), static_cast<uint16_t>(words[1]),
          static_cast<uint16_t>(words[1] >> 16)};
}

void pack_offload(const Offload& offload, uint32_t words[2]) {
  words[0] = offload.flags | static_cast<uint32_t>(offload.gso_type) << 8 |
             static_cast<uint32_t>(offload.gso_size) << 16;
  words[1] = offload.csum_start | static_cast<uint32_t>(offload.csum_offset) << 16;
}

bool parse_super_frame(const uint8_t* frame, size_t length, const Offload& offload, SuperFrame* s) {
  const uint8_t type = offload.gso_type & static_cast<uint8_t>(~kGsoEcn);
  if (type != kGsoTcp4 && type != kGsoTcp6 && type != kGsoUdp) return false;
  *s = {frame, length, 0, 0, 0, offload.gso_size, 0, false, type != kGsoUdp};
  uint8_t protocol = 0;
  if (s->gso_size == 0 || !find_transport(s, &protocol)) return false;
  if (protocol != (s->tcp ? kProtocolTcp : kProtocolUdp)) return false;
  if (s->tcp && s->ipv6 != (type == kGsoTcp6)) return false;
  if (!find_payload(s)) return false;
  s->segments = (length - s->header_length + s->gso_size - 1) / s->gso_size;
  return s->segments <= kMaxSegments;
}

size_t segmented_length(const SuperFrame& s) {
  return s.segments * s.header_length + (s.length - s.header_length);
}

size_t write_segment(const SuperFrame& s, size_t index, uint8_t* out) {
  const size_t payload_at = s.header_length + index * s.gso_size;
  const size_t payload = std::min(s.gso_size, s.length - payload_at);
  const size_t length = s.header_length + payload;
  memcpy(out, s.frame, s.header_length);
  memcpy(out + s.header_length, s.frame + payload_at, payload);
  write_network_header(s, index, out, length - s.l3_offset);
  uint8_t* l4 = out + s.l4_offset;
  const size_t l4_length = length - s.l4_offset;
  if (s.tcp)
    write_tcp_header(s, index, l4);
  else
    put16(l4 + 4, l4_length);
  uint8_t* checksum = l4 + (s.tcp ? 16 : 6);
  store(checksum, 0);
  const uint16_t sum = fold(sum_octets(l4, l4_length, sum_pseudo_header(s, out, l4_length)));
  // In UDP a zero would mean "no checksum" (RFC 768).
  store(checksum, sum == 0 && !s.tcp ? 0xffff : sum);
  return length;
}

bool complete_checksum(uint8_t* frame, size_t length, const Offload& offload) {
  const size_t start = offload.csum_start;
  const size_t at = start + offload.csum_offset;
  if (start > length || at + 2 > length) return false;
  const uint16_t sum = fold(sum_octets(frame + start, length - start, 0));
  // All ones is the same number and, in UDP, does not mean "no checksum".
  store(frame + at, sum == 0 ? 0xffff : sum);
  return true;
}

uint16_t header_length_hint(const uint8_t* frame, size_t length, const Offload& offload) {
  const size_t l4 = offload.csum_start;
  if (offload.gso_type == 0 || l4 + kTcpHeader > length) return 0;
  const bool udp = offload.gso_type == kGsoUdp;
  return static_cast<uint16_t>(l4 +
                               (udp ? kUdpHeader : static_cast<size_t>(frame[l4 + 12] >> 4) * 4));
}

}  // namespace patchcord
