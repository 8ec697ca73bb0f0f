// Verbs that need a privilege, done here or by patchcord-helper.
// Read first: ../helper/verbs.h, ../helper/main.c; unix(7) (SCM_RIGHTS).
//
// Both calls take a few milliseconds and return when the verb is done: they are for plugging, never
// for frames.
#pragma once

#include <node_api.h>

namespace patchcord {

// Adds to the exports two functions that give
// { fd: number, errno: number, name: string, line: string }: `fd` is -1 where none comes of it, `name` is that of the TAP behind it, if there is one.
// runVerb(words: string[])
//   With this process's own capabilities; `errno` is 0 if it is done, `line` empty.
// runHelper(path: string, words: string[])
//   `errno` says why the program could not be run; `line` is its answer, empty if it gave none.
void define_privilege(napi_env env, napi_value exports);

}  // namespace patchcord
