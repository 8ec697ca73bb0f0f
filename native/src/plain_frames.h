// Frames with offloads as plain ones, from one batch into another.
// Read first: segmentation.h; src-main/engine/link/plainLink.ts.
#pragma once

#include <napi.h>

namespace patchcord {

// plainFrames(from: FrameBatch, selection: Uint16Array, start, end, into: FrameBatch,
//             outcome: Int32Array(2)): index of the first frame of the selection that
// had no room
// Fills `into` from its beginning. `outcome` counts the frames that were refused and made.
void define_plain_frames(Napi::Env env, Napi::Object exports);

}  // namespace patchcord
