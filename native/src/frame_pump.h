// Moves Ethernet frames between a descriptor and an arena that JavaScript owns, in batches.
// Read first: fd_pump.h, segmentation.h; src-main/engine/link/frameBatch.ts; packet(7); Linux's
// Documentation/networking/tuntap.rst; VIRTIO 1.2 §5.1.6.
//
// Theory of operation
// - The descriptor is a TAP device (opened with IFF_VNET_HDR) or a packet socket. Either gives a
//   virtio-net header with each frame, which is unpacked into the arena's `offloads`.
// - Inward: when the descriptor is readable, frames are read until there are no more, the arena is
//   full or the batch is full (kBatch for a packet socket, which needs a place for each frame in
//   advance). One call of `ready(count, null)` hands them over, and the arena is reused when it
//   returns. Frames that are left make the descriptor readable again, so one busy descriptor does
//   not starve others. A TAP can only be read frame by frame, and its frames lie one behind the
//   other. A packet socket is read with recvmmsg, each frame at its own place. A VLAN tag that the
//   kernel keeps beside the frame is inserted again.
// - Outward: `write` writes a selection of a batch, in order, and returns where it stopped.
//   Before the end: the kernel has no room; watch for `writable` and continue from there. Frames
//   that the kernel refuses one by one (too long for the NIC, queue of the NIC full) are skipped
//   and counted in `outcome[0]`.
// - The end: when the netdev was deleted or is down, `ready(0, errno)` reports it once. After that
//   the pump can only be closed.
// - No length is trusted: whatever the offsets and lengths are, reads are bounded by the arena and
//   writes by the slab.
#pragma once

#include <napi.h>

#include <cstdint>
#include <memory>

#include "arena.h"
#include "fd_pump.h"

namespace patchcord {

class FramePump final : public Napi::ObjectWrap<FramePump>, private FdPump::Owner {
 public:
  static void define(Napi::Env env, Napi::Object exports);

  // new FramePump(fd, kind: 'tap' | 'packet', batch: FrameBatch, outcome: Int32Array(1), ready,
  // writable). Owns the descriptor from now on, also on failure. Throws the error of a
  // failed system call.
  explicit FramePump(const Napi::CallbackInfo& info);
  ~FramePump() override;

 private:
  struct Mail;

  // write(batch, selection: Uint16Array, start, end): index of the first frame that was
  // not handled
  Napi::Value write(const Napi::CallbackInfo& info);
  // watchWritable(on)
  void watch_writable(const Napi::CallbackInfo& info);
  // setCarrier(on), for a TAP: 0 or an errno name.
  Napi::Value set_carrier(const Napi::CallbackInfo& info);
  // setFilter(program: Uint32Array): two words for each instruction of classic BPF, as in
  // struct sock_filter. 0 or an errno name.
  Napi::Value set_filter(const Napi::CallbackInfo& info);
  // setOption('pastQueueing' | 'ignoreOutgoing' | 'promiscuous' | 'allGroups'). 0 or an errno name.
  Napi::Value set_option(const Napi::CallbackInfo& info);
  // close(): no callback follows. Must be called; an open pump is not garbage-collected.
  void close(const Napi::CallbackInfo& info);

  void on_ready(int status) noexcept override;
  void on_writable() noexcept override;
  void on_closing() noexcept override;

  const char* prepare(int fd);
  // Return how many frames were read; `*error` is 0 or an errno that ends the pump.
  uint32_t read_tap(int* error);
  uint32_t read_packets(int* error);
  bool take_packet(const Mail& mail, uint32_t index, uint32_t place);
  uint32_t write_tap(const Arena& batch, const uint16_t* selection, uint32_t at, uint32_t end);
  uint32_t write_packets(const Arena& batch, const uint16_t* selection, uint32_t at, uint32_t end);
  void tell(uint32_t count, const char* error) noexcept;

  FdPump* pump_ = nullptr;
  bool tap_ = false;
  Napi::AsyncContext context_;
  Napi::FunctionReference ready_;
  Napi::FunctionReference writable_;
  Napi::ObjectReference batch_;
  Napi::Reference<Napi::Int32Array> outcome_owner_;
  Arena arena_{};
  int32_t* outcome_ = nullptr;
  // What recvmmsg and sendmmsg need besides the slab; only for a packet socket.
  std::unique_ptr<Mail> mail_;
};

}  // namespace patchcord
