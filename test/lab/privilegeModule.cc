/*
 * A module with only native/src/privilege.cc, which can be built for ASan and UBSan without node-gyp
 * and loaded into Node.
 */
#include <node_api.h>

#include "../../native/src/privilege.h"

NAPI_MODULE_INIT() {
  patchcord::define_privilege(env, exports);
  return exports;
}
