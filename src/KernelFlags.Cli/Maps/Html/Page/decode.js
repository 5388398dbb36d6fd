// The box that decodes what is pasted into it, a line at a time.

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

function decoded(line, isFirst) {
  const { value, unknown, differences, notes, around } = readFlags(line);
  if (value === null) return [make("p", { class: "muted" }, "no flags: " + line.trim())];
  const bits = bitsOf(value);
  const flags = bits.map(bit => data.flags.find(flag => flag.bit === bit));
  const list = make("dl", {});
  const add = (name, text, attributes = {}) => list.append(make("dt", {}, name), make("dd", attributes, text));
  for (const difference of differences) add("does not agree", difference, { class: "bad" });
  add("value", hexOf(value), isFirst ? { id: "decoded-value" } : {});
  add("decimal", value.toString());
  add("smaps", flags.map(flag => flag?.mnemonic ?? "??").filter(word => word).join(" ") || "(none)");
  for (const note of notes) add("note", note);
  if (around.length > 0) add("around", around.join(" … "));
  return [list, flagTable(bits, unknown)];
}

function showDecoded() {
  const box = element("decode");
  const lines = box.value.split(/\r\n|\r|\n/).filter(line => line.trim());
  box.rows = Math.min(12, Math.max(1, lines.length));
  let hasValue = false;
  element("decoded").replaceChildren(...lines.flatMap(line => {
    const shown = decoded(line, !hasValue);
    hasValue ||= shown.length > 1;
    return shown;
  }));
}
