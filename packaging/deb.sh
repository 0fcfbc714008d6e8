#!/usr/bin/env bash
# Packs a built program for Debian and Ubuntu: `packaging/deb.sh PROGRAM TARGET FILES OUT`. FILES is what packaging/files.sh wrote. It prints the path
# of the package. `cargo deb` packs the same files (Cargo.toml); this needs nothing but dpkg.
#
# LEVEL   how hard xz tries, 0 to 9 (6)
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/facts.sh

program=$1 target=$2 files=$3 out=$4
case $target in
  x86_64-*) architecture=amd64 ;;
  aarch64-*) architecture=arm64 ;;
  *) echo "packaging/deb.sh: Debian has no name here for $target" >&2; exit 2 ;;
esac

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cp -r "$files/usr" "$root/"
install -D -m 755 "$program" "$root/usr/bin/creditcalc"
mkdir "$root/DEBIAN"
{
  cat <<END
Package: creditcalc
Version: $version-$revision
Architecture: $architecture
Section: $(stated section)
Priority: $(stated priority)
Maintainer: $maintainer
Installed-Size: $(du --apparent-size -sk "$root/usr" | cut -f1)
Description: $(stated description)
END
  # Its lines stand between two lines of Cargo.toml.
  sed -n '/^extended-description = """/,/^"""/{/"""/d;s/^$/./;s/^/ /;p}' Cargo.toml
} >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
chmod -R u=rwX,go=rX "$root"
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

mkdir -p "$out"
package=$out/creditcalc_$version-${revision}_$architecture.deb
# One thread, as others may cut the data into other blocks.
dpkg-deb --root-owner-group --uniform-compression -Zxz -z"${LEVEL:-6}" --threads-max=1 --build "$root" "$package" >/dev/null
echo "$package"
