#!/usr/bin/env bash
# Runs the pinned buf on the schema, installing it first where it is missing: tools/buf/buf.sh lint
# Exit code 69: it could not be installed.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
buf="$here/node_modules/.bin/buf"
if [[ ! -x $buf ]]; then
  npm ci --prefix "$here" --ignore-scripts --no-fund --no-audit --prefer-offline >&2 || exit 69
fi
cd "$here/../.."
exec "$buf" "$@"
