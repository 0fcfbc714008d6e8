#!/bin/sh
# Asks before Claude Code schedules a job, and says what the job costs. A PreToolUse hook: settings.json has the lines.
#
#   price-schedule.sh --cost-per-run 1.20
#
# What you write behind it goes to `creditcalc estimate`: say what a run costs, or `--from` a profile of runs that you
# measured. It looks at CronCreate, at routines (/schedule) and at edits of crontabs. Of everything else, and of crontabs
# that start no agent, it says nothing. It is a reminder and no barrier: a job can be scheduled in ways that it doesn't
# see.
set -u

input=$(cat)
# Nearly every call ends here, before anything is started.
case $input in
*'"CronCreate"'* | *'"RemoteTrigger"'* | *cron*) ;;
*) exit 0 ;;
esac

# The flag that reads the schedule, and below it the schedule; `--unread` and why where it can't be read. In JSON a quote
# inside of a string has a backslash, so that `"key":` is a key wherever it stands.
found=$(printf '%s\n' "$input" | here=$PWD awk -v now="$(date +%s)" '
function next_value(key) { # The next string under this key, with its quotes; it begins at `from`.
    if (!match(substr(all, from), "\"" key "\"[ \t\r\n]*:[ \t\r\n]*\"([^\"\\\\]|\\\\.)*\"")) return ""
    value = substr(all, from + RSTART - 1, RLENGTH)
    from += RSTART + RLENGTH - 1
    sub("^\"" key "\"[ \t\r\n]*:[ \t\r\n]*", "", value)
    return value
}
function first(key) { from = 1; return next_value(key) }
function text(json,   out, at, sign) {
    json = substr(json, 2, length(json) - 2)
    while ((at = index(json, "\\")) > 0) {
        sign = substr(json, at + 1, 1)
        out = out substr(json, 1, at - 1)
        out = out (sign == "n" ? "\n" : sign == "t" ? "\t" : sign == "r" ? "" : sign == "u" ? "?" : sign)
        json = substr(json, at + (sign == "u" ? 6 : 2))
    }
    return out json
}
function crontab(lines) { if (lines ~ /[^ \t\n]/) printf "--crontab\n%s\n", lines }
function blind(why) { printf "--unread\n%s\n", why }
function entries(shell,   count, line, number, rest, next_one, part, quote, out) { # Lines of a crontab that stand in a command.
    gsub(/\\n/, "\n", shell)
    count = split(shell, line, "\n")
    for (number = 1; number <= count; number++) {
        rest = line[number]
        if (!match(rest, "(^|[ \t\"\047])" entry)) continue
        rest = substr(rest, RSTART)
        while (rest != "") { # A line may have several, each in quotes of its own.
            next_one = match(substr(rest, 2), "[\"\047]" entry) ? RSTART : length(rest)
            part = substr(rest, 1, next_one)
            rest = substr(rest, next_one + 1)
            quote = substr(part, 1, 1)
            if (quote ~ /["\047]/) {
                part = substr(part, 2)
                sub(quote "[^" quote "]*$", "", part)
            }
            out = out part "\n"
        }
    }
    return out
}
function path(file) { # As the shell would read it, as far as that can be known.
    gsub(/["\047]/, "", file)
    if (file ~ /^~\//) return ENVIRON["HOME"] substr(file, 2)
    if (match(file, /^\$(HOME|\{HOME\})\//)) return ENVIRON["HOME"] substr(file, RLENGTH)
    if (match(file, /^\$(PWD|\{PWD\})\//)) return ENVIRON["here"] substr(file, RLENGTH)
    return file
}
BEGIN {
    field = "[0-9*][0-9*,/-]*[ \t]+"
    name = "[0-9A-Za-z*][0-9A-Za-z*,/-]*"
    entry = "(@(reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|" field field field name "[ \t]+" name ")[ \t]"
}
{ all = all $0 "\n" }
END {
    tool = text(first("tool_name"))
    if (tool == "CronCreate") {
        once = all ~ /"recurring"[ \t\r\n]*:[ \t\r\n]*"?false/
        printf "--schedule\n{\"tasks\":[{\"id\":\"the task\",\"cron\":%s,\"prompt\":\"\",\"recurring\":%s,\"createdAt\":%s000}]}\n", \
            first("cron"), once ? "false" : "true", now
    } else if (tool == "RemoteTrigger") {
        routine = text(first("cron_expression"))
        # Routines are on the clock of UTC.
        if (routine != "") crontab("CRON_TZ=UTC\n" routine " claude -p routine")
    } else if (tool == "Bash") {
        command = text(first("command"))
        # To look at a crontab is no edit.
        gsub(/crontab[ \t]+(-u[ \t]+[^ \t]+[ \t]+)?-l/, "", command)
        writes = command ~ /(>[ \t]*|(tee|cp|mv|install)[ \t][^|;&<>\n]*)["\047]?[^ \t|;&<>]*(cron\.d|spool\/cron)\/[^ \t\n]*[ \t]*($|[|;&<)\n])/
        if (!writes && command !~ /crontab/) exit
        escaped = command
        gsub(/\\\*/, "*", escaped)
        lines = entries(escaped)
        # What another command writes into a crontab is known only where it stands in the line.
        piped = command ~ /\|[ \t]*(sudo[ \t]+)?(\/usr\/bin\/)?crontab([ \t]+-u[ \t]*[^ \t|;&]+)?([ \t]+-)?[ \t]*($|[|;&)\n])/
        cannot_read = writes || piped
        if (match(command, /crontab[ \t]+(-u[ \t]+[^ \t]+[ \t]+)?(-?[ \t]*<[ \t]*)?[^-<>|;&() \t\n][^<>|;&() \t\n]*/)) {
            before = substr(command, 1, RSTART - 1)
            file = substr(command, RSTART, RLENGTH)
            sub(/^.*[ \t<]/, "", file)
            file = path(file)
            got = -1
            # Behind a `cd`, a file of that name here would be another.
            if (file ~ /^\// || before !~ /(^|[;&|( \t\n])cd[ \t]/)
                while ((got = (getline line < file)) > 0) lines = lines line "\n"
            # The word must be the command: `grep crontab README` schedules nothing.
            if (got < 0 && before ~ /(^|[;&|({\n]|(^|[ \t;\n])(sudo([ \t]+-u[ \t]*[^ \t]+)?|then|do|else|exec))[ \t]*(\/usr\/bin\/)?$/) cannot_read = 1
        }
        if (cannot_read && lines !~ /[^ \t\n]/) blind("This changes a crontab that the hook can\047t read, so it has no price")
        crontab(lines)
    } else if (text(first("file_path")) ~ /crontab|cron\.d\/|\.cron$/) {
        crontab(text(first("content")))
        from = 1
        edited = ""
        while ((edit = next_value("new_string")) != "") edited = edited text(edit) "\n"
        crontab(edited)
    }
}')
[ -n "$found" ] || exit 0

if ! command -v creditcalc >/dev/null; then
    echo "price-schedule.sh: creditcalc is not installed, so this job has no price" >&2
    exit 1
fi
flag=${found%%"
"*}
schedule=${found#*"
"}
if [ "$flag" = --unread ]; then
    reason=$schedule said=
else
    said=$(printf '%s\n' "$schedule" | creditcalc estimate "$flag" - --format table --quiet "$@" 2>&1)
    case $?:$said in
    0:* | 3:*) reason="This job: " ;;
    # A crontab without agents is nobody's business here.
    *'error[S306]'*) exit 0 ;;
    *:'What does one run cost?'*)
        reason="This job has no price: nothing says what a run costs. Add \`--cost-per-run 1.20\` or \`--from PROFILE\` to the hook's command in settings.json"
        said=
        ;;
    *) reason="creditcalc can't price this job: " ;;
    esac
fi
first=${said%%"
"*}
# A job that doesn't run this month still costs something.
case $first:$schedule:$said in
*' x 0 runs = '*'at no fixed time'*) first="${first%% x 0 runs = *}, runs unknown: they have no fixed time" ;;
*' a run x 0 runs = '*'"recurring":false'*) first="${first%% a run x 0 runs = *}, once, not in ${first##* in }" ;;
*' x 0 runs = '*) first="${first%% x 0 runs = *}, none in ${first##* in }" ;;
*:*:*'at no fixed time'*) first="$first, and more at no fixed time" ;;
esac
line=$(printf '%s%s' "$reason" "$first" | sed 's/[\\"]/\\&/g' | tr -d '\000-\037')
printf '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"%s"}}\n' "$line"
