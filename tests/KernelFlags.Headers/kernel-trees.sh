#!/usr/bin/env bash
# kernel-trees.sh VERSION...: fetches those parts of Linux source trees that the definitions are held against.
#
# Takes Debian's packages linux-source-VERSION (6.1, 6.12, 7.2, 7.3, ...) from whichever suite has them. Which archive that is, this
# machine's own apt sources say; they are read only, for apt works in a folder of the cache here. Needs apt, dpkg-deb and xz.
# Prints a line a tree, VERSION<TAB>PATH. A tree that is there with all these parts is not fetched again; all are kept in
# ${KERNEL_TREES:-${XDG_CACHE_HOME:-$HOME/.cache}/kernel-trees}/VERSION.
#
# The trees are GPL-2.0: compile against them, and commit nothing of them.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: kernel-trees.sh VERSION..." >&2; exit 2; }

cache=${KERNEL_TREES:-${XDG_CACHE_HOME:-$HOME/.cache}/kernel-trees}
suites=(bookworm bookworm-backports trixie trixie-backports sid)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
parts=(
    Makefile include 'arch/*/include' mm lib fs/proc kernel/fork.c rust/kernel/mm rust/kernel/mm.rs
    tools/testing/vma tools/testing/shared tools/testing/radix-tree tools/testing/selftests/mm
    tools/include tools/lib tools/arch tools/scripts tools/build Documentation/mm Documentation/filesystems
    'arch/*/Kconfig*' 'arch/*/platforms/Kconfig*' arch/Kconfig init/Kconfig fs/Kconfig
    scripts/checkpatch.pl scripts/spelling.txt scripts/const_structs.checkpatch
)

fail() { echo "kernel-trees.sh: $*" >&2; exit 1; }

# own_apt COMMAND...: apt with sources, lists and archives of its own.
own_apt() {
    "$1" -qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$apt/lists" \
        -o Dir::Cache="$apt/cache" -o APT::Sandbox::User="$(id -un)" "${@:2}"
}

# archive: where this machine gets Debian from; the security archive has no sources of the kernel for every suite.
archive() {
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2> /dev/null || true; } |
        sed -nE -e 's/^URIs:[[:space:]]*([^[:space:]]+).*/\1/p' -e 's/^deb[[:space:]]+(\[[^]]*\][[:space:]]+)?([^[:space:]]+).*/\2/p' |
        grep -E '/debian(/[0-9TZ]+)?/?$' | head -n 1
}

prepare_apt() {
    [ -z "${apt:-}" ] || return 0
    local from suite
    command -v apt-get > /dev/null && command -v dpkg-deb > /dev/null && command -v xz > /dev/null ||
        fail "apt-get, dpkg-deb and xz are needed: they are in Debian's packages apt, dpkg and xz-utils"
    from=$(archive) && [ -n "$from" ] || fail "no apt source of this machine is Debian's archive (one whose path is debian)"
    apt=$cache/.apt
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    for suite in "${suites[@]}"; do
        echo "deb [signed-by=$keyring] $from $suite main"
    done > "$apt/sources.list"
    own_apt apt-get update >&2 || fail "apt-get update failed"
}

# fetch VERSION: makes the tree in a folder beside its place, and moves it there when it is complete.
fetch() {
    local version=$1 name=linux-source-$1
    work=$(mktemp -d "$cache/.fetch.XXXXXX")
    (cd "$work" && own_apt apt-get download "$name" >&2) || fail "Debian has no package $name in ${suites[*]}"
    dpkg-deb --fsys-tarfile "$work"/*.deb | tar -x -C "$work" "./usr/src/$name.tar.xz"
    mkdir "$work/tree"
    # An older tree lacks some of the parts, and tar says so by its status; what can't be missing is looked for below.
    tar -x -f "$work/usr/src/$name.tar.xz" -C "$work/tree" --strip-components=1 --wildcards "${parts[@]/#/$name/}" \
        2> "$work/tar" || grep -v -e 'Not found in archive' -e 'Exiting with failure' "$work/tar" >&2 || true
    [ -f "$work/tree/include/linux/mm.h" ] || fail "$name holds no include/linux/mm.h"
    echo "${parts[*]}" > "$work/tree/.complete"
    [ ! -e "$cache/$version" ] || mv "$cache/$version" "$work/before"
    mv "$work/tree" "$cache/$version"
    rm -rf "$work"
}

mkdir -p "$cache"
work=
trap 'rm -rf "$work"' EXIT
for version in "$@"; do
    # The mark of a tree says which parts it has.
    if [ "$(cat "$cache/$version/.complete" 2> /dev/null || true)" != "${parts[*]}" ]; then
        prepare_apt
        fetch "$version"
    fi
    printf '%s\t%s\n' "$version" "$cache/$version"
done
