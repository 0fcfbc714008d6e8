#!/usr/bin/env bash
# Writes systemd-252.tsv: what systemd answers to every line of expressions.tsv. Run it where systemd 252 is installed.
set -euo pipefail
cd "$(dirname "$0")"
export LC_ALL=C SYSTEMD_COLORS=0 SYSTEMD_PAGER=

# Elapses are shown in the zone of the machine, followed by UTC where that is another.
answer() {
    TZ=$2 systemd-analyze calendar --iterations=6 --base-time="$3 UTC" -- "$1" 2>/dev/null | awk '
        /^Normalized form: / { normalized = substr($0, 18) }
        /Next elapse: never/ { elapses = "NEVER" }
        /Next elapse: |Iter\. #/ && / UTC$/ { count++; at[count] = $(NF - 2) "T" $(NF - 1) "Z" }
        /Next elapse: |Iter\. #/ && !/ UTC$/ && !/never/ { count++ }
        /\(in UTC\): / { at[count] = $(NF - 2) "T" $(NF - 1) "Z" }
        END {
            for (i = 1; i <= count; i++) elapses = elapses (i > 1 ? " " : "") at[i]
            print (normalized == "" ? "ERR\t" : normalized "\t" elapses)
        }'
}

{
    echo "# Written by record.sh with $(systemd-analyze --version | head -n 1) and tzdata $(head -n 1 /usr/share/zoneinfo/tzdata.zi | tr -d '# '). Do not edit."
    echo "# Expression, zone, begin in UTC, normalized form or ERR, and the next six elapses in UTC (cut to seconds, as systemd shows them) or NEVER."
    while IFS= read -r line; do
        case $line in
            '#'*) ;;
            *)
                IFS=$'\t' read -r expression zone base <<<"$line"
                printf '%s\t%s\t%s\t%s\n' "$expression" "$zone" "$base" "$(answer "$expression" "$zone" "$base")"
                ;;
        esac
    done <expressions.tsv
} >systemd-252.tsv
