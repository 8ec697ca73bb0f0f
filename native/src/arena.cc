#include "arena.h"

#include <algorithm>

namespace patchcord {
namespace {

bool is_array_of(const Napi::Value& value, napi_typedarray_type type) {
  return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == type;
}

}  // namespace

Arena take_arena(const Napi::Value& value) {
  if (value.IsObject()) {
    const Napi::Object batch = value.As<Napi::Object>();
    const Napi::Value slab = batch.Get("slab");
    const Napi::Value offsets = batch.Get("offsets");
    const Napi::Value lengths = batch.Get("lengths");
    const Napi::Value offloads = batch.Get("offloads");
    if (is_array_of(slab, napi_uint8_array) && is_array_of(offsets, napi_uint32_array) &&
        is_array_of(lengths, napi_uint32_array) && is_array_of(offloads, napi_uint32_array)) {
      Napi::Uint8Array octets = slab.As<Napi::Uint8Array>();
      Napi::Uint32Array starts = offsets.As<Napi::Uint32Array>();
      Napi::Uint32Array sizes = lengths.As<Napi::Uint32Array>();
      Napi::Uint32Array facts = offloads.As<Napi::Uint32Array>();
      const size_t capacity =
          std::min({starts.ElementLength(), sizes.ElementLength(), facts.ElementLength() / 2});
      return {octets.Data(), octets.ElementLength(), starts.Data(),
              sizes.Data(),  facts.Data(),           static_cast<uint32_t>(capacity)};
    }
  }
  throw Napi::TypeError::New(value.Env(), "slab, offsets, lengths, offloads");
}

const uint8_t* frame_of(const Arena& batch, uint32_t i, size_t* length) {
  if (i >= batch.capacity) return nullptr;
  const size_t offset = batch.offsets[i];
  *length = batch.lengths[i];
  if (offset > batch.slab_length || *length > batch.slab_length - offset) return nullptr;
  return batch.slab + offset;
}

}  // namespace patchcord
