#include "frame_pump.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <string>

#include "segmentation.h"
#include "system_error.h"

// Linux 6.2; older headers lack them.
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif
#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

namespace patchcord {
namespace {

// Frames in one recvmmsg or sendmmsg.
constexpr uint32_t kBatch = 64;

// Largest frame in octets: MAX_FRAME_LENGTH of wire/ethernet.ts. The kernel truncates longer frames
// and reports it; they are refused.
constexpr size_t kMaxFrame = 65553;

constexpr size_t kVlanTag = 4;
// Both MAC addresses; a VLAN tag follows them.
constexpr size_t kAddresses = 12;
// Octets of the slab for one frame of a packet socket: room for a tag in front, a multiple of 16.
constexpr size_t kPlace = 65584;

constexpr size_t kControl = CMSG_SPACE(sizeof(tpacket_auxdata));

// Socket buffers, octets: 128 super-frames in, one batch out. If the process may not exceed
// net.core.[rw]mem_max, the kernel gives that much.
constexpr int kReceiveBuffer = 8 << 20;
constexpr int kSendBuffer = 4 << 20;

// struct virtio_net_hdr, whose header is not C++.
struct VirtioHeader {
  uint8_t flags;
  uint8_t gso_type;
  uint16_t hdr_len;
  uint16_t gso_size;
  uint16_t csum_start;
  uint16_t csum_offset;
};
static_assert(sizeof(VirtioHeader) == 10);

// Both descriptors use the machine's byte order, which is the default.
Offload from_virtio(const VirtioHeader& header) {
  Offload offload{header.flags, header.gso_type, header.gso_size, header.csum_start,
                  header.csum_offset};
  offload.flags &= kNeedsChecksum;
  if (offload.flags == 0 && offload.gso_type == 0) return {};
  return offload;
}

VirtioHeader to_virtio(const uint8_t* frame, size_t length, const Offload& offload) {
  VirtioHeader header{};
  header.flags = offload.flags;
  header.gso_type = offload.gso_type;
  header.gso_size = offload.gso_size;
  header.csum_start = offload.csum_start;
  header.csum_offset = offload.csum_offset;
  header.hdr_len = header_length_hint(frame, length, offload);
  return header;
}

// The netdev was deleted or is down, or the descriptor is bad: no more frames will come.
bool is_end(int error) {
  return error == EBADFD || error == EBADF || error == ENETDOWN || error == ENODEV ||
         error == ENXIO || error == EIO;
}

bool set_integer(int fd, int level, int option, int value) {
  return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

void enlarge(int fd, int forced, int plain, int octets) {
  if (!set_integer(fd, SOL_SOCKET, forced, octets)) set_integer(fd, SOL_SOCKET, plain, octets);
}

// `mode` is a PACKET_MR_… constant; it holds while the socket is open.
bool widen_reception(int fd, unsigned short mode) {
  sockaddr_ll bound{};
  socklen_t length = sizeof bound;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &length) < 0) return false;
  packet_mreq wanted{};
  wanted.mr_ifindex = bound.sll_ifindex;
  wanted.mr_type = mode;
  return setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &wanted, sizeof wanted) == 0;
}

// This and prepare_tap return the failed call's name, or null.
const char* prepare_packet_socket(int fd) {
  // Without virtio-net headers a super-frame could not be distinguished from a frame.
  if (!set_integer(fd, SOL_PACKET, PACKET_VNET_HDR, 1)) return "setsockopt";
  if (!set_integer(fd, SOL_PACKET, PACKET_AUXDATA, 1)) return "setsockopt";
  enlarge(fd, SO_RCVBUFFORCE, SO_RCVBUF, kReceiveBuffer);
  enlarge(fd, SO_SNDBUFFORCE, SO_SNDBUF, kSendBuffer);
  return nullptr;
}

