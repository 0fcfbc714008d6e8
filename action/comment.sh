#!/usr/bin/env bash
# Says what a pull request changes: in one comment that each push rewrites, in the summary of the job, or, where there is no
# pull request or no right to comment on it, in the log.
#
# CREDITCALC  the program                 NUMBER    the number of the pull request; may be empty
# SCENARIO    the scenario file           AUTHOR    who writes the comment
# BASE        the commit to compare with  GH_TOKEN  the token that writes it; may be empty
# COMMENT     false: only print           GITHUB_REPOSITORY, GITHUB_STEP_SUMMARY, RUNNER_TEMP  as a runner sets them
set -euo pipefail

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/creditcalc-comment.XXXXXX")
base=$folder/base
trap 'git worktree remove --force "$base" >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT

# What files say is printed as text: a line of it that looks like a command of the runner is none.
quietly() {
  local word
  word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$word"
  "$@" 2>&1 || true
  echo
  echo "::$word::"
}

say() {
  echo "::notice title=creditcalc::$1"
}

# A comment of GitHub's ends at 65,536 characters; this leaves room for what stands around the answer.
shortened() {
  awk -v most=60000 '{ size += length($0) + 1; if (size > most) { print "\n… cut: run creditcalc for all of it"; exit } print }' "$1"
}

SCENARIO=${SCENARIO:-scenario.toml}
# A path is no option, whatever it begins with.
case $SCENARIO in -*) SCENARIO=./$SCENARIO ;; esac

answer=$folder/answer.md
has_base=false
if [[ ${BASE:-} =~ ^[0-9a-fA-F]{7,64}$ ]]; then
  git cat-file -e "$BASE^{commit}" 2>/dev/null || git fetch --quiet --no-tags --depth=1 origin "$BASE" 2>/dev/null || true
  if git worktree add --quiet --detach "$base" "$BASE" 2>/dev/null; then
    has_base=true
  else
    say "the base of the pull request isn't in this checkout, so nothing is compared: check out with fetch-depth 0"
  fi
fi

# The base is a checkout of its own, so that the files which its scenario reads are its own, too.
ended=0
if [ "$has_base" = true ] && [ -e "$base/$SCENARIO" ] && [ "${SCENARIO#/}" = "$SCENARIO" ]; then
  "$CREDITCALC" diff "$base/$SCENARIO" "$SCENARIO" --format markdown >"$answer" 2>"$folder/said" || ended=$?
else
  "$CREDITCALC" simulate "$SCENARIO" --format markdown >"$answer" 2>"$folder/said" || ended=$?
fi
[ ! -s "$folder/said" ] || quietly cat "$folder/said"
if [ ! -s "$answer" ]; then
  # The check that follows says what is wrong, and on which line.
  say "there is nothing to compare: creditcalc ended with $ended"
  exit 0
fi

# Several scenarios have a comment each. A name may not end the marker.
id=$(printf %s "$SCENARIO" | tr -c 'A-Za-z0-9._/-' _ | tr -s -)
marker="<!-- creditcalc: $id -->"
comment=$folder/comment.md
{
  printf '%s\n' "$marker"
  shortened "$answer"
} >"$comment"
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || shortened "$answer" >>"$GITHUB_STEP_SUMMARY"

print() {
  say "$1; what changes is in the log and in the summary of this job"
  quietly cat "$answer"
  exit 0
}

[ "${COMMENT:-true}" != false ] || print "no comment was asked for"
[[ ${NUMBER:-} =~ ^[0-9]+$ ]] || print "this run has no pull request to comment on"
[ -n "${GH_TOKEN:-}" ] || print "there is no token to comment with"
command -v gh >/dev/null || print "there is no gh to comment with"

# Its own comment alone is written over: anybody can write one that begins with the marker.
export MARKER=$marker AUTHOR=${AUTHOR:-github-actions[bot]}
comments=repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments
own='.[] | select(.user.login == env.AUTHOR and (.body | startswith(env.MARKER))) | .id'
known=$(gh api --paginate "$comments?per_page=100" --jq "$own" 2>"$folder/said") || known=
known=${known%%$'\n'*}
if [[ $known =~ ^[0-9]+$ ]]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" -F "body=@$comment" 2>"$folder/said" ||
    print "this token may not rewrite the comment"
  echo "The comment was rewritten."
else
  # A pull request from a fork may not write one.
  gh api --silent --method POST "$comments" -F "body=@$comment" 2>"$folder/said" || print "this token may not comment"
  echo "The comment was written."
fi
