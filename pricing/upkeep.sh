#!/bin/sh
# Did anything change? Fetches the public packages that carry prices, by their ordinary clients, imports each into a
# comparison, and prints what differs from the tables. It edits nothing: not the tables, not your price files.
#
# Usage: sh pricing/upkeep.sh [FOLDER]      (a folder keeps the packages; without one they go when it ends)
# Needs: creditcalc (or CREDITCALC=path), npm, pip, unzip.
set -eu

creditcalc=${CREDITCALC:-creditcalc}
if [ $# -gt 0 ]; then
    folder=$1
    mkdir -p "$folder"
else
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
fi
failed=0

# Says why one source is missing, and goes on with the others.
missing() {
    echo "skipped: $1" >&2
    failed=1
}

compare() {
    echo
    echo "== $1: $3"
    "$creditcalc" --no-config pricing import "$2" --from "$1" || failed=1
    "$creditcalc" --no-config --quiet pricing import "$2" --from "$1" --csv >"$folder/$1.csv" 2>/dev/null || true
}

if claude=$(cd "$folder" && npm pack --silent @anthropic-ai/claude-code-linux-x64@latest); then
    compare claude-cli "$folder/$claude" "$claude"
else
    missing "npm pack @anthropic-ai/claude-code-linux-x64"
fi

# The package for a platform is a version of the same name.
if version=$(npm view @openai/codex version) &&
    codex=$(cd "$folder" && npm pack --silent "@openai/codex@$version-linux-x64"); then
    compare codex "$folder/$codex" "$codex"
else
    missing "npm pack @openai/codex"
fi

for package in litellm genai-prices; do
    rm -rf "$folder/$package"
    if pip download --quiet --no-deps --only-binary :all: --dest "$folder/$package" "$package"; then
        wheel=$(find "$folder/$package" -name '*.whl')
        case $package in
            litellm) member=litellm/model_prices_and_context_window_backup.json ;;
            *) member=genai_prices/data.py ;;
        esac
        # The member alone: nothing of a package is run.
        if unzip -qp "$wheel" "$member" >"$folder/$package.catalog"; then
            compare "$package" "$folder/$package.catalog" "$(basename "$wheel")"
        else
            missing "$member in $wheel"
        fi
    else
        missing "pip download $package"
    fi
done

echo
echo "== From one another: rates that some of them have differently from the tables"
# model, speed, kind, prompt_tokens_over and the catalog's rate, with the names of the catalogs that say so.
for catalog in claude-cli litellm genai-prices; do
    [ -s "$folder/$catalog.csv" ] || continue
    awk -F, -v catalog="$catalog" 'NR > 1 { print $1 " " $2 " " $3 " " $4 "\t" $7 "\t" catalog }' "$folder/$catalog.csv"
done | sort | awk -F'\t' '
    { rates[$1] = rates[$1] sprintf("  %s says %s;", $3, $2 == "" ? "nothing" : $2); if (!($1 in seen)) { seen[$1]; order[++n] = $1 } }
    END { for (i = 1; i <= n; i++) print order[i] ":" rates[order[i]]; if (!n) print "none" }'
echo
"$creditcalc" --no-config pricing check --max-age 60 || failed=1
exit "$failed"