const char* prepare_tap(int fd) {
  ifreq request{};
  if (ioctl(fd, TUNGETIFF, &request) < 0) return "TUNGETIFF";
  constexpr short kWanted = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
  errno = EINVAL;
  if ((request.ifr_flags & kWanted) != kWanted) return "TUNGETIFF";
  int header = sizeof(VirtioHeader);
  if (ioctl(fd, TUNSETVNETHDRSZ, &header) < 0) return "TUNSETVNETHDRSZ";
  constexpr unsigned kOffloads = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;
  if (ioctl(fd, TUNSETOFFLOAD, kOffloads | TUN_F_USO4 | TUN_F_USO6) == 0) return nullptr;
  return ioctl(fd, TUNSETOFFLOAD, kOffloads) == 0 ? nullptr : "TUNSETOFFLOAD";
}

bool is_array_of(const Napi::Value& value, napi_typedarray_type type) {
  return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == type;
}

void report_uncaught(const Napi::Error& thrown) noexcept {
  try {
    napi_fatal_exception(thrown.Env(), thrown.Value());
  } catch (const Napi::Error&) {
    // The value is unavailable, because the thread is ending.
  }
}

Napi::Value outcome_of(Napi::Env env, bool done) {
  if (done) return Napi::Number::New(env, 0);
  return Napi::String::New(env, uv_err_name(-errno));
}

}  // namespace

struct FramePump::Mail {
  mmsghdr messages[kBatch];
  // A virtio-net header and a frame.
  iovec parts[kBatch][2];
  VirtioHeader headers[kBatch];
  alignas(cmsghdr) uint8_t control[kBatch][kControl];
};

void FramePump::define(Napi::Env env, Napi::Object exports) {
  exports.Set("FramePump", DefineClass(env, "FramePump",
                                       {InstanceMethod<&FramePump::write>("write"),
                                        InstanceMethod<&FramePump::watch_writable>("watchWritable"),
                                        InstanceMethod<&FramePump::set_carrier>("setCarrier"),
                                        InstanceMethod<&FramePump::set_filter>("setFilter"),
                                        InstanceMethod<&FramePump::set_option>("setOption"),
                                        InstanceMethod<&FramePump::close>("close")}));
}

