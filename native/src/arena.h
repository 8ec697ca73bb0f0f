// The arrays of a FrameBatch, for native code.
// Read first: src-main/engine/link/frameBatch.ts.
#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>

namespace patchcord {

struct Arena {
  uint8_t* slab;
  size_t slab_length;
  uint32_t* offsets;
  uint32_t* lengths;
  // Two words per frame; see segmentation.h.
  uint32_t* offloads;
  // Frames.
  uint32_t capacity;
};

// Throws a TypeError if the object is not laid out like a FrameBatch. Valid while the object is
// referenced.
Arena take_arena(const Napi::Value& batch);

// Frame `i` if it lies within the slab; null otherwise.
const uint8_t* frame_of(const Arena& batch, uint32_t i, size_t* length);

}  // namespace patchcord
