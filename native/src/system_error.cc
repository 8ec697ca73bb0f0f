#include "system_error.h"

#include <uv.h>

#include <string>

namespace patchcord {

Napi::Error system_error(Napi::Env env, const char* syscall, int error_number) {
  // libuv's error numbers are negated errnos on Unix.
  const char* name = uv_err_name(-error_number);
  Napi::Error error = Napi::Error::New(env, std::string(syscall) + ": " + name);
  error.Value().Set("code", name);
  error.Value().Set("syscall", syscall);
  return error;
}

}  // namespace patchcord
