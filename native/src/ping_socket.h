// ICMP echo as an ordinary user: a "ping socket" of Linux.
// Read first: fd_pump.h; icmp(7) (ping_group_range); ip(7) (IP_RECVERR, IP_TTL).
// Left out: IPv6.
//
// The kernel gives the socket an identifier, puts it into every request, delivers only replies with
// it, and keeps ICMP errors about these requests in the error queue.
//
// Messages are read into an arena that JavaScript owns: payloads one after the other in the slab,
// and a record of kRecordWords words for each. One call reports the number of records; slab and
// records are reused when it returns.
#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>

#include "fd_pump.h"

struct msghdr;

namespace patchcord {

class PingSocket final : public Napi::ObjectWrap<PingSocket>, private FdPump::Owner {
 public:
  static void define(Napi::Env env, Napi::Object exports);

  // new PingSocket(slab: Uint8Array, records: Uint32Array, ready: (count, error) => void)
  // Throws the error of socket(2) or setsockopt(2).
  explicit PingSocket(const Napi::CallbackInfo& info);
  ~PingSocket() override;

 private:
  // send(destination, sequence, payload: Uint8Array, timeToLive): 0 or an errno name
  Napi::Value send(const Napi::CallbackInfo& info);
  // close(): no callback follows. Must be called; an open socket is not garbage-collected.
  void close(const Napi::CallbackInfo& info);

  void take_arguments(const Napi::CallbackInfo& info);
  // 0 or an errno.
  int send_request(uint32_t destination, uint32_t sequence, void* payload, size_t length, int hops);

  void on_ready(int status) noexcept override;
  void on_closing() noexcept override;

  enum class Received { record, nothing, again };
  uint32_t fill_arena();
  Received receive_reply(uint32_t* record, size_t* used);
  Received receive_error(uint32_t* record);
  bool read_error(const msghdr& message, uint32_t* record) const;
  void tell(uint32_t count, const char* error) noexcept;

  FdPump* pump_ = nullptr;
  Napi::AsyncContext context_;
  Napi::FunctionReference ready_;
  // Keep the arena below alive.
  Napi::Reference<Napi::Uint8Array> slab_owner_;
  Napi::Reference<Napi::Uint32Array> records_owner_;
  uint8_t* slab_ = nullptr;
  size_t slab_length_ = 0;
  uint32_t* records_ = nullptr;
  uint32_t capacity_ = 0;
};

}  // namespace patchcord
