// The offloads of a NIC in software: completes checksums, and cuts the super-frame of a TCP or UDP
// flow into frames.
// Read first: VIRTIO 1.2 §5.1.6 (virtio_net_hdr); Documentation/networking/segmentation-offloads of
// Linux; RFC 1071 (checksum), RFC 3168 §6.1.2 (CWR).
// Left out: UFO (fragments of one datagram; Linux has not created such frames since 4.14) and
// offloads within tunnels. Such frames are refused.
//
// Every length and offset here comes from the sender of the frame. All are checked against the
// frame before anything is read or written; a frame that contradicts itself is refused as a whole.
#pragma once

#include <cstddef>
#include <cstdint>

namespace patchcord {

// The offloads of a frame: two 32-bit words of FrameBatch.offloads. All zero: none.
struct Offload {
  uint8_t flags;
  uint8_t gso_type;
  uint16_t gso_size;
  uint16_t csum_start;
  uint16_t csum_offset;
};

constexpr uint8_t kNeedsChecksum = 1;
constexpr uint8_t kGsoTcp4 = 1;
constexpr uint8_t kGsoTcp6 = 4;
constexpr uint8_t kGsoUdp = 5;
// Combined with a TCP type: only the first segment keeps CWR.
constexpr uint8_t kGsoEcn = 0x80;

Offload unpack_offload(const uint32_t words[2]);
void pack_offload(const Offload& offload, uint32_t words[2]);

// The most segments of one super-frame. They fit into one batch.
constexpr size_t kMaxSegments = 1024;

// A super-frame whose headers have been checked.
struct SuperFrame {
  const uint8_t* frame;
  size_t length;
  size_t l3_offset;
  size_t l4_offset;
  // Where the payload begins.
  size_t header_length;
  size_t gso_size;
  size_t segments;
  bool ipv6;
  bool tcp;
};

// False if the offloads or the headers are invalid.
bool parse_super_frame(const uint8_t* frame, size_t length, const Offload& offload,
                       SuperFrame* super_frame);

// Octets of all segments together.
size_t segmented_length(const SuperFrame& super_frame);

// Writes segment `index` with all of its checksums, and returns its length: at most
// header_length + gso_size octets.
size_t write_segment(const SuperFrame& super_frame, size_t index, uint8_t* out);

// Fills in the checksum that the offloads ask for. False if it would be outside the frame.
bool complete_checksum(uint8_t* frame, size_t length, const Offload& offload);

// Length of all headers, for virtio_net_hdr.hdr_len; 0 if it is unknown.
uint16_t header_length_hint(const uint8_t* frame, size_t length, const Offload& offload);

}  // namespace patchcord
