#!/usr/bin/env bash
# Records NAME.log.gz, NAME.from.gz and NAME.to.gz: what a program does to its memory, its maps just after execve, and its maps at the end.
#   record.sh NAME UNTIL PROGRAM ARGUMENTS...
# UNTIL is a regular expression (grep -E) of what the program prints once it has done its work and waits; or "exit", where it ends by itself.
# The program is stopped at its first instruction, and when it is done; then it is killed, so that nothing follows what its maps show.
#   OUT=DIRECTORY     where the three files go; beside this script unless told
#   RUN_AS=USER       whom the program runs as
#   ATTACH_AT=REGEX   strace is attached (-p) only once the program prints this; NAME.from is what its maps show then
# The program finds $WORK, an empty directory that is gone afterwards; the three files have it as /tmp/work.
set -euo pipefail
name=$1 until=$2 program=$(command -v "$3")
shift 3
out=${OUT:-$(cd "$(dirname "$0")" && pwd)}
work=$(mktemp -d)
WORK=${WORK:-$work}
printed=$work/out
first='' tracer=''
trap 'end_all; rm -rf "$work"' EXIT

state() { awk '$1 == "State:" { print $2 }' "/proc/$1/status" 2> "$work/gone"; }
wait_stopped() { until [[ $(state "$1") == [tT] ]]; do sleep 0.1; done; }
is_at_exit() { grep -qE '^(231|252) ' "/proc/$1/syscall"; }

traced() { awk -v tracer="$tracer" '$1 == "TracerPid:" && $2 == tracer { split(FILENAME, part, "/"); print part[3] }' /proc/[0-9]*/status 2> "$work/gone" || true; }

# Each program stops at its first execve, children too.
go_on() {
    for child in $(traced); do [[ $(state "$child") != [tT] ]] || kill -CONT "$child" 2> "$work/gone" || true; done
}

# Some children outlive their parent, and strace goes on as long as there is one.
end_all() {
    [ -z "$first" ] || kill -KILL "$first" 2> "$work/gone" || true
    while [ -n "$tracer" ] && kill -0 "$tracer" 2> "$work/gone"; do
        kill -KILL $(traced) 2> "$work/gone" || true
        sleep 0.1
    done

    wait 2> "$work/gone"
    first='' tracer=''
}

is_done() {
    if [ "$until" = exit ]; then is_at_exit "$first"; else grep -qsE "$until" "$printed"; fi
}

mkfifo "$work/in"
exec 9<> "$work/in"
begin=(sh -c 'kill -STOP $$; exec "$@"' sh "$program" "$@")
[ -z "${RUN_AS:-}" ] || begin=(setpriv --reuid="$RUN_AS" --regid="$(id -g "$RUN_AS")" --clear-groups "${begin[@]}")
(cd "$WORK" && exec "${begin[@]}") < "$work/in" > "$printed" 2>&1 &
first=$!
disown "$first"
wait_stopped "$first"
options=(-f -y -o "$work/log" -e trace=memory,process)
if [ -n "${ATTACH_AT:-}" ]; then
    kill -CONT "$first"
    until grep -qE "$ATTACH_AT" "$printed"; do sleep 0.1; done
    kill -STOP "$first"
    wait_stopped "$first"
    cat "/proc/$first/maps" > "$work/from"
else
    options+=(-e inject=execve:signal=SIGSTOP:when=1)
fi

[ "$until" != exit ] || options+=(-e inject=exit_group:delay_enter=2s)
strace "${options[@]}" -p "$first" 2> "$work/attached" &
tracer=$!
until grep -qs attached "$work/attached"; do sleep 0.1; done
kill -CONT "$first"
if [ -z "${ATTACH_AT:-}" ]; then
    until awk '/ execve\(.* = 0$/ { runs = 1 } runs && /--- stopped by SIGSTOP/ { found = 1 } END { exit !found }' "$work/log"; do sleep 0.1; done
    wait_stopped "$first"
    cat "/proc/$first/maps" > "$work/from"
    go_on
fi

until is_done; do
    go_on
    sleep 0.1
done

if [ "$until" != exit ]; then
    sleep 1
    kill -STOP "$first"
    sleep 0.5
fi

cat "/proc/$first/maps" > "$work/to"
end_all
for part in log from to; do sed "s#$WORK#/tmp/work#g" "$work/$part" | gzip -9n > "$out/$name.$part.gz"; done
