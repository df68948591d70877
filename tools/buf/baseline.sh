#!/usr/bin/env bash
# Makes proto/baseline.binpb, the image of the released schema. `buf breaking` compares with it: from
# then on a change of the schema that breaks a client fails the lint step. Run it at each release
# and commit the file.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$here/buf.sh" lint
"$here/buf.sh" build --exclude-source-info -o proto/baseline.binpb
ls -l "$here/../../proto/baseline.binpb"
