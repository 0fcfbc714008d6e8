#!/usr/bin/env bash
# Builds the static program for one target, with the same bytes in every folder: `packaging/program.sh x86_64-unknown-linux-musl`.
# It prints the path of the program.
#
# PROFILE            the profile of Cargo.toml (release)
# CARGO_TARGET_DIR   where it is built (target)
# PLAIN=1            leaves out the list of dependencies, for which cargo-auditable is needed
set -euo pipefail
cd "$(dirname "$0")/.."

target=$1
profile=${PROFILE:-release}
case $target in
  x86_64-unknown-linux-musl | aarch64-unknown-linux-musl) ;;
  *) echo "packaging/program.sh: only x86_64-unknown-linux-musl and aarch64-unknown-linux-musl are packed, not $target" >&2; exit 2 ;;
esac

sysroot=$(rustc --print sysroot)
[ -d "$sysroot/lib/rustlib/$target" ] || rustup target add "$target" >&2
# The folder of the registry is there, and can be named below, once the sources are.
cargo fetch --locked --quiet --target "$target" >&2
cargo_home=${CARGO_HOME:-$HOME/.cargo}
flags=(
  # Rust's own linker and its copy of musl: no C compiler for the target, and the same bytes wherever this version of Rust is.
  -Clinker=rust-lld
  # At a fixed address, so that no address in it has to be corrected at start; build/link.rs does the same with the GNU C library.
  -Crelocation-model=static
)
if [ "$profile" = release ]; then
  # As in build/link.rs. The path is relative because flags are part of what names of functions are made from.
  flags+=(-Clink-arg=--icf=all -Clink-arg=-Tbuild/no_unwinding.ld)
fi
# Places in messages of panics are the only paths in the program. Those of dependencies are the same from the registry and from a vendored tree
# (`cargo vendor --versioned-dirs`), and those of the standard library with and without its sources installed.
for folder in "$cargo_home"/registry/src/*/; do
  [ ! -d "$folder" ] || flags+=("--remap-path-prefix=${folder%/}=/crates")
done
flags+=(
  "--remap-path-prefix=$PWD=/creditcalc"
  "--remap-path-prefix=$PWD/vendor=/crates"
  "--remap-path-prefix=$sysroot/lib/rustlib/src/rust=/rustc/$(rustc -vV | sed -n 's/^commit-hash: //p')"
)

# A list, because folders may have spaces.
CARGO_ENCODED_RUSTFLAGS=$(printf '%s\037' "${flags[@]}")
export CARGO_ENCODED_RUSTFLAGS=${CARGO_ENCODED_RUSTFLAGS%$'\037'}
unset RUSTFLAGS
auditable=(auditable)
[ "${PLAIN:-}" != 1 ] || auditable=()
cargo "${auditable[@]}" build --locked --quiet --profile "$profile" --target "$target" --bin creditcalc >&2

folder=$profile
[ "$profile" != dev ] || folder=debug
echo "${CARGO_TARGET_DIR:-target}/$target/$folder/creditcalc"
