#include "fd_pump.h"

#include <unistd.h>

#include "system_error.h"

namespace patchcord {

// An error queue that is not empty gives POLLERR | POLLPRI (SO_SELECT_ERR_QUEUE). libuv treats
// POLLERR alone as a bad descriptor.
constexpr int kEvents = UV_READABLE | UV_PRIORITIZED;

FdPump* FdPump::start(Napi::Env env, int fd, Owner* owner) {
  uv_loop_t* loop = nullptr;
  FdPump* pump = new FdPump(fd, owner);
  // node-addon-api wraps neither the loop nor the asynchronous cleanup hook.
  int error = napi_get_uv_event_loop(env, &loop) == napi_ok ? 0 : UV_EINVAL;
  if (error == 0) error = uv_poll_init(loop, &pump->poll_, fd);
  if (error != 0) {
    ::close(fd);
    delete pump;
    throw system_error(env, "epoll_ctl", -error);
  }
  pump->poll_.data = pump;
  error = uv_poll_start(&pump->poll_, kEvents, on_poll);
  if (error == 0 &&
      napi_add_async_cleanup_hook(env, on_environment_end, pump, &pump->hook_) != napi_ok)
    error = UV_ECANCELED;
  if (error == 0) return pump;
  pump->abandon();
  throw system_error(env, "epoll_ctl", -error);
}

void FdPump::close() {
  if (closing_) return;
  closing_ = true;
  if (owner_ != nullptr) owner_->on_closing();
  owner_ = nullptr;
  uv_poll_stop(&poll_);
  uv_close(reinterpret_cast<uv_handle_t*>(&poll_), on_handle_closed);
}

void FdPump::abandon() {
  owner_ = nullptr;
  close();
}

void FdPump::watch_writable(bool on) {
  if (!closing_) uv_poll_start(&poll_, on ? kEvents | UV_WRITABLE : kEvents, on_poll);
}

void FdPump::on_poll(uv_poll_t* handle, int status, int events) {
  FdPump* pump = static_cast<FdPump*>(handle->data);
  if (status == 0 && (events & UV_WRITABLE) != 0 && pump->owner_ != nullptr)
    pump->owner_->on_writable();
  if (status == 0 && (events & kEvents) == 0) return;
  // The owner may have closed in on_writable; the handle is freed after this call.
  if (pump->owner_ != nullptr) pump->owner_->on_ready(status);
}

void FdPump::on_handle_closed(uv_handle_t* handle) {
  FdPump* pump = static_cast<FdPump*>(handle->data);
  ::close(pump->fd_);
  if (pump->hook_ != nullptr) napi_remove_async_cleanup_hook(pump->hook_);
  delete pump;
}

void FdPump::on_environment_end(napi_async_cleanup_hook_handle, void* data) {
  static_cast<FdPump*>(data)->close();
}

}  // namespace patchcord
