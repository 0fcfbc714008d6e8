#!/usr/bin/env bash
# Checks a scenario against its policy: annotations on the lines that break it, the table in the summary of the job, and the exit
# code of the check: 0 every rule holds, 3 a rule is broken, 1 something has no price or cannot be read.
#
# CREDITCALC  the program        CHECK  false: say it, and end with 0
# SCENARIO    the scenario file  SARIF  a file for the same as SARIF; may be empty
set -uo pipefail

SCENARIO=${SCENARIO:-scenario.toml}
case $SCENARIO in -*) SCENARIO=./$SCENARIO ;; esac

said=$(mktemp "${RUNNER_TEMP:-/tmp}/creditcalc-check.XXXXXX")
trap 'rm -f "$said"' EXIT

[ -z "${GITHUB_STEP_SUMMARY:-}" ] ||
  "$CREDITCALC" check "$SCENARIO" --format markdown --quiet >>"$GITHUB_STEP_SUMMARY" 2>/dev/null
if [ -n "${SARIF:-}" ]; then
  case $SARIF in -*) SARIF=./$SARIF ;; esac
  "$CREDITCALC" check "$SCENARIO" --format sarif --quiet >"$SARIF" 2>/dev/null
fi

"$CREDITCALC" check "$SCENARIO" --format github 2>"$said"
ended=$?
# What files say is printed as text: a line of it that looks like a command of the runner is none.
word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$word"
cat "$said"
echo
echo "::$word::"
[ "${CHECK:-true}" != false ] || exit 0
exit "$ended"
