#!/usr/bin/env bash
# Records what real programs do to their memory, each by record.sh:
#   programs.sh [NAME...]
# Without a name all of them. It installs nothing; of a program that is not there it says which Debian package has it, goes on, and ends with
# exit status 1. OUT is the directory for what is recorded, beside this script unless told. Root is needed for postgres alone, which runs as nobody then.
set -euo pipefail
folder=$(cd "$(dirname "$0")" && pwd)
export OUT=${OUT:-$folder}
export LC_ALL=C PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
missing=0

need() {
    [[ ! -e $1 ]] && ! type -P "$1" > /dev/null || return 0
    echo "$name: there is no $1; the Debian package $2 has it" >&2
    missing=1
    return 1
}

# A socket's server is asked once it answers.
when_there() { until "$@" > /dev/null 2>&1; do sleep 0.2; done; }

# Everything that a program is given lies in $WORK, which is gone afterwards; what is recorded has it as /tmp/work.
record() { "$folder/record.sh" "$name" "$@"; }

python() {
    need python3 python3 || return 0
    record '^ready' python3 "$WORK/ready.py"
}

attached() {
    need python3 python3 || return 0
    ATTACH_AT='^begun' record '^ready' python3 "$WORK/attached.py"
}

node() {
    need node nodejs || return 0
    record '^ready' node "$WORK/ready.js"
}

java() {
    need javac default-jdk-headless || return 0
    javac -d "$WORK" "$WORK/Ready.java"
    record '^ready' java -Xmx256m -cp "$WORK" Ready
}

go() {
    need go golang-go || return 0
    GOCACHE=$WORK/cache command go build -o "$WORK/ready" "$WORK/ready.go"
    rm -rf "$WORK/cache"
    record '^ready' "$WORK/ready"
}

# The program itself: /usr/bin/chromium is a script that calls it.
chromium() {
    need /usr/lib/chromium/chromium chromium || return 0
    record '^DevTools listening' /usr/lib/chromium/chromium \
        --headless --no-sandbox --disable-gpu --remote-debugging-port=0 --user-data-dir="$WORK/profile" about:blank
}

redis() {
    need redis-server redis-server || return 0
    local ask=(redis-cli -s "$WORK/socket")
    (
        when_there "${ask[@]}" ping
        "${ask[@]}" eval 'for i = 1, 50000 do redis.call("set", "key" .. i, string.rep("x", 100)) end' 0
        "${ask[@]}" bgsave
    ) > "$WORK/asked" &
    record 'Background saving terminated' redis-server --port 0 --unixsocket "$WORK/socket" --dir "$WORK" --save ''
}

postgres() {
    local server
    server=$(compgen -G '/usr/lib/postgresql/*/bin' | tail -1 || true)
    need "${server:-/usr/lib/postgresql}/postgres" postgresql || return 0
    local as=()
    if [ "$(id -u)" = 0 ]; then
        chown nobody "$WORK"
        as=(setpriv --reuid=nobody "--regid=$(id -g nobody)" --clear-groups)
        export RUN_AS=nobody
    fi

    "${as[@]}" "$server/initdb" -D "$WORK/data" -A trust -U postgres > "$WORK/made"
    (
        when_there "$server/psql" -h "$WORK" -U postgres -c 'select 1' postgres
        "$server/psql" -h "$WORK" -U postgres -c 'create table t as select * from generate_series(1, 200000) n' -c 'select count(distinct n) from t' -c checkpoint postgres
    ) > "$WORK/asked" &
    record 'checkpoint complete' "$server/postgres" -D "$WORK/data" -k "$WORK" -h '' -c log_checkpoints=on
}

gcc() {
    need gcc gcc || return 0
    record exit gcc -O2 -pthread "$WORK/ready.c" -o "$WORK/ready"
}

bash() {
    need seq coreutils || return 0
    record exit bash -c 'seq 100000 | sort -n | tail -1; lines=$(ls /usr/lib | wc -l); (echo "$lines"; exec cat < /etc/passwd) > /dev/null; true'
}

i386() {
    need_i386 || return 0
    if ! "$WORK/ready" > "$WORK/printed" 2>&1; then
        echo "$name: this kernel runs no 32-bit programs (CONFIG_IA32_EMULATION, or a hypervisor without it)" >&2
        missing=1
        return 0
    fi

    record exit "$WORK/ready"
}

qemu() {
    need qemu-i386 qemu-user && need_i386 || return 0
    record exit qemu-i386 "$WORK/ready"
}

need_i386() {
    need gcc gcc && need /usr/lib32/libc.so libc6-dev-i386 || return 1
    command gcc -m32 -O2 -pthread "$WORK/ready.c" -o "$WORK/ready" || { missing=1 && return 1; }
}

dotnet() {
    need dotnet dotnet-sdk-10.0 || return 0
    local runtime sdk
    runtime=$(command dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" { gsub(/[][]/, ""); found = $3 "/" $2 } END { print found }')
    sdk=$(command dotnet --list-sdks | awk '{ gsub(/[][]/, ""); found = $2 "/" $1 } END { print found }')
    command dotnet exec "$sdk/Roslyn/bincore/csc.dll" -nologo -nostdlib "-out:$WORK/Ready.dll" \
        $(printf -- '-r:%s ' "$runtime"/System.{Private.CoreLib,Runtime,Console,Threading,Threading.Thread,Collections,Linq}.dll) "$WORK/Ready.cs"
    printf '{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "%s" } } }\n' "${runtime##*/}" > "$WORK/Ready.runtimeconfig.json"
    record '^ready' dotnet "$WORK/Ready.dll"
}

[ "$#" -gt 0 ] || set -- python node java go chromium redis postgres gcc bash i386 qemu dotnet attached
for name in "$@"; do
    WORK=$(mktemp -d)
    export WORK HOME=$WORK

    # In a condition a shell would go on behind what fails.
    set +e
    (
        set -e
        trap 'rm -rf "$WORK"' EXIT
        missing=0
        cp "$folder"/programs/* "$WORK"
        "$name"
        exit "$missing"
    )
    [ "$?" = 0 ] || missing=1
    set -e
done

exit "$missing"
