// Tells of this computer's network devices as they come, change and go.
// Read first: fd_pump.h; rtnetlink(7), netlink(7).
//
// Theory of operation
// - Opened, the monitor asks for a list of all devices and hears of every change from then on: the
//   list comes as changes, too.
// - Should the kernel have had more to say than the socket holds (ENOBUFS), the list is asked for
//   anew, after `ready` has been told so with an overrun: what is not in the list has gone.
#pragma once

#include <napi.h>

#include <vector>

#include "fd_pump.h"

struct nlmsghdr;

namespace patchcord {

class LinkMonitor final : public Napi::ObjectWrap<LinkMonitor>, private FdPump::Owner {
 public:
  static void define(Napi::Env env, Napi::Object exports);

  // new LinkMonitor(changed: (index, name, mac, up, mtu) => void, gone: (index) => void,
  //                 overrun: () => void)
  // `mac` is NaN where the device has no Ethernet address; `up` tells whether it is up and has a
  // carrier. Throws what socket(2) or bind(2) says.
  explicit LinkMonitor(const Napi::CallbackInfo& info);
  ~LinkMonitor() override;

 private:
  // close(): no callback follows. Must be called.
  void close(const Napi::CallbackInfo& info);

  void on_ready(int status) noexcept override;
  void on_closing() noexcept override;

  int ask_for_list() const;
  void read_messages();
  void take(const nlmsghdr& message);
  void call(const Napi::FunctionReference& callback, const std::vector<napi_value>& words);

  FdPump* pump_ = nullptr;
  Napi::AsyncContext context_;
  Napi::FunctionReference changed_;
  Napi::FunctionReference gone_;
  Napi::FunctionReference overrun_;
};

}  // namespace patchcord
