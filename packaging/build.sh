#!/usr/bin/env bash
# Builds everything that a release has, into dist/: static programs, their archives, Debian packages, lists of components and checksums.
# `packaging/build.sh` is for both targets, `packaging/build.sh x86_64-unknown-linux-musl` for one.
#
# OUT                where it goes (dist)
# SOURCE_DATE_EPOCH  the time of every packed file (that of the last commit)
#
# Needs Rust with cargo-auditable, git, python3 (3.11) and dpkg, and qemu-user-static for programs that this machine can't run.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/facts.sh

out=${OUT:-dist}
[ $# -gt 0 ] || set -- x86_64-unknown-linux-musl aarch64-unknown-linux-musl
mkdir -p "$out"
[ -z "$(ls -A "$out")" ] || { echo "packaging/build.sh: $out is not empty; remove it first" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for target; do
  echo "== $target" >&2
  program=$(packaging/program.sh "$target")

  # A program prints its own manual; where it doesn't run, an emulator runs it.
  runs=$program
  if ! "$program" --version >/dev/null 2>&1; then
    runs=$work/run
    printf '#!/bin/sh\nexec qemu-%s-static "%s" "$@"\n' "${target%%-*}" "$(realpath "$program")" >"$runs"
    chmod +x "$runs"
  fi
  "$runs" --version >&2
  packaging/files.sh "$runs" "$target" "$work/files"
  packaging/deb.sh "$program" "$target" "$work/files" "$out" >/dev/null

  # For others it is a folder that is unpacked over ~/.local or /usr/local.
  name=creditcalc-$version-$target
  mkdir -p "$work/$name"
  cp -r "$work/files/usr/share" "$work/$name/"
  install -D -m 755 "$program" "$work/$name/bin/creditcalc"
  (
    cd "$work/$name/share"
    rm -rf lintian doc/creditcalc/changelog.Debian.gz
    mv zsh/vendor-completions zsh/site-functions
  )
  { cat LICENSE; echo; packaging/licences.py "$target"; } >"$work/$name/share/doc/creditcalc/copyright"
  tar --directory "$work" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="@$SOURCE_DATE_EPOCH" \
    --create "$name" | gzip -9n >"$out/$name.tar.gz"

  # What the program is made of, as CycloneDX. The program has its own list inside, for `cargo audit bin`.
  packaging/components.py "$target" "$program" >"$out/creditcalc-$target.cdx.json"
done

# The crate, as `cargo publish` would send it; cargo builds it to see that nothing is missing.
cargo package --locked --quiet
cp "${CARGO_TARGET_DIR:-target}/package/creditcalc-$version.crate" "$out/"

(cd "$out" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" . && cat SHA256SUMS)
