// A failed system call as a JavaScript error that keeps the call's and the errno's name.
#pragma once

#include <napi.h>

namespace patchcord {

// To be thrown: `code` is the errno name, `syscall` the call.
Napi::Error system_error(Napi::Env env, const char* syscall, int error_number);

}  // namespace patchcord
