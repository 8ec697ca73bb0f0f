{
  "variables": {
    # 1: built for AddressSanitizer and UBSan (scripts/buildNative.mjs --sanitize).
    "sanitize%": 0,
  },
  "targets": [
    {
      "target_name": "patchcord",
      "defines": [
        "NAPI_VERSION=8",
        # Electron refuses ArrayBuffers over memory that V8 has not allocated.
        "NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED",
        # A worker can be terminated during any call. Its errors can then not be thrown, and
        # node-addon-api would abort the process.
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
      ],
      "dependencies": [
        "<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except",
      ],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra"],
      "cflags_cc": ["-std=c++20", "-Wall", "-Wextra", "-Wno-missing-field-initializers"],
      "sources": ["src/addon.cc"],
      "conditions": [
        ["OS=='linux'", {
          "sources": [
            "src/arena.cc",
            "src/fd_pump.cc",
            "src/frame_pump.cc",
            "src/link_monitor.cc",
            "src/ping_socket.cc",
            "src/plain_frames.cc",
            "src/privilege.cc",
            "src/segmentation.cc",
            "src/system_error.cc",
            "helper/verbs.c",
          ],
        }],
        ["sanitize==1", {
          "cflags": ["-fsanitize=address,undefined", "-fno-omit-frame-pointer", "-g", "-O1"],
          "ldflags": ["-fsanitize=address,undefined"],
        }],
      ],
    }
  ]
}