FramePump::FramePump(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<FramePump>(info),
      context_(info.Env(), "PatchcordFramePump", info.This().As<Napi::Object>()) {
  if (!info[0].IsNumber() || !info[1].IsString() || !is_array_of(info[3], napi_int32_array) ||
      info[3].As<Napi::TypedArray>().ElementLength() < 1 || !info[4].IsFunction() ||
      !info[5].IsFunction())
    throw Napi::TypeError::New(info.Env(), "fd, kind, batch, outcome, ready, writable");
  arena_ = take_arena(info[2]);
  batch_ = Napi::Persistent(info[2].As<Napi::Object>());
  Napi::Int32Array outcome = info[3].As<Napi::Int32Array>();
  outcome_ = outcome.Data();
  outcome_owner_ = Napi::Persistent(outcome);
  ready_ = Napi::Persistent(info[4].As<Napi::Function>());
  writable_ = Napi::Persistent(info[5].As<Napi::Function>());
  tap_ = info[1].As<Napi::String>().Utf8Value() == "tap";
  const int fd = info[0].As<Napi::Number>();
  // Not garbage-collected while open: the loop calls JavaScript.
  Ref();
  const char* failed = prepare(fd);
  if (failed != nullptr) {
    const int error = errno;
    ::close(fd);
    Unref();
    throw system_error(info.Env(), failed, error);
  }
  pump_ = FdPump::start(info.Env(), fd, this);
}

FramePump::~FramePump() {
  if (pump_ != nullptr) pump_->abandon();
}

const char* FramePump::prepare(int fd) {
  int nonblocking = 1;
  if (ioctl(fd, FIONBIO, &nonblocking) < 0) return "FIONBIO";
  if (tap_) return prepare_tap(fd);
  mail_ = std::make_unique<Mail>();
  return prepare_packet_socket(fd);
}

Napi::Value FramePump::write(const Napi::CallbackInfo& info) {
  const Arena batch = take_arena(info[0]);
  if (!is_array_of(info[1], napi_uint16_array) || !info[2].IsNumber() || !info[3].IsNumber())
    throw Napi::TypeError::New(info.Env(), "batch, selection, start, end");
  Napi::Uint16Array selection = info[1].As<Napi::Uint16Array>();
  const uint32_t end = std::min<uint32_t>(info[3].As<Napi::Number>().Uint32Value(),
                                          static_cast<uint32_t>(selection.ElementLength()));
  const uint32_t start = info[2].As<Napi::Number>();
  outcome_[0] = 0;
  if (pump_ == nullptr || start >= end) return Napi::Number::New(info.Env(), end);
  const uint32_t done = tap_ ? write_tap(batch, selection.Data(), start, end)
                             : write_packets(batch, selection.Data(), start, end);
  return Napi::Number::New(info.Env(), done);
}

uint32_t FramePump::write_tap(const Arena& batch, const uint16_t* selection, uint32_t at,
                              uint32_t end) {
  for (; at < end; at++) {
    size_t length = 0;
    const uint8_t* frame = frame_of(batch, selection[at], &length);
    if (frame == nullptr) {
      outcome_[0]++;
      continue;
    }
    VirtioHeader header =
        to_virtio(frame, length, unpack_offload(batch.offloads + 2 * selection[at]));
    const iovec parts[2] = {{&header, sizeof header}, {const_cast<uint8_t*>(frame), length}};
    if (writev(pump_->fd(), parts, 2) >= 0) continue;
    if (errno == EAGAIN) return at;
    outcome_[0]++;
  }
  return at;
}

uint32_t FramePump::write_packets(const Arena& batch, const uint16_t* selection, uint32_t at,
                                  uint32_t end) {
  while (at < end) {
    uint32_t count = 0;
    uint32_t taken = 0;
    for (; count < kBatch && at + taken < end; taken++) {
      const uint16_t i = selection[at + taken];
      size_t length = 0;
      const uint8_t* frame = frame_of(batch, i, &length);
      // A refused frame ends the run, so that the count of sent messages shows where it stopped.
      if (frame == nullptr) break;
      mail_->headers[count] = to_virtio(frame, length, unpack_offload(batch.offloads + 2 * i));
      mail_->parts[count][0] = {&mail_->headers[count], sizeof(VirtioHeader)};
      mail_->parts[count][1] = {const_cast<uint8_t*>(frame), length};
      mail_->messages[count] = {};
      mail_->messages[count].msg_hdr.msg_iov = mail_->parts[count];
      mail_->messages[count].msg_hdr.msg_iovlen = 2;
      count++;
    }
    const int sent = count == 0 ? 0 : sendmmsg(pump_->fd(), mail_->messages, count, MSG_NOSIGNAL);
    if (sent > 0) {
      at += static_cast<uint32_t>(sent);
      continue;
    }
    if (sent < 0 && errno == EAGAIN) return at;
    // The first frame of the run is refused (ENOBUFS: the NIC's queue is full; EMSGSIZE: longer
    // than its MTU) or is not in the slab.
    outcome_[0]++;
    at++;
  }
  return at;
}

void FramePump::on_ready(int status) noexcept {
  const Napi::HandleScope scope(Env());
  int error = 0;
  uint32_t count = 0;
  if (status == 0) {
    count = tap_ ? read_tap(&error) : read_packets(&error);
  } else {
    // libuv reports EBADF for every error of the descriptor; a socket knows the real one.
    socklen_t length = sizeof error;
    if (tap_ || getsockopt(pump_->fd(), SOL_SOCKET, SO_ERROR, &error, &length) < 0 || error == 0)
      error = tap_ ? ENODEV : -status;
  }
  if (count > 0) tell(count, nullptr);
  if (error != 0 && pump_ != nullptr) tell(0, uv_err_name(-error));
}

uint32_t FramePump::read_tap(int* error) {
  uint32_t count = 0;
  size_t used = 0;
  while (count < arena_.capacity && arena_.slab_length - used >= kMaxFrame) {
    VirtioHeader header;
    const iovec parts[2] = {{&header, sizeof header}, {arena_.slab + used, kMaxFrame}};
    const ssize_t octets = readv(pump_->fd(), parts, 2);
    if (octets < 0) {
      if (errno == EINTR) continue;
      // EBADFD: the netdev of the TAP was deleted.
      if (is_end(errno)) *error = errno == EBADFD ? ENODEV : errno;
      return count;
    }
    if (octets < static_cast<ssize_t>(sizeof header)) continue;
    const size_t length = static_cast<size_t>(octets) - sizeof header;
    arena_.offsets[count] = static_cast<uint32_t>(used);
    arena_.lengths[count] = static_cast<uint32_t>(length);
    pack_offload(from_virtio(header), arena_.offloads + 2 * count);
    count++;
    // Aligns the next frame for the kernel.
    used += (length + 15) & ~static_cast<size_t>(15);
    if (used > arena_.slab_length) return count;
  }
  return count;
}

uint32_t FramePump::read_packets(int* error) {
  const uint32_t places = static_cast<uint32_t>(
      std::min({static_cast<size_t>(kBatch), static_cast<size_t>(arena_.capacity),
                arena_.slab_length / kPlace}));
  for (uint32_t i = 0; i < places; i++) {
    mail_->parts[i][0] = {&mail_->headers[i], sizeof(VirtioHeader)};
    mail_->parts[i][1] = {arena_.slab + i * kPlace + kVlanTag, kMaxFrame};
    mail_->messages[i] = {};
    msghdr& message = mail_->messages[i].msg_hdr;
    message.msg_iov = mail_->parts[i];
    message.msg_iovlen = 2;
    message.msg_control = mail_->control[i];
    message.msg_controllen = kControl;
  }
  const int received = recvmmsg(pump_->fd(), mail_->messages, places, MSG_DONTWAIT, nullptr);
  if (received < 0) {
    if (is_end(errno)) *error = errno;
    return 0;
  }
  uint32_t count = 0;
  for (uint32_t i = 0; i < static_cast<uint32_t>(received); i++)
    if (take_packet(*mail_, i, count)) count++;
  return count;
}

// Describes the frame of message `index` as frame `place` of the arena.
bool FramePump::take_packet(const Mail& mail, uint32_t index, uint32_t place) {
  const mmsghdr& message = mail.messages[index];
  const size_t octets = message.msg_len;
  if ((message.msg_hdr.msg_flags & MSG_TRUNC) != 0 || octets < sizeof(VirtioHeader) + kAddresses)
    return false;
  size_t length = octets - sizeof(VirtioHeader);
  uint8_t* frame = arena_.slab + index * kPlace + kVlanTag;
  Offload offload = from_virtio(mail.headers[index]);
  msghdr* walked = const_cast<msghdr*>(&message.msg_hdr);
  for (cmsghdr* part = CMSG_FIRSTHDR(walked); part != nullptr; part = CMSG_NXTHDR(walked, part)) {
    if (part->cmsg_level != SOL_PACKET || part->cmsg_type != PACKET_AUXDATA ||
        part->cmsg_len < CMSG_LEN(sizeof(tpacket_auxdata)))
      continue;
    tpacket_auxdata facts;
    memcpy(&facts, CMSG_DATA(part), sizeof facts);
    if ((facts.tp_status & TP_STATUS_VLAN_VALID) == 0) continue;
    const bool named = (facts.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0;
    const uint16_t tpid = named ? facts.tp_vlan_tpid : static_cast<uint16_t>(ETH_P_8021Q);
    memmove(frame - kVlanTag, frame, kAddresses);
    frame -= kVlanTag;
    length += kVlanTag;
    frame[kAddresses] = static_cast<uint8_t>(tpid >> 8);
    frame[kAddresses + 1] = static_cast<uint8_t>(tpid);
    frame[kAddresses + 2] = static_cast<uint8_t>(facts.tp_vlan_tci >> 8);
    frame[kAddresses + 3] = static_cast<uint8_t>(facts.tp_vlan_tci);
    if (offload.flags != 0) offload.csum_start += kVlanTag;
    break;
  }
  arena_.offsets[place] = static_cast<uint32_t>(frame - arena_.slab);
  arena_.lengths[place] = static_cast<uint32_t>(length);
  pack_offload(offload, arena_.offloads + 2 * place);
  return true;
}

void FramePump::watch_writable(const Napi::CallbackInfo& info) {
  if (pump_ != nullptr) pump_->watch_writable(info[0].ToBoolean());
}

Napi::Value FramePump::set_carrier(const Napi::CallbackInfo& info) {
  int up = info[0].ToBoolean() ? 1 : 0;
  errno = EBADF;
  return outcome_of(info.Env(), pump_ != nullptr && ioctl(pump_->fd(), TUNSETCARRIER, &up) == 0);
}

Napi::Value FramePump::set_filter(const Napi::CallbackInfo& info) {
  if (!is_array_of(info[0], napi_uint32_array)) throw Napi::TypeError::New(info.Env(), "program");
  Napi::Uint32Array words = info[0].As<Napi::Uint32Array>();
  static_assert(sizeof(sock_filter) == 8);
  sock_fprog program{static_cast<unsigned short>(words.ElementLength() / 2),
                     reinterpret_cast<sock_filter*>(words.Data())};
  errno = EBADF;
  return outcome_of(info.Env(),
                    pump_ != nullptr && setsockopt(pump_->fd(), SOL_SOCKET, SO_ATTACH_FILTER,
                                                   &program, sizeof program) == 0);
}

Napi::Value FramePump::set_option(const Napi::CallbackInfo& info) {
  const std::string option = info[0].ToString();
  errno = EBADF;
  if (pump_ == nullptr) return outcome_of(info.Env(), false);
  if (option == "pastQueueing")
    return outcome_of(info.Env(), set_integer(pump_->fd(), SOL_PACKET, PACKET_QDISC_BYPASS, 1));
  if (option == "ignoreOutgoing")
    return outcome_of(info.Env(), set_integer(pump_->fd(), SOL_PACKET, PACKET_IGNORE_OUTGOING, 1));
  const auto mode = option == "promiscuous" ? PACKET_MR_PROMISC : PACKET_MR_ALLMULTI;
  return outcome_of(info.Env(), widen_reception(pump_->fd(), mode));
}

void FramePump::close(const Napi::CallbackInfo&) {
  if (pump_ != nullptr) pump_->close();
}

void FramePump::on_closing() noexcept {
  pump_ = nullptr;
  Unref();
}

void FramePump::on_writable() noexcept {
  const Napi::HandleScope scope(Env());
  try {
    const Napi::Object self = Value();
    writable_.Value().MakeCallback(self, {}, context_);
  } catch (const Napi::Error& thrown) {
    report_uncaught(thrown);
  }
}

// An exception of a JavaScript callback is reported as uncaught. So is the failure of a thread that
// is ending, which no caller can observe.
void FramePump::tell(uint32_t count, const char* error) noexcept {
  try {
    // This handle keeps the object alive if JavaScript closes the pump.
    const Napi::Object self = Value();
    const Napi::Value failure = error == nullptr ? Env().Null() : Napi::String::New(Env(), error);
    ready_.Value().MakeCallback(self, {Napi::Number::New(Env(), count), failure}, context_);
  } catch (const Napi::Error& thrown) {
    report_uncaught(thrown);
  }
}

}  // namespace patchcord
