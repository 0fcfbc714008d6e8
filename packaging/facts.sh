# shellcheck shell=bash disable=SC2034  # what is set here is used by those who read it
# What the other scripts of this folder need to know; they read it with `.`, from the root of the repository.

# Whatever the shell of whoever builds says.
export LC_ALL=C TZ=UTC
umask 022

# A value of Cargo.toml: the first line `KEY = "…"`, which must be there.
stated() {
  local value
  value=$(sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" Cargo.toml | head -1)
  [ -n "$value" ] || { echo "packaging: Cargo.toml has no line $1 = \"…\"" >&2; exit 1; }
  echo "$value"
}
version=$(stated version)
revision=$(stated revision)
maintainer=$(stated maintainer)

# Every file gets the time of the commit, so that the same commit makes the same packages on any day.
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) || { echo "packaging: without a git repository, say SOURCE_DATE_EPOCH=seconds" >&2; exit 1; }
fi
export SOURCE_DATE_EPOCH
day=$(date --date="@$SOURCE_DATE_EPOCH" +%F)
