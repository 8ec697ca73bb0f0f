// Waits for a descriptor on the loop of the thread that made it.
//
// Theory of operation
// - A pump owns a non-blocking descriptor and a uv_poll handle on the environment's own loop: a
//   worker's pump runs in that worker. It tells its owner when there is something to read, and
//   while the owner waits for it (`watch_writable`), when there is room to write.
// - Running: from start() until close(). The owner may close from within on_ready.
// - Closing: polling has stopped, the owner has been told and is not called again. The descriptor
//   is closed when libuv has released it, then the pump deletes itself. Nothing else deletes it.
// - An environment that ends (worker.terminate(), exit) closes the pump through its asynchronous
//   cleanup hook, which holds the loop until libuv has let go.
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
    // There is room to write again; only while watched for.
    virtual void on_writable() noexcept {}
    // The pump is closing, for whatever reason: forget it.
    virtual void on_closing() noexcept = 0;

   protected:
    ~Owner() = default;
  };

  // Takes the descriptor, also on failure. Throws when it cannot be waited for.
  static FdPump* start(Napi::Env env, int fd, Owner* owner);

  int fd() const { return fd_; }
  void watch_writable(bool on);
  void close();
  // The owner is being destroyed: closes without telling it.
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
