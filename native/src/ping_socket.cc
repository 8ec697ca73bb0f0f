#include "ping_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <uv.h>

#include "system_error.h"

namespace patchcord {
namespace {

// Words of a record: kind, address, sequence, type, code, MTU, offset and length in the slab.
// native/lib/pingSocket.ts reads them.
constexpr uint32_t kRecordWords = 8;
constexpr uint32_t kReply = 0;
constexpr uint32_t kError = 1;

// The longest ICMP message that IPv4 carries, octets: a read needs this much room in the slab.
constexpr size_t kMaxMessage = 65536;

// Room for the control message of the error queue and the offender's address after it.
constexpr size_t kControl = CMSG_SPACE(sizeof(sock_extended_err) + sizeof(sockaddr_in)) + 64;

bool set_option(int fd, int level, int option) {
  const int on = 1;
  return setsockopt(fd, level, option, &on, sizeof on) == 0;
}

// Returns a descriptor, or -1 with the failed call's name in `*syscall`.
int open_ping_socket(const char** syscall) {
  *syscall = "socket";
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP);
  if (fd < 0) return -1;
  *syscall = "setsockopt";
  if (set_option(fd, IPPROTO_IP, IP_RECVERR) && set_option(fd, SOL_SOCKET, SO_SELECT_ERR_QUEUE))
    return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

uint16_t sequence_of(const uint8_t* icmp) {
  icmphdr header;
  memcpy(&header, icmp, sizeof header);
  return ntohs(header.un.echo.sequence);
}

// Whether the value is a typed array of this element type.
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

}  // namespace

void PingSocket::define(Napi::Env env, Napi::Object exports) {
  exports.Set("PingSocket", DefineClass(env, "PingSocket",
                                        {InstanceMethod<&PingSocket::send>("send"),
                                         InstanceMethod<&PingSocket::close>("close")}));
}

PingSocket::PingSocket(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<PingSocket>(info),
      context_(info.Env(), "PatchcordPingSocket", info.This().As<Napi::Object>()) {
  take_arguments(info);
  // Not garbage-collected while open: the loop calls JavaScript.
  Ref();
  const char* syscall = nullptr;
  const int fd = open_ping_socket(&syscall);
  if (fd < 0) throw system_error(info.Env(), syscall, errno);
  pump_ = FdPump::start(info.Env(), fd, this);
}

void PingSocket::take_arguments(const Napi::CallbackInfo& info) {
  if (!is_array_of(info[0], napi_uint8_array) || !is_array_of(info[1], napi_uint32_array) ||
      !info[2].IsFunction())
    throw Napi::TypeError::New(info.Env(), "slab, records, ready");
  Napi::Uint8Array slab = info[0].As<Napi::Uint8Array>();
  Napi::Uint32Array records = info[1].As<Napi::Uint32Array>();
  slab_ = slab.Data();
  slab_length_ = slab.ElementLength();
  records_ = records.Data();
  capacity_ = static_cast<uint32_t>(records.ElementLength() / kRecordWords);
  slab_owner_ = Napi::Persistent(slab);
  records_owner_ = Napi::Persistent(records);
  ready_ = Napi::Persistent(info[2].As<Napi::Function>());
}

PingSocket::~PingSocket() {
  if (pump_ != nullptr) pump_->abandon();
}

Napi::Value PingSocket::send(const Napi::CallbackInfo& info) {
  if (!info[0].IsNumber() || !info[1].IsNumber() || !is_array_of(info[2], napi_uint8_array) ||
      !info[3].IsNumber())
    throw Napi::TypeError::New(info.Env(), "destination, sequence, payload, timeToLive");
  Napi::Uint8Array payload = info[2].As<Napi::Uint8Array>();
  const int error =
      send_request(info[0].As<Napi::Number>(), info[1].As<Napi::Number>(), payload.Data(),
                   payload.ElementLength(), info[3].As<Napi::Number>());
  if (error == 0) return Napi::Number::New(info.Env(), 0);
  return Napi::String::New(info.Env(), uv_err_name(-error));
}

int PingSocket::send_request(uint32_t destination, uint32_t sequence, void* payload, size_t length,
                             int hops) {
  if (pump_ == nullptr) return EBADF;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(destination);
  icmphdr header{};
  header.type = ICMP_ECHO;
  header.un.echo.sequence = htons(static_cast<uint16_t>(sequence));
  iovec parts[2] = {{&header, sizeof header}, {payload, length}};

  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_name = &to;
  message.msg_namelen = sizeof to;
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* time_to_live = CMSG_FIRSTHDR(&message);
  time_to_live->cmsg_level = IPPROTO_IP;
  time_to_live->cmsg_type = IP_TTL;
  time_to_live->cmsg_len = CMSG_LEN(sizeof hops);
  memcpy(CMSG_DATA(time_to_live), &hops, sizeof hops);

  // The first failure can be the error of an earlier request; the error queue has the details.
  if (sendmsg(pump_->fd(), &message, MSG_NOSIGNAL) >= 0) return 0;
  return sendmsg(pump_->fd(), &message, MSG_NOSIGNAL) >= 0 ? 0 : errno;
}

void PingSocket::close(const Napi::CallbackInfo&) {
  if (pump_ != nullptr) pump_->close();
}

void PingSocket::on_closing() noexcept {
  pump_ = nullptr;
  Unref();
}

void PingSocket::on_ready(int status) noexcept {
  const Napi::HandleScope scope(Env());
  const uint32_t count = status < 0 ? 0 : fill_arena();
  if (count > 0 || status < 0) tell(count, status < 0 ? uv_err_name(status) : nullptr);
}

// Fills as many records as fit. Messages that are left make the descriptor readable again.
uint32_t PingSocket::fill_arena() {
  uint32_t count = 0;
  size_t used = 0;
  Received got = Received::again;
  while (count < capacity_ && got != Received::nothing) {
    got = receive_error(records_ + count * kRecordWords);
    if (got == Received::record) count += 1;
  }
  got = Received::again;
  while (count < capacity_ && got != Received::nothing && slab_length_ - used >= kMaxMessage) {
    got = receive_reply(records_ + count * kRecordWords, &used);
    if (got == Received::record) count += 1;
  }
  return count;
}

PingSocket::Received PingSocket::receive_reply(uint32_t* record, size_t* used) {
  sockaddr_in from{};
  socklen_t from_length = sizeof from;
  uint8_t* message = slab_ + *used;
  const ssize_t length = recvfrom(pump_->fd(), message, kMaxMessage, 0,
                                  reinterpret_cast<sockaddr*>(&from), &from_length);
  if (length < 0) {
    // Any other errno is the error of a request; the error queue has the details.
    const bool empty = errno == EAGAIN || errno == EBADF || errno == ENOTSOCK;
    return empty ? Received::nothing : Received::again;
  }
  if (length < static_cast<ssize_t>(sizeof(icmphdr)) || message[0] != ICMP_ECHOREPLY)
    return Received::again;
  record[0] = kReply;
  record[1] = ntohl(from.sin_addr.s_addr);
  record[2] = sequence_of(message);
  record[3] = message[0];
  record[4] = message[1];
  record[5] = 0;
  record[6] = static_cast<uint32_t>(*used + sizeof(icmphdr));
  record[7] = static_cast<uint32_t>(length - sizeof(icmphdr));
  *used += static_cast<size_t>(length);
  return Received::record;
}

PingSocket::Received PingSocket::receive_error(uint32_t* record) {
  uint8_t request[sizeof(icmphdr)];
  iovec part = {request, sizeof request};
  alignas(cmsghdr) char control[kControl];
  sockaddr_in destination{};
  msghdr message{};
  message.msg_name = &destination;
  message.msg_namelen = sizeof destination;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t length = recvmsg(pump_->fd(), &message, MSG_ERRQUEUE);
  if (length < 0) return Received::nothing;
  if (length < static_cast<ssize_t>(sizeof request)) return Received::again;
  record[0] = kError;
  record[2] = sequence_of(request);
  record[6] = 0;
  record[7] = 0;
  return read_error(message, record) ? Received::record : Received::again;
}

// Reads type, code, MTU and the offender's address from the queue's control message.
bool PingSocket::read_error(const msghdr& message, uint32_t* record) const {
  msghdr* walked = const_cast<msghdr*>(&message);
  for (cmsghdr* part = CMSG_FIRSTHDR(walked); part != nullptr; part = CMSG_NXTHDR(walked, part)) {
    if (part->cmsg_level != IPPROTO_IP || part->cmsg_type != IP_RECVERR) continue;
    if (part->cmsg_len < CMSG_LEN(sizeof(sock_extended_err) + sizeof(sockaddr_in))) return false;
    sock_extended_err error;
    sockaddr_in offender;
    memcpy(&error, CMSG_DATA(part), sizeof error);
    memcpy(&offender, CMSG_DATA(part) + sizeof error, sizeof offender);
    if (error.ee_origin != SO_EE_ORIGIN_ICMP) return false;
    record[1] = offender.sin_family == AF_INET ? ntohl(offender.sin_addr.s_addr) : 0;
    record[3] = error.ee_type;
    record[4] = error.ee_code;
    record[5] = error.ee_info;
    return true;
  }
  return false;
}

// An exception of a JavaScript callback is reported as uncaught. So is the failure of a thread that
// is ending, which no caller can observe.
void PingSocket::tell(uint32_t count, const char* error) noexcept {
  try {
    // This handle keeps the object alive if JavaScript closes the socket.
    const Napi::Object self = Value();
    const Napi::Value failure = error == nullptr ? Env().Null() : Napi::String::New(Env(), error);
    ready_.Value().MakeCallback(self, {Napi::Number::New(Env(), count), failure}, context_);
  } catch (const Napi::Error& thrown) {
    report_uncaught(thrown);
  }
}

}  // namespace patchcord
