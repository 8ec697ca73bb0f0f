#include "link_monitor.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmath>
#include <string>

#include "system_error.h"

namespace patchcord {
namespace {

// Room for one read, octets: four times what netlink(7) recommends for lists.
constexpr size_t kRoom = 32768;

constexpr size_t kMacLength = 6;

struct Device {
  std::string name;
  double mac = std::nan("");
  uint32_t mtu = 0;
};

double read_mac(const uint8_t* octets) {
  double mac = 0;
  for (size_t i = 0; i < kMacLength; i++) mac = mac * 256 + octets[i];
  return mac;
}

Device read_device(const ifinfomsg* facts, size_t length) {
  Device device;
  size_t left = length - NLMSG_ALIGN(sizeof *facts);
  for (const rtattr* part = IFLA_RTA(facts); RTA_OK(part, left); part = RTA_NEXT(part, left)) {
    const uint8_t* data = static_cast<const uint8_t*>(RTA_DATA(part));
    const size_t octets = RTA_PAYLOAD(part);
    if (part->rta_type == IFLA_IFNAME)
      device.name.assign(reinterpret_cast<const char*>(data),
                         strnlen(reinterpret_cast<const char*>(data), octets));
    else if (part->rta_type == IFLA_MTU && octets >= sizeof device.mtu)
      memcpy(&device.mtu, data, sizeof device.mtu);
    else if (part->rta_type == IFLA_ADDRESS && octets == kMacLength &&
             facts->ifi_type == ARPHRD_ETHER)
      device.mac = read_mac(data);
  }
  return device;
}

int open_netlink(const char** syscall) {
  *syscall = "socket";
  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return -1;
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  *syscall = "bind";
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

}  // namespace

void LinkMonitor::define(Napi::Env env, Napi::Object exports) {
  exports.Set("LinkMonitor",
              DefineClass(env, "LinkMonitor", {InstanceMethod<&LinkMonitor::close>("close")}));
}

LinkMonitor::LinkMonitor(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<LinkMonitor>(info),
      context_(info.Env(), "PatchcordLinkMonitor", info.This().As<Napi::Object>()) {
  if (!info[0].IsFunction() || !info[1].IsFunction() || !info[2].IsFunction())
    throw Napi::TypeError::New(info.Env(), "changed, gone, overrun");
  changed_ = Napi::Persistent(info[0].As<Napi::Function>());
  gone_ = Napi::Persistent(info[1].As<Napi::Function>());
  overrun_ = Napi::Persistent(info[2].As<Napi::Function>());
  const char* syscall = nullptr;
  const int fd = open_netlink(&syscall);
  if (fd < 0) throw system_error(info.Env(), syscall, errno);
  // Not garbage-collected while open: the loop calls JavaScript.
  Ref();
  pump_ = FdPump::start(info.Env(), fd, this);
  const int error = ask_for_list();
  if (error == 0) return;
  pump_->close();
  throw system_error(info.Env(), "send", error);
}

LinkMonitor::~LinkMonitor() {
  if (pump_ != nullptr) pump_->abandon();
}

// 0 or an errno. EBUSY: the last list is still arriving.
int LinkMonitor::ask_for_list() const {
  struct {
    nlmsghdr header;
    ifinfomsg facts;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = RTM_GETLINK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  return send(pump_->fd(), &request, sizeof request, 0) >= 0 ? 0 : errno;
}

void LinkMonitor::on_ready(int) noexcept {
  const Napi::HandleScope scope(Env());
  try {
    // This handle keeps the object alive if JavaScript closes the monitor.
    const Napi::Object self = Value();
    read_messages();
  } catch (const Napi::Error& thrown) {
    try {
      napi_fatal_exception(thrown.Env(), thrown.Value());
    } catch (const Napi::Error&) {
      // The thread is ending.
    }
  }
}

void LinkMonitor::read_messages() {
  alignas(nlmsghdr) uint8_t room[kRoom];
  while (pump_ != nullptr) {
    sockaddr_nl from{};
    socklen_t from_length = sizeof from;
    const ssize_t octets = recvfrom(pump_->fd(), room, sizeof room, 0,
                                    reinterpret_cast<sockaddr*>(&from), &from_length);
    if (octets < 0 && errno == ENOBUFS) {
      call(overrun_, {});
      if (pump_ != nullptr) ask_for_list();
      continue;
    }
    if (octets <= 0) return;
    // Any process can send to a netlink socket; only the kernel's port is 0.
    if (from.nl_pid != 0) continue;
    size_t left = static_cast<size_t>(octets);
    for (const nlmsghdr* message = reinterpret_cast<nlmsghdr*>(room);
         NLMSG_OK(message, left) && pump_ != nullptr; message = NLMSG_NEXT(message, left))
      take(*message);
  }
}

void LinkMonitor::take(const nlmsghdr& message) {
  const bool changed = message.nlmsg_type == RTM_NEWLINK;
  if (!changed && message.nlmsg_type != RTM_DELLINK) return;
  const size_t length = message.nlmsg_len - NLMSG_HDRLEN;
  if (length < NLMSG_ALIGN(sizeof(ifinfomsg))) return;
  const ifinfomsg* facts = static_cast<const ifinfomsg*>(NLMSG_DATA(&message));
  // A bridge reports its ports in messages of its own family; the port itself has not changed.
  if (facts->ifi_family != AF_UNSPEC) return;
  const Napi::Env env = Env();
  const Napi::Value index = Napi::Number::New(env, facts->ifi_index);
  if (!changed) {
    call(gone_, {index});
    return;
  }
  const Device device = read_device(facts, length);
  const bool up = (facts->ifi_flags & IFF_UP) != 0 && (facts->ifi_flags & IFF_RUNNING) != 0;
  call(changed_, {index, Napi::String::New(env, device.name), Napi::Number::New(env, device.mac),
                  Napi::Boolean::New(env, up), Napi::Number::New(env, device.mtu)});
}

void LinkMonitor::call(const Napi::FunctionReference& callback,
                       const std::vector<napi_value>& words) {
  callback.Value().MakeCallback(Value(), words, context_);
}

void LinkMonitor::close(const Napi::CallbackInfo&) {
  if (pump_ != nullptr) pump_->close();
}

void LinkMonitor::on_closing() noexcept {
  pump_ = nullptr;
  Unref();
}

}  // namespace patchcord
