#!/bin/sh
# build.sh KERNEL_SOURCE_TREE OUTPUT_DIR: builds vmabench out of that tree, and beside it flatbench and livebench.
set -eu
K=$(cd "${1:?usage: build.sh KERNEL_SOURCE_TREE OUTPUT_DIR}" && pwd)
HERE=$(cd "$(dirname "$0")" && pwd)
OUT=${2:?usage: build.sh KERNEL_SOURCE_TREE OUTPUT_DIR}
CC=${CC:-gcc}
mkdir -p "$OUT/generated"
cp "$K/tools/testing/shared/autoconf.h" "$OUT/generated/autoconf.h"
echo "#define XA_CHUNK_SHIFT 6" > "$OUT/generated/map-shift.h"
printf '#define CONFIG_64BIT 1\n#define CONFIG_PHYS_ADDR_T_64BIT 1\n' > "$OUT/generated/bit-length.h"
CFLAGS="-O2 -g -DNDEBUG -D_LGPL_SOURCE -DNUM_VMA_FLAG_BITS=64 -DNUM_MM_FLAG_BITS=64 \
 -fno-strict-aliasing -fno-strict-overflow -fno-delete-null-pointer-checks \
 -Wall -Wno-unused-function -Wno-unused-variable -Wno-unused-but-set-variable -Wno-unused-value ${EXTRA_CFLAGS:-}"
INC="-include $OUT/generated/bit-length.h -I$HERE -I$HERE/shim -I$OUT -I$K/tools/testing/vma -I$K/tools/testing/shared -I$K/tools/testing \
 -I$K/tools/include -I$K/tools/arch/x86/include -I$K/lib -I$K"
for f in "$HERE/bench.c" "$HERE/shim/peer_maple.c" "$HERE/shim/peer_slab.c" \
         "$K/tools/lib/find_bit.c" "$K/tools/lib/bitmap.c" "$K/tools/lib/hweight.c" "$K/tools/lib/vsprintf.c"; do
    $CC -c $CFLAGS $INC "$f" -o "$OUT/$(basename "$f" .c).o"
done
$CC $CFLAGS -o "$OUT/vmabench" "$OUT"/bench.o "$OUT"/peer_maple.o "$OUT"/peer_slab.o \
    "$OUT"/find_bit.o "$OUT"/bitmap.o "$OUT"/hweight.o "$OUT"/vsprintf.o -lpthread
$CC -O2 -mavx2 -mbmi -o "$OUT/flatbench" "$HERE/flat/flatbench.c"
$CC -O2 -o "$OUT/livebench" "$HERE/live/livebench.c"
