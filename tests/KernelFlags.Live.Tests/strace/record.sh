#!/usr/bin/env bash
# Records NAME.log.gz, NAME.from.gz and NAME.to.gz: what a program does to its memory, its maps just after execve, and its maps at the end.
#   record.sh NAME PROGRAM ARGUMENTS...
# The program prints "ready" and then waits for its input. It is stopped at its first brk, which the dynamic linker calls before anything else, and when it
# is ready; then it is killed, so that nothing follows what its maps show.
set -euo pipefail
name=$1
shift
folder=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkfifo "$work/in"
exec 9<> "$work/in"
strace -f -y -o "$work/log" -e trace=memory,process -e inject=brk:signal=SIGSTOP:when=1 "$@" < "$work/in" > "$work/out" &
until grep -qs 'brk(NULL)' "$work/log"; do sleep 0.1; done
pid=$(awk 'NR == 1 { print $1 }' "$work/log")

state() { awk '$1 == "State:" { print $2 }' "/proc/$1/status"; }
wait_stopped() { until [[ $(state "$1") == [tT] ]]; do sleep 0.1; done; }

wait_stopped "$pid"
cat "/proc/$pid/maps" > "$work/from"
kill -CONT "$pid"
# Children stop at their first brk too.
until grep -qs ready "$work/out"; do
    for child in $(awk '{ print $1 }' "$work/log" | sort -u); do [ ! -e "/proc/$child" ] || kill -CONT "$child" || true; done
    sleep 0.1
done
sleep 1
kill -STOP "$pid"
sleep 0.5
cat "/proc/$pid/maps" > "$work/to"
kill -KILL "$pid"
wait || true
for part in log from to; do gzip -9n < "$work/$part" > "$folder/$name.$part.gz"; done
