#!/usr/bin/env bash
# Makes the saved smaps files of this folder anew, on the running kernel (6.13 or later). Addresses of the program itself change each time.
set -euo pipefail
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
gcc -static -O1 -Wall -o "$folder/example" examples.c
cd "$folder"
for name in touching dontfork stacks-mprotect stacks-guard stacks-none named shuffled limit; do
    ./example "$name" | sed "s|$folder/|/opt/|" | gzip -9n > "$OLDPWD/$name.smaps.gz"
done
cd "$OLDPWD"
if ! zcat named.smaps.gz | grep -q anon:arena; then
    zcat named.smaps.gz | sed -e 's/^100000010000-100000020000 .*/&                         [anon:arena]/' -e '/^100000010000/,/^VmFlags/s/ dd / /' | gzip -9n > named.new
    mv named.new named.smaps.gz
fi
# As an older and a newer kernel would show it: without any mnemonic, and with one that nobody has heard of.
zcat named.smaps.gz | sed -e '/^100000000000/,/^VmFlags/s/^VmFlags: .*/VmFlags: /' -e '/^100000010000/,/^VmFlags/s/^VmFlags: .*/&zq /' -e 's/^THPeligible:.*/&\nNovelty:              12 kB/' |
    gzip -9n > strange.smaps.gz
