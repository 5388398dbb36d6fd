// Reads a number, mnemonics of smaps, trace text or names in C, all 64 bits exactly.
const byName = new Map();
for (const flag of data.flags) {
  for (const name of [flag.trace, flag.name, flag.name.replace(/^VM_/, ""), flag.mnemonic]) {
    if (name) byName.set(name.toLowerCase(), flag);
  }
}
for (const [name, bits] of data.masks) {
  if (!byName.has(name)) byName.set(name, { bits: BigInt(bits) });
}

function readFlags(text) {
  const words = text.trim().replace(/^vmflags:/i, "").split(/[\s,|]+/).filter(word => word && word !== "none");
  let value = 0n;
  const unknown = [];
  for (const word of words) {
    const flag = byName.get(word.toLowerCase());
    if (/^(0x[0-9a-f]+|[0-9]+)$/i.test(word)) value |= BigInt(word);
    else if (flag) value |= flag.bits ?? 1n << BigInt(flag.bit);
    else unknown.push(word);
  }
  return { value, unknown };
}

function bitsOf(value) {
  const bits = [];
  for (let bit = 0; value > 0n; bit++, value >>= 1n) {
    if (value & 1n) bits.push(bit);
  }
  return bits;
}

/* The table of flags, by bit, with what no definition knows. */
function flagTable(bits, unknown) {
  const table = make("table", { class: "flags" });
  for (const bit of bits) {
    const flag = data.flags.find(one => one.bit === bit);
    table.append(make("tr", {}, make("td", {}, flag?.mnemonic ?? "??"), make("td", {}, flag?.name ?? "bit " + bit), make("td", flag ? {} : { class: "bad" }, flag?.meaning ?? "unknown to this kernel")));
  }
  for (const word of unknown) {
    table.append(make("tr", {}, make("td", {}, word), make("td", {}, ""), make("td", { class: "bad" }, "unknown to this kernel")));
  }
  return table;
}

function showDecoded() {
  const text = element("decode").value;
  const box = element("decoded");
  box.replaceChildren();
  if (text.trim() === "") return;
  const { value, unknown } = readFlags(text);
  const bits = bitsOf(value);
  const flags = bits.map(bit => data.flags.find(flag => flag.bit === bit));
  box.append(
    make("dl", {},
      make("dt", {}, "value"), make("dd", { id: "decoded-value" }, "0x" + value.toString(16)),
      make("dt", {}, "decimal"), make("dd", {}, value.toString()),
      make("dt", {}, "smaps"), make("dd", {}, flags.map(flag => flag?.mnemonic ?? "??").filter(word => word).join(" ") || "(none)")),
    flagTable(bits, unknown));
}
