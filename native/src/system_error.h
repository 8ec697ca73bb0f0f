// A failed system call as a JavaScript error that keeps the call's and the errno's name.
#pragma once

#include <napi.h>

namespace patchcord {

// Returns the error to throw: `code` is the errno's name, `syscall` the call.
Napi::Error system_error(Napi::Env env, const char* syscall, int error_number);

}  // namespace patchcord
