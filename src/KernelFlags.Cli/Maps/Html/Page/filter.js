// The language of the box above the table: words that must all hold.
const UNITS = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };
const SIZES = {
  size: i => lengths[i] * PAGE, rss: i => sizeOf("Rss", i), swap: i => sizeOf("Swap", i),
  gap: i => freeBefore[i] === Infinity ? null : freeBefore[i] * PAGE,
};
const COMPARISONS = { ">": (a, b) => a > b, "<": (a, b) => a < b, ">=": (a, b) => a >= b, "<=": (a, b) => a <= b, "=": (a, b) => a === b };
let shown = null;

/* Words stand apart by blanks; what is in quotation marks is of one word, and so is what has _ for a blank. */
const splitWords = text => (text.toLowerCase().match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).map(word => word.replaceAll("\"", ""));
const quoted = text => /[\s"]/.test(text) ? "\"" + text.replaceAll("\"", "") + "\"" : text;
const plain = text => text.replaceAll("\"", "").toLowerCase();
const withBlanks = text => text.replaceAll("_", " ");
const has = (text, part) => text.includes(part) || text.includes(withBlanks(part));
const isSame = (text, other) => text === other || text === withBlanks(other);

/* What a word asks of a VMA. */
function testOf(word) {
  const compare = /^(size|rss|swap|gap)(>=|<=|[<>=])([\d.]+) ?([kmgt]?)b?$/.exec(word);
  if (compare) {
    const [value, holds, limit] = [SIZES[compare[1]], COMPARISONS[compare[2]], Number(compare[3]) * UNITS[compare[4]]];
    return i => value(i) !== null && holds(value(i), limit);
  }
  const [, key, relation, text] = /^(\w+)([:=])(.*)$/.exec(word) ?? [null, "", "", word];
  switch (key) {
    case "kind": return i => isSame(kindOf(i).toLowerCase(), text);
    case "perm": return i => isSame(PERM_COLOURS[permClass(permOf(i))][0], text);
    case "flag": return i => wordsOf(i).includes(text);
    case "change": return i => isSame(changeOf(i) ?? "none", text);
    case "why": {
      // A colon asks for a part of what is said, or for its kind; an equals sign for the whole.
      const wanted = data.causes.map(cause => relation === "=" ? plain(cause.words) === text : cause.kinds.includes(text) || has(plain(cause.words), text));
      return i => causes[i] >= 0 && wanted[causes[i]];
    }
  }
  if (word === "guard") return i => guards.has(i);
  if (word === "unknown") return i => setUnknown[data.set[i]].length > 0;
  if (word === "alone") return isAlone;
  const inPath = data.files.map(([path]) => path.toLowerCase().includes(word));
  const inKind = data.kinds.map(kind => kind.includes(word));
  const inSet = setWords.map(words => words.includes(word));
  const inPerm = data.perms.map(perm => perm === word);
  const page = /^(0x)?[0-9a-f]{4,16}$/.test(word) ? Number(BigInt("0x" + word.replace(/^0x/, "")) / BigInt(PAGE)) : -1;
  return i => inPath[data.file[i]] || inKind[data.kind[i]] || inSet[data.set[i]] || inPerm[data.perm[i]] || (page >= starts[i] && page < starts[i] + lengths[i]);
}

function applyFilter() {
  const words = splitWords(element("filter").value).filter(word => word && word !== "-");
  const tests = words.map(word => {
    // Four letters may begin with a minus that is no "not": ---p.
    const isNot = word[0] === "-" && !data.perms.includes(word);
    const test = testOf(isNot ? word.slice(1) : word);
    return isNot ? i => !test(i) : test;
  });
  shown = tests.length === 0 ? null : new Uint8Array(count);
  order = [];
  for (let i = 0; i < count; i++) {
    if (!tests.every(test => test(i))) continue;
    order.push(i);
    if (shown) shown[i] = 1;
  }
  element("count").textContent = shown ? number(order.length) + " of " + number(count) : counted(count, "VMA");
  element("filter-clear").hidden = !shown;
  applySorting();
  draw();
}

/* Sets the words, or takes them away where they are set already. */
function setFilter(text) {
  element("filter").value = element("filter").value === text ? "" : text;
  applyFilter();
  element("announce").textContent = element("count").textContent + (shown ? ": " + text : "");
}
