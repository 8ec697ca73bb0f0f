// The module's entry: lists the native objects. Each has its own file and nothing is static, so
// that every thread that loads the module has its own objects.
//
// Uses node-addon-api with C++ exceptions: a failed call unwinds. In a thread that is being
// terminated any call can fail, and no error can be thrown into JavaScript.
// NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS (binding.gyp) ignores that; otherwise the library aborts
// the process. test/native/pingSocket.lab.test.ts terminates workers in a flood to prove it.
#include <napi.h>

#ifdef __linux__
#include "frame_pump.h"
#include "link_monitor.h"
#include "ping_socket.h"
#include "plain_frames.h"
#include "privilege.h"
#endif

namespace {

Napi::Object define_module(Napi::Env env, Napi::Object exports) {
#ifdef __linux__
  patchcord::PingSocket::define(env, exports);
  patchcord::FramePump::define(env, exports);
  patchcord::LinkMonitor::define(env, exports);
  patchcord::define_plain_frames(env, exports);
  patchcord::define_privilege(env, exports);
#endif
  return exports;
}

}  // namespace

NODE_API_MODULE(patchcord, define_module)
