// Reads flags as people paste them: the rules of `kflags decode`, which one set of examples holds to these.
const W = "[0-9A-Za-z_]", D = "[0-9]", HEX = "[0-9a-f]+";
const NUMBER = "(?:0x)?[0-9a-f]+(?:ul{0,2}|l{1,2})?(?!" + W + ")";
const CASTS = "(?:\\([0-9A-Za-z_ \\[\\]]+\\) ?|\\{ ?(?:\\.?" + W + "+ ?= ?)?)*['\"]?";
const NAMES = "[0-9A-Za-z_?]+(?: ?\\| ?[0-9A-Za-z_?]+)+";
const rule = (pattern, flags = "i") => new RegExp(pattern, flags);

const WHITE_SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;
/* What stands before a line of a log: levels, time stamps, threads and processors, the sender. */
const LOG_PREFIX = rule("(?:<" + D + "{1,3}>|\\[[0-9 .+-]+\\]|\\[ ?[TC]" + D + "+\\]|\\[[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9 :]+\\]|(?:kern|user) ?[.:] ?[a-z]+ ?:"
  + "|(?:[A-Z][a-z]{2} " + D + "{1,2} [0-9:]{8}|" + D + "{4}-" + D + D + "-" + D + D + "[T ][0-9:.,+Z-]+) [0-9A-Za-z_.-]+ kernel:|Out\\[" + D + "+\\]:) ?", "iy");
/* Lines beside those that hold flags: of a debugger's prompt, of smaps, of dumps, of tables, and a name whose value follows. */
const WITHOUT_FLAGS = [
  rule("^(?:\\(gdb\\)|crash(?:64)?>|drgn>|>>>|In \\[" + D + "+\\]:)"),
  rule("^(?![a-z_]*flags)[a-z_]+: " + D + "+(?: kB)?$"),
  rule("^[0-9a-f]+-[0-9a-f]+ [r-][w-][x-][sp-](?: |$)"),
  rule("(?:^| )START END FLAGS(?: |$)", ""),
  rule("^(?!.*flags: 0x)(?:vma " + HEX + " start |prot " + HEX + " anon_vma |pgoff " + HEX + " (?:file|private_data) |refcnt " + HEX + "$|next " + HEX + " prev )"),
  rule("^(?:mm " + HEX + " task_size |mmap_base |pgd |hiwater_rss |pinned_vm |start_code |start_brk |arg_start |binfmt |ioctx_table |owner |exe_file |notifier_subscriptions |numa_next_scan |tlb_flush_pending )"),
  rule("(?<!" + W + ")flags ?: ?" + NUMBER + " ?\\([^()]*(?:node|zone|section|lastcpupid)="),
  rule("^(?!vmflags)[0-9A-Za-z_.$*>()\\[\\]-]*flags(?: ?[=:] ?\\{?)?$"),
];
const KEY = rule("(?<!" + W + ")(?:((?:__)?vma?_?flags)|(def_flags)|(flags))(?!" + W + ")['\"]?(?: ?[=:] ?|(?<=vm_flags) (?=0x|" + D + "))", "gi");
const VALUE = rule(CASTS + "(" + NUMBER + ")['\"]?", "iy");
const NAMES_AFTER_VALUE = rule(" ?:? ?\\(([^()]*)\\)| ?(?:[<\\[]|/\\*)? ?(" + NAMES + ")", "iy");
const NAMES_AFTER_KEY = rule("[({<\\[]? ?(" + NAMES + "|[0-9A-Za-z_?]+(?!" + W + "))", "iy");
/* Other forms that tell a value, and whether its digits are hexadecimal or decimal where 0x is missing. */
const FORMS = [
  [rule("(?<=^|[ =,{])\\((?:const |volatile )*" + W + "*flags_t\\) ?(" + NUMBER + ")", "di"), "decimal"],
  [rule("^\\([0-9A-Za-z_ ]+\\) ?(" + NUMBER + ")$", "di"), "decimal"],
  [rule("^\\$" + D + "+ = " + CASTS + "(" + NUMBER + ")(?: ?\\(([^()]*)\\))?", "di"), "decimal"],
  [rule("^@" + W + "*\\[(?:[^\\]]*, ?)?(" + NUMBER + ")\\]: " + D + "+$", "di"), "decimal"],
  [rule("(?<!" + W + ")vma (" + HEX + ") pagep ", "di"), "hexadecimal"],
  [rule("(?<!" + W + ")start " + HEX + " end " + HEX + " flags (" + HEX + ")(?!" + W + ")", "di"), "hexadecimal"],
  [rule("^[0-9a-f]{8,16} [0-9a-f]+000 [0-9a-f]+000 (" + HEX + ")(?= [/\\[(]|$)", "di"), "hexadecimal"],
  [rule("^(" + NUMBER + "):? ?\\(([^()]*)\\)$", "di"), "hexadecimal"],
  [rule("(?<!" + W + ")(" + NUMBER + "):? ?\\((" + NAMES + ")\\)", "di"), "hexadecimal"],
];
const GDB_MARK = rule("^\\$" + D + "+ = \\{?$");
/* What of a form is only there to name its type or place. */
const MARK_BEFORE = rule("(?:\\([0-9A-Za-z_ ]+\\)|^\\$" + D + "+ =.*|^@" + W + "*\\[) ?$");
const MAX_VALUE = (1n << 128n) - 1n;

