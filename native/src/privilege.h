// Verbs that need a privilege, run in this process or by patchcord-helper.
// Read first: ../helper/verbs.h, ../helper/main.c; unix(7) (SCM_RIGHTS).
//
// Both calls block until the verb is done, a few milliseconds. Use them to plug cables, never for
// frames.
#pragma once

#include <node_api.h>

namespace patchcord {

// Adds to the exports two functions that give
// { fd: number, errno: number, name: string, line: string }: `fd` is -1 if there is none,
// `name` is the name of the TAP behind it, if it is one.
// runVerb(words: string[])
//   With this process's own capabilities; `errno` is 0 if it is done, `line` empty.
// runHelper(path: string, words: string[])
//   `errno` says why the program could not run; `line` is its answer, empty if there is none.
void define_privilege(napi_env env, napi_value exports);

}  // namespace patchcord
