#include "services/rpc/fingerprint.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "storage/digest.h"

namespace letan::rpc {

std::string Fingerprint(const std::string& method, const google::protobuf::Message& request) {
  // A zero byte keeps name and encoding apart.
  std::string bytes = method + '\0';
  {
    google::protobuf::io::StringOutputStream stream(&bytes);  // appends
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  return storage::Sha256(bytes);
}

}  // namespace letan::rpc