/* What a line says: its value, null where it tells none; words that nobody knows; what does not agree; how it was read; what stands around the flags. */
function readFlags(text) {
  let line = text.replace(WHITE_SPACE, " ").trim();
  LOG_PREFIX.lastIndex = 0;
  let start = 0;
  while (LOG_PREFIX.test(line)) start = LOG_PREFIX.lastIndex;
  line = line.slice(start);
  const none = { value: null, unknown: [], differences: [], notes: [], around: [line], isTrace: false };
  if (WITHOUT_FLAGS.some(one => one.test(line))) return none;
  const told = readKeys(line) ?? readForms(line) ?? readList(line);
  return told ? weigh(told) : { ...none, unknown: [line], around: [] };
}

const newTold = () => ({ numbers: [], words: [], isTrace: false, hasNames: false, around: [] });

function addNames(told, names, isTrace) {
  told.hasNames = true;
  told.isTrace ||= isTrace;
  for (const word of names.split(/[ ,|]+/)) if (word && word !== "none") told.words.push(word);
}

/* What stands beside a key: vm_flags=0x70, flags: 0x8100077(read|write), VmFlags: rd wr. The words of a VMA's flags go before those of any. */
function readKeys(line) {
  const found = [];
  let end = 0;
  for (const key of line.matchAll(KEY)) {
    if (key.index < end) continue;
    const told = readAfterKey(line, key);
    if (!told) continue;
    found.push({ start: ownerStart(line, key.index, end), level: key[1] ? 0 : key[2] ? 1 : 2, told });
    end = told.end;
  }
  if (found.length === 0) return null;
  const level = found.reduce((least, one) => Math.min(least, one.level), 2);
  const all = newTold();
  end = 0;
  for (const { start, told } of found.filter(one => one.level === level)) {
    addAround(all, line.slice(end, start));
    for (const number of told.numbers) all.numbers.push(number);
    for (const word of told.words) all.words.push(word);
    all.isTrace ||= told.isTrace;
    all.hasNames ||= told.hasNames;
    end = told.end;
  }
  addAround(all, line.slice(end));
  return all;
}

function readAfterKey(line, key) {
  const told = newTold();
  told.end = key.index + key[0].length;
  const match = form => {
    form.lastIndex = told.end;
    return form.exec(line);
  };
  const isSmaps = /^vmflags/i.test(key[0]);
  const value = match(VALUE);
  /* Letters alone are a number only beside a word that has no other meaning than the flags of a VMA. */
  const base = isSmaps || key[3] ? "any" : "hexadecimal";
  if (value && isNumber(value[1], base) && !findBits(value[1], !isSmaps)) {
    told.end += value[0].length;
    told.numbers.push({ text: value[1], base: / = $/.test(key[0]) ? "decimal" : "any" });
    const names = match(NAMES_AFTER_VALUE);
    if (names) {
      told.end += names[0].length;
      addNames(told, names[1] ?? names[2], true);
    }
    return told;
  }
  if (isSmaps) {
    const rest = line.slice(told.end);
    addNames(told, rest, rest.includes("|"));
    told.end = line.length;
    return told;
  }
  const names = match(NAMES_AFTER_KEY);
  if (!names || !(names[1].includes("|") || findBits(names[1], true))) return null;
  told.end += names[0].length;
  addNames(told, names[1], true);
  return told;
}

