#!/usr/bin/env bash
# Writes what is installed beside the program: `packaging/files.sh PROGRAM TARGET FOLDER`. PROGRAM must run on this machine; it prints its own manual and
# completions. Everything is laid out below FOLDER/usr as Debian wants it.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/facts.sh

program=$1 target=$2 root=$3
doc=$root/usr/share/doc/creditcalc man=$root/usr/share/man/man1
rm -rf "$root"
mkdir -p "$doc" "$man" "$root"/usr/share/{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d,lintian/overrides}

# The settings of whoever builds have no say in it.
creditcalc() { env -i CREDITCALC_AS_OF="$day" "$program" --no-config "$@"; }
creditcalc man --dir "$man" >/dev/null
gzip -9n "$man"/*.1
creditcalc completions bash >"$root/usr/share/bash-completion/completions/creditcalc"
creditcalc completions zsh >"$root/usr/share/zsh/vendor-completions/_creditcalc"
creditcalc completions fish >"$root/usr/share/fish/vendor_completions.d/creditcalc.fish"

{ cat LICENSE; printf '\n%s\n\n' ------------------------------------------------------------------------------; packaging/licences.py "$target" --debian; } >"$doc/copyright"
gzip -9nc CHANGELOG.md >"$doc/changelog.gz"
gzip -9nc >"$doc/changelog.Debian.gz" <<END
creditcalc ($version-$revision) unstable; urgency=medium

  * Packed from version $version; its changes are in changelog.gz.

 -- $maintainer  $(LC_ALL=C date --utc --date="@$SOURCE_DATE_EPOCH" --rfc-email)
END
cp packaging/lintian-overrides "$root/usr/share/lintian/overrides/creditcalc"
