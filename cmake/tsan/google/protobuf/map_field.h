// Only on the include path of the `tsan` preset. protobuf 3.21 gives a map field two more members
// in code that is compiled with ThreadSanitizer; the library that the distribution ships was not,
// and both must agree on the layout. The standard headers come first, to keep their own view of it.
#ifndef LETAN_CMAKE_TSAN_GOOGLE_PROTOBUF_MAP_FIELD_H_
#define LETAN_CMAKE_TSAN_GOOGLE_PROTOBUF_MAP_FIELD_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#pragma push_macro("__SANITIZE_THREAD__")
#undef __SANITIZE_THREAD__
#include_next <google/protobuf/map_field.h>
#pragma pop_macro("__SANITIZE_THREAD__")

#endif  // LETAN_CMAKE_TSAN_GOOGLE_PROTOBUF_MAP_FIELD_H_
