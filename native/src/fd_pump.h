// Waits for a descriptor on the loop of the thread that created it.
//
// Theory of operation
// - A pump owns a non-blocking descriptor and a uv_poll handle on the environment's own loop: a
//   worker's pump runs in that worker. It calls its owner when the descriptor is readable, and,
//   while the owner watches for it (`watch_writable`), when it is writable.
// - Running: from start() until close(). The owner may call close() in on_ready.
// - Closing: polling has stopped, on_closing has been called and the owner is not called again. The
//   descriptor is closed when libuv has released it; then the pump deletes itself. Nothing else
//   deletes it.
// - An environment that ends (worker.terminate(), exit) closes the pump through its asynchronous
//   cleanup hook, which keeps the loop alive until libuv has released the descriptor.
#pragma once

#include <napi.h>
#include <uv.h>

namespace patchcord {

class FdPump {
 public:
  class Owner {
   public:
    // The descriptor is readable, or its error queue is. `status` is 0, or a libuv error after
    // which the pump should be closed.
    virtual void on_ready(int status) noexcept = 0;
    // The descriptor is writable again; called only while watch_writable is on.
    virtual void on_writable() noexcept {}
    // The pump is closing; do not use it any more.
    virtual void on_closing() noexcept = 0;

   protected:
    ~Owner() = default;
  };

  // Owns the descriptor from now on, also on failure. Throws if the loop cannot wait for it.
  static FdPump* start(Napi::Env env, int fd, Owner* owner);

  int fd() const { return fd_; }
  void watch_writable(bool on);
  void close();
  // Closes without calling the owner, because the owner is being destroyed.
  void abandon();

 private:
  FdPump(int fd, Owner* owner) : fd_(fd), owner_(owner) {}
  ~FdPump() = default;

  static void on_poll(uv_poll_t* handle, int status, int events);
  static void on_handle_closed(uv_handle_t* handle);
  static void on_environment_end(napi_async_cleanup_hook_handle hook, void* pump);

  uv_poll_t poll_{};
  int fd_;
  Owner* owner_;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  bool closing_ = false;
};

}  // namespace patchcord
