#!/usr/bin/env bash
# Finds or builds creditcalc and puts it on the PATH of the steps that follow.
#
# BINARY   a binary to use as it is
# SOURCE   the folder of its source to build; without it, the one that this script is in
# VERSION  the version that it must have
set -euo pipefail

fail() {
  echo "::error title=creditcalc::$1" >&2
  exit 1
}

# A path is written into files in which a line feed would begin another entry, and a title into a log.
case "${BINARY:-}${SOURCE:-}${VERSION:-}" in
  *[$'\n\r%']*) fail "path, source and version are one line each, without a percent sign" ;;
esac

if [ -n "${BINARY:-}" ]; then
  if [ ! -f "$BINARY" ] || [ ! -x "$BINARY" ]; then
    fail "there is no program at path: $BINARY"
  fi
  binary=$(cd -- "$(dirname -- "$BINARY")" && pwd)/$(basename -- "$BINARY")
else
  source=${SOURCE:-$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)}
  [ -f "$source/Cargo.toml" ] || fail "there is no Cargo.toml in source: $source"
  command -v cargo >/dev/null || fail "cargo is needed to build creditcalc; name a binary with path: instead"
  root=${RUNNER_TEMP:-/tmp}/creditcalc
  cargo install --locked --quiet --path "$source" --root "$root"
  binary=$root/bin/creditcalc
fi

found=$("$binary" --version)
# Behind the version stands how new the tables are.
if [ -n "${VERSION:-}" ] && [ "${found%% (*}" != "creditcalc $VERSION" ]; then
  fail "version: asks for $VERSION, and this is $found"
fi
echo "$found"
echo "creditcalc=$binary" >>"${GITHUB_OUTPUT:-/dev/null}"
dirname -- "$binary" >>"${GITHUB_PATH:-/dev/null}"
