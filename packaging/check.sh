#!/usr/bin/env bash
# Tries the packages: licences and sources of dependencies, the crate, and the Debian package, which is installed in an empty folder and run there.
# With RELEASE=1 everything is built as a release has it, for both targets and in two folders, and stays in $OUT if that is named; that takes three
# builds of several minutes.
# Otherwise the program is built quickly and without optimisation, for this machine alone.
#
# A tool that is missing is said to be; with REQUIRE_TEST_TOOLS=1 it is a failure. Installing in a folder needs root, or sudo.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/facts.sh

failed() { echo "packaging: $*" >&2; exit 1; }
has() {
  for tool; do
    command -v "$tool" >/dev/null && continue
    [ "${REQUIRE_TEST_TOOLS:-}" != 1 ] || failed "$tool is missing"
    echo "SKIPPED: $tool is missing, and so is what it would have said." >&2
    return 1
  done
}
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
work=$(mktemp -d)
trap 'as_root rm -rf "$work"' EXIT

echo "-- licences, duplicates and sources of dependencies"
# Advisories come from a database on the network; the release asks it (.github/workflows/release.yml).
! has cargo-deny || cargo deny --locked check --hide-inclusion-graph licenses bans sources

echo "-- the crate"
list=$(cargo package --locked --allow-dirty --list 2>/dev/null)
others=$(grep -vE '^(src|build|pricing/(models|plans)|tests/schemas)/[a-z0-9_/-]+\.(rs|toml|json|ld)$|^(\.cargo_vcs_info\.json|Cargo\.(lock|toml|toml\.orig)|build\.rs|CHANGELOG\.md|LICENSE|README\.md)$' <<<"$list" || true)
[ -z "$others" ] || failed "the crate has files that nothing needs: $others"
cargo package --locked --quiet --allow-dirty --no-verify 2>/dev/null
crate=${CARGO_TARGET_DIR:-target}/package/creditcalc-$version.crate
size=$(stat -c %s "$crate")
# Nearly all of it is the source.
[ "$size" -lt 1700000 ] || failed "the crate has $size bytes: is there something in it that does not build the program?"
echo "creditcalc-$version.crate: $size bytes, $(wc -l <<<"$list") files"

# Installs a package in an empty folder, with nothing else there, and asks the program in it.
installs() {
  local package=$1 root=$work/root
  as_root rm -rf "$root"
  mkdir -p "$root/var/lib/dpkg/"{info,updates,triggers} "$root/tmp"
  : >"$root/var/lib/dpkg/status"
  : >"$root/var/lib/dpkg/available"
  as_root dpkg --root="$root" --force-architecture --log=/dev/null --install "$package" >/dev/null 2>"$work/dpkg" || { cat "$work/dpkg"; failed "dpkg refuses $package"; }
  [ "$(dpkg-query --root="$root" --show --showformat='${db:Status-Abbrev}${Version}' creditcalc)" = "ii $version-$revision" ] || failed "dpkg did not install $package"
  (cd "$root" && md5sum --quiet --check var/lib/dpkg/info/creditcalc.md5sums)
  local started=(/usr/bin/creditcalc)
  if [ "$(dpkg --print-architecture)" != "$(dpkg-deb --field "$package" Architecture)" ]; then
    has qemu-aarch64-static || return 0
    cp "$(command -v qemu-aarch64-static)" "$root/tmp/qemu"
    started=(/tmp/qemu /usr/bin/creditcalc)
  fi
  inside() { as_root env -i PATH="$PATH" CREDITCALC_AS_OF=2026-11-28 chroot "$root" "${started[@]}" "$@"; }
  local said
  said=$(inside --version)
  [[ $said == "creditcalc $version ("* ]] || failed "the installed program says: $said"
  said=$(inside estimate --cost-per-run 4)
  [[ $said == "\$4.00 a run x 30 nights = \$120.00 in November 2026"$'\n'* ]] || failed "the installed program answers: $said"
  echo "${package##*/}: installed, ${said%%$'\n'*}"
  for file in man/man1/creditcalc.1.gz man/man1/creditcalc-estimate.1.gz bash-completion/completions/creditcalc \
    zsh/vendor-completions/_creditcalc fish/vendor_completions.d/creditcalc.fish doc/creditcalc/copyright; do
    [ -s "$root/usr/share/$file" ] || failed "$package does not install /usr/share/$file"
  done
  as_root dpkg --root="$root" --log=/dev/null --purge creditcalc >/dev/null
  local left
  left=$(find "$root/usr" -mindepth 1 2>/dev/null || true)
  [ -z "$left" ] || failed "purging leaves $left"
}

if [ "${RELEASE:-}" != 1 ]; then
  echo "-- a Debian package, of a program that was built quickly"
  target=$(uname -m)-unknown-linux-musl
  program=$(PROFILE=dev PLAIN=1 CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_STRIP=true packaging/program.sh "$target")
  packaging/files.sh "$program" "$target" "$work/files"
  package=$(LEVEL=0 packaging/deb.sh "$program" "$target" "$work/files" "$work/packages")
  ! has lintian || lintian --allow-root --fail-on error,warning "$package"
  installs "$package"
  exit
fi

echo "-- everything, as a release has it"
out=${OUT:-$work/one}
OUT=$out packaging/build.sh
for package in "$out"/*.deb; do
  ! has lintian || lintian --allow-root --fail-on error,warning --info "$package"
  installs "$package"
done

echo "-- the same in another folder"
git clone --quiet . "$work/elsewhere/of a longer name"
(cd "$work/elsewhere/of a longer name" && env -u CARGO_TARGET_DIR OUT="$work/two" packaging/build.sh x86_64-unknown-linux-musl >/dev/null)
for file in "$work"/two/*x86_64* "$work"/two/*amd64*; do
  cmp "$file" "$out/${file##*/}"
done
