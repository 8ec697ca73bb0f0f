// Reports this computer's network devices when they appear, change and disappear.
// Read first: fd_pump.h; rtnetlink(7), netlink(7).
//
// Theory of operation
// - When opened, the monitor requests a list of all devices and receives every later change. The
//   list arrives as changes too.
// - If the kernel had more messages than the socket holds (ENOBUFS), `overrun` is called and the
//   list is requested again: a device that is not in the list is gone.
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
  // `mac` is NaN if the device has no Ethernet address; `up`: it is up and has a carrier. Throws
  // the error of socket(2) or bind(2).
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