/* Where the expression starts that a key is the end of: vma->vm_flags. */
function ownerStart(line, index, from) {
  if (index === from || !/[.>]/.test(line[index - 1])) return index;
  while (index > from && /[0-9A-Za-z_.$*>\-\[\]]/.test(line[index - 1])) index--;
  return index;
}

function addAround(told, text) {
  const trimmed = trim(text.replace(GDB_MARK, ""), " ,;");
  if (/[^!-\/:-@[-`{-~ ]/.test(trimmed)) told.around.push(trimmed);
}

function readForms(line) {
  for (const [form, base] of FORMS) {
    const match = form.exec(line);
    if (!match || !isNumber(match[1], base)) continue;
    const told = newTold();
    told.numbers.push({ text: match[1], base });
    if (match[2] !== undefined) addNames(told, match[2], true);
    addAround(told, line.slice(0, match.indices[1][0]).replace(MARK_BEFORE, ""));
    addAround(told, line.slice(match[2] === undefined ? match.indices[1][1] : match.indices[0][1]).replace(/^\]: /, ""));
    return told;
  }
  return null;
}

/* Numbers, mnemonics, trace text and names in C. Null for a text that is none. */
function readList(line) {
  const told = newTold();
  const bare = [], unknown = [];
  const groups = line.replace(/ ?\| ?/g, "|").split(/[ ,;]+/).map(group => trim(group, "()[]{}<>\"'")).filter(group => group);
  for (const group of groups) {
    if (group.includes("|")) addNames(told, group, true);
    else if (/^0x/i.test(group) && isNumber(group)) told.numbers.push({ text: group, base: "any" });
    else if (/^[0-9]/.test(group) && isNumber(group)) bare.push({ text: group, base: "any" });
    else if (group === "none" || findBits(group, false)) addNames(told, group, false);
    else if (isNumber(group)) bare.push({ text: group, base: "any" });
    else {
      addNames(told, group, false);
      unknown.push(group);
    }
  }
  if (unknown.length === 0) {
    told.numbers = told.numbers.concat(bare);
    return told;
  }
  // Beside words that nobody knows a number without 0x may be anything.
  const others = bare.map(one => one.text);
  const words = unknown.concat(others);
  told.words = told.words.concat(others);
  return groups.length >= 3 && words.length > groups.length - words.length && words.some(word => word.length !== 2) ? null : told;
}

function trim(text, characters) {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text[start])) start++;
  while (end > start && characters.includes(text[end - 1])) end--;
  return text.slice(start, end);
}

/* What was told, as bits; a value and names must agree. */
function weigh(told) {
  const result = { value: 0n, unknown: [], differences: [], notes: [], around: told.around, isTrace: told.isTrace };
  let named = 0n;
  for (const word of told.words) {
    const bits = told.isTrace && /^[0-9]/.test(word) && isNumber(word) ? readNumber(word, "any").value : findBits(word, told.isTrace) || null;
    if (bits === null) result.unknown.push(word);
    else named |= bits;
  }
  // Of words that nobody knows each may stand for a bit; smaps says nothing of some.
  const isNamed = told.hasNames && (told.isTrace || named !== 0n || result.unknown.length === 0);
  const hidden = told.isTrace ? 0n : data.hidden.reduce((bits, bit) => bits | 1n << BigInt(bit), 0n);
  const unknownNames = result.unknown.length;
  const unnamed = value => bitsOf(value & ~named & ~hidden);
  const agrees = value => !isNamed || ((named & ~value) === 0n && unnamed(value).length <= unknownNames);
  const values = [];
  for (const { text, base } of told.numbers) {
    const { value, note, other, otherNote } = readNumber(text, base);
    const isOther = other !== undefined && !agrees(value) && agrees(other);
    if (value === null) result.unknown.push(text);
    else values.push(isOther ? other : value);
    if (isOther) result.notes.push(otherNote);
    else if (note && !(isNamed && agrees(value))) result.notes.push(note);
  }
  if (values.length === 0) return { ...result, value: named };
  const [first, ...others] = values;
  if (!agrees(first)) {
    addDifference(result, "in the value and not among the names: ", unnamed(first));
    addDifference(result, "among the names and not in the value: ", bitsOf(named & ~first));
  }
  for (const other of others) addDifference(result, hexOf(first) + " and " + hexOf(other) + " differ in ", bitsOf(first ^ other));
  return { ...result, value: first };
}

function addDifference(result, what, bits) {
  if (bits.length > 0) result.differences.push(what + bits.map(bitName).join(", "));
}

const hexOf = value => "0x" + value.toString(16);
const bitName = bit => {
  const flag = data.flags.find(one => one.bit === bit);
  return flag ? flag.name + " (bit " + bit + ")" : "bit " + bit;
};
const withoutSuffix = text => text.replace(/(?:ul{0,2}|l{1,2})$/i, "");

/* Whether a text is a number: without 0x only with a digit in it, since de, ac and feed are words. */
function isNumber(text, base) {
  const digits = withoutSuffix(text);
  return /^0x[0-9a-f]+$/i.test(digits) || (/^[0-9a-f]+$/i.test(digits) && (/\d/.test(digits) || base === "hexadecimal"));
}

/* A number, and what else its digits may be. Null is one of more than 128 bits. */
function readNumber(text, base) {
  const digits = withoutSuffix(text);
  const within = value => value <= MAX_VALUE ? value : null;
  if (/^0x/i.test(digits)) return { value: within(BigInt(digits)) };
  const hex = within(BigInt("0x" + digits));
  if (!/^[0-9]+$/.test(digits)) return { value: hex, note: hex === null ? undefined : "read as hexadecimal: " + hexOf(hex) };
  const decimal = within(BigInt(digits));
  if (hex === null || hex === decimal) return { value: decimal };
  const [asHex, asDecimal] = ["read as hexadecimal: " + hexOf(hex), "read as decimal: " + hexOf(decimal)];
  if (base === "hexadecimal") return { value: hex, note: asHex, other: decimal ?? undefined, otherNote: asDecimal + ", as the names say" };
  if (digits[0] === "0" && decimal !== null) return { value: hex, note: asHex + "; as decimal: " + hexOf(decimal), other: decimal, otherNote: asDecimal + ", as the names say" };
  const isHexLikelier = !isPlausible(decimal) && isPlausible(hex);
  const note = "read as decimal; as hexadecimal: " + hexOf(hex) + (isHexLikelier ? ", which is likelier: no VMA has READ, WRITE or EXEC without MAYREAD, MAYWRITE or MAYEXEC" : "");
  return { value: decimal, note: base === "any" || isHexLikelier ? note : undefined, other: hex, otherNote: asHex + ", as the names say" };
}

/* Whether READ, WRITE and EXEC stand with MAYREAD, MAYWRITE and MAYEXEC, as in every VMA of a kernel. */
function isPlausible(value) {
  return ["READ", "WRITE", "EXEC"].every(name => {
    const [flag, may] = [namesOfC.get(name), namesOfC.get("MAY" + name)];
    return !flag || !may || (value & flag) === 0n || (value & may) !== 0n;
  });
}

const tableOf = entries => new Map(entries.map(([name, bits]) => [name, BigInt(bits)]));
const namesOfSmaps = tableOf(data.names.smaps), namesOfTraces = tableOf(data.names.trace), namesOfC = tableOf(data.names.c);
const namesOfAnyCase = new Map();
for (const [name, bits] of [...namesOfSmaps, ...namesOfTraces, ...namesOfC]) {
  if (!namesOfAnyCase.has(name.toLowerCase())) namesOfAnyCase.set(name.toLowerCase(), bits);
}

/* The bits of a name; a mnemonic and a trace name may be the same word, and the text around it decides. 0n and undefined are none. */
function findBits(name, isTrace) {
  const [first, second] = isTrace ? [namesOfTraces, namesOfSmaps] : [namesOfSmaps, namesOfTraces];
  return first.get(name) ?? second.get(name) ?? namesOfC.get(name) ?? namesOfAnyCase.get(name.toLowerCase());
}

function bitsOf(value) {
  const bits = [];
  for (let bit = 0; value > 0n; bit++, value >>= 1n) {
    if (value & 1n) bits.push(bit);
  }
  return bits;
}
