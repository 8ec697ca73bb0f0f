#include "plain_frames.h"

#include <string.h>

#include <algorithm>

#include "arena.h"
#include "segmentation.h"

namespace patchcord {
namespace {

// The batch being filled.
struct Filling {
  Arena arena;
  size_t used = 0;
  uint32_t count = 0;

  bool has_room(size_t octets, size_t frames) const {
    return octets <= arena.slab_length - used && frames <= arena.capacity - count;
  }

  void add(size_t length) {
    arena.offsets[count] = static_cast<uint32_t>(used);
    arena.lengths[count] = static_cast<uint32_t>(length);
    count++;
    used += length;
  }
};

enum class Taken { done, refused, no_room };

Taken take_frame(const uint8_t* frame, size_t length, const Offload& offload, Filling* into) {
  if (!into->has_room(length, 1)) return Taken::no_room;
  uint8_t* out = into->arena.slab + into->used;
  memcpy(out, frame, length);
  if ((offload.flags & kNeedsChecksum) != 0 && !complete_checksum(out, length, offload))
    return Taken::refused;
  into->add(length);
  return Taken::done;
}

Taken take_super_frame(const uint8_t* frame, size_t length, const Offload& offload, Filling* into) {
  SuperFrame super_frame;
  if (!parse_super_frame(frame, length, offload, &super_frame)) return Taken::refused;
  if (!into->has_room(segmented_length(super_frame), super_frame.segments)) return Taken::no_room;
  for (size_t i = 0; i < super_frame.segments; i++)
    into->add(write_segment(super_frame, i, into->arena.slab + into->used));
  return Taken::done;
}

Napi::Value plain_frames(const Napi::CallbackInfo& info) {
  const Arena from = take_arena(info[0]);
  Filling into{take_arena(info[4])};
  if (!info[1].IsTypedArray() || !info[5].IsTypedArray() ||
      info[1].As<Napi::TypedArray>().TypedArrayType() != napi_uint16_array ||
      info[5].As<Napi::TypedArray>().TypedArrayType() != napi_int32_array ||
      info[5].As<Napi::TypedArray>().ElementLength() < 2)
    throw Napi::TypeError::New(info.Env(), "from, selection, start, end, into, outcome");
  Napi::Uint16Array selection = info[1].As<Napi::Uint16Array>();
  Napi::Int32Array outcome = info[5].As<Napi::Int32Array>();
  uint32_t at = info[2].As<Napi::Number>();
  const uint32_t end = std::min<uint32_t>(info[3].As<Napi::Number>().Uint32Value(),
                                          static_cast<uint32_t>(selection.ElementLength()));
  int32_t refused = 0;
  for (; at < end; at++) {
    const uint16_t i = selection.Data()[at];
    size_t length = 0;
    const uint8_t* frame = frame_of(from, i, &length);
    Taken taken = Taken::refused;
    if (frame != nullptr) {
      const Offload offload = unpack_offload(from.offloads + 2 * i);
      taken = offload.gso_type == 0 ? take_frame(frame, length, offload, &into)
                                    : take_super_frame(frame, length, offload, &into);
    }
    // A frame that does not fit into an empty batch never fits.
    if (taken == Taken::no_room && into.count > 0) break;
    if (taken != Taken::done) refused++;
  }
  outcome[0] = refused;
  outcome[1] = static_cast<int32_t>(into.count);
  return Napi::Number::New(info.Env(), at);
}

}  // namespace

void define_plain_frames(Napi::Env env, Napi::Object exports) {
  exports.Set("plainFrames", Napi::Function::New(env, plain_frames, "plainFrames"));
}

}  // namespace patchcord
