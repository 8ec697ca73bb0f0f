#include "privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

extern "C" {
#include "../helper/verbs.h"
}

namespace patchcord {
namespace {

// The descriptor on which the helper answers.
constexpr int kAnswer = 3;
// Octets of its line and of a word for it, with room to spare.
constexpr size_t kLine = 512;
constexpr size_t kWord = 4096;
// Limit for the helper, ms: it makes a few system calls, but a loaded computer is slow.
constexpr int kPatienceMs = 5000;

struct Answer {
  int fd = -1;
  int error = 0;
  // The helper's line.
  std::string line;
};

// Name of the TAP behind the descriptor; empty if there is none.
std::string tap_name(int fd) {
  ifreq request{};
  return fd >= 0 && ioctl(fd, TUNGETIFF, &request) == 0 ? request.ifr_name : "";
}

bool read_text(napi_env env, napi_value value, std::string* text) {
  char room[kWord];
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, room, sizeof room, &length) != napi_ok) return false;
  // Refuses a text that was truncated or contains a NUL.
  if (length == sizeof room - 1 || memchr(room, '\0', length) != nullptr) return false;
  text->assign(room, length);
  return true;
}

bool read_words(napi_env env, napi_value value, std::vector<std::string>* words) {
  uint32_t count = 0;
  if (napi_get_array_length(env, value, &count) != napi_ok || count > 2 + MAX_WORDS) return false;
  for (uint32_t i = 0; i < count; i++) {
    napi_value word;
    std::string text;
    if (napi_get_element(env, value, i, &word) != napi_ok || !read_text(env, word, &text))
      return false;
    words->push_back(text);
  }
  return count > 0;
}

napi_value to_object(napi_env env, const Answer& answer) {
  const std::string made = tap_name(answer.fd);
  napi_value object = nullptr;
  napi_value fd = nullptr;
  napi_value error = nullptr;
  napi_value line = nullptr;
  napi_value name = nullptr;
  if (napi_create_object(env, &object) == napi_ok &&
      napi_create_int32(env, answer.fd, &fd) == napi_ok &&
      napi_create_int32(env, answer.error, &error) == napi_ok &&
      napi_create_string_utf8(env, answer.line.data(), answer.line.size(), &line) == napi_ok &&
      napi_create_string_utf8(env, made.data(), made.size(), &name) == napi_ok &&
      napi_set_named_property(env, object, "fd", fd) == napi_ok &&
      napi_set_named_property(env, object, "errno", error) == napi_ok &&
      napi_set_named_property(env, object, "line", line) == napi_ok &&
      napi_set_named_property(env, object, "name", name) == napi_ok)
    return object;
  if (answer.fd >= 0) close(answer.fd);
  return nullptr;
}

Answer do_verb(const std::vector<std::string>& words) {
  Answer answer;
  const verb* found = find_verb(words[0].c_str());
  if (found == nullptr || words.size() != 1 + static_cast<size_t>(found->words)) {
    answer.error = EINVAL;
    return answer;
  }
  const char* arguments[MAX_WORDS] = {};
  for (size_t i = 1; i < words.size(); i++) arguments[i - 1] = words[i].c_str();
  const int result = found->run(arguments);
  if (result < 0) answer.error = errno;
  if (result > 0) answer.fd = result;
  return answer;
}

// Its process id, or a negated errno. It inherits `answers` as kAnswer, and no environment.
int spawn_helper(const std::string& path, const std::vector<std::string>& words, int answers) {
  std::vector<char*> arguments = {const_cast<char*>(path.c_str())};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  char* environment[] = {nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  pid_t pid = 0;
  sigemptyset(&none);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, 0, 1);
  posix_spawn_file_actions_adddup2(&actions, 0, 2);
  posix_spawn_file_actions_adddup2(&actions, answers, kAnswer);
  const int error =
      posix_spawn(&pid, path.c_str(), &actions, &attributes, arguments.data(), environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : -error;
}

// Receives the line and the descriptor beside it; neither if the helper ended without an answer.
void receive(int socket, Answer* answer) {
  char line[kLine];
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  iovec part = {line, sizeof line};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  pollfd ready = {socket, POLLIN, 0};
  if (poll(&ready, 1, kPatienceMs) != 1) {
    answer->error = ETIMEDOUT;
    return;
  }
  const ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (length <= 0) return;
  answer->line.assign(line, static_cast<size_t>(length));
  const cmsghdr* passed = CMSG_FIRSTHDR(&message);
  if (passed != nullptr && passed->cmsg_level == SOL_SOCKET && passed->cmsg_type == SCM_RIGHTS &&
      passed->cmsg_len == CMSG_LEN(sizeof(int)))
    memcpy(&answer->fd, CMSG_DATA(passed), sizeof(int));
}

Answer ask_helper(const std::string& path, const std::vector<std::string>& words) {
  Answer answer;
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
    answer.error = errno;
    return answer;
  }
  const int pid = spawn_helper(path, words, sockets[1]);
  close(sockets[1]);
  if (pid > 0) {
    receive(sockets[0], &answer);
    if (answer.error != 0) kill(pid, SIGKILL);
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
  } else {
    answer.error = -pid;
  }
  close(sockets[0]);
  return answer;
}

napi_value refuse(napi_env env, const char* expected) {
  napi_throw_type_error(env, nullptr, expected);
  return nullptr;
}

napi_value run_verb(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  std::vector<std::string> words;
  if (napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr) != napi_ok || count < 1 ||
      !read_words(env, argument, &words))
    return refuse(env, "words");
  return to_object(env, do_verb(words));
}

napi_value run_helper(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  std::string path;
  std::vector<std::string> words;
  if (napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) != napi_ok || count < 2 ||
      !read_text(env, arguments[0], &path) || !read_words(env, arguments[1], &words))
    return refuse(env, "path, words");
  return to_object(env, ask_helper(path, words));
}

// Arguments: a TAP's descriptor, and the user who may open the TAP from now on. The TAP then stays
// without a descriptor; with -1 it is deleted with this descriptor. Returns 0 or an errno. Needs no
// privilege except the descriptor.
napi_value keep_tap(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  int32_t fd = -1;
  int32_t owner = -1;
  napi_value result = nullptr;
  if (napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) != napi_ok || count < 2 ||
      napi_get_value_int32(env, arguments[0], &fd) != napi_ok ||
      napi_get_value_int32(env, arguments[1], &owner) != napi_ok)
    return refuse(env, "fd, owner");
  const bool done = (owner < 0 || ioctl(fd, TUNSETOWNER, static_cast<unsigned long>(owner)) == 0) &&
                    ioctl(fd, TUNSETPERSIST, owner < 0 ? 0UL : 1UL) == 0;
  return napi_create_int32(env, done ? 0 : errno, &result) == napi_ok ? result : nullptr;
}

}  // namespace

void define_privilege(napi_env env, napi_value exports) {
  const napi_property_descriptor functions[] = {
      {"runVerb", nullptr, run_verb, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"runHelper", nullptr, run_helper, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"keepTap", nullptr, keep_tap, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
}

}  // namespace patchcord
