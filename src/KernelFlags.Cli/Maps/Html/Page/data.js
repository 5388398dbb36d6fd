// What the page is given: columns by VMA, in pages of 4096 bytes, so that every number is exact; texts and reasons by number.
const data = JSON.parse(document.getElementById("data").textContent);
const PAGE = 4096;
const count = data.length.length;
const starts = new Float64Array(count);
const lengths = Float64Array.from(data.length);
for (let i = 0, end = 0; i < count; i++) {
  starts[i] = end + data.gap[i];
  end = starts[i] + lengths[i];
}
const guards = new Map(data.guards.map(([vma, ...ranges]) => [vma, ranges]));
const flagOf = new Map(data.flags.map(flag => [flag.mnemonic, flag]));
const setWords = data.sets.map(line => line === "" ? [] : line.split(" "));
const setUnknown = setWords.map(words => words.filter(word => !flagOf.has(word)));

const element = id => document.getElementById(id);
const bytesOf = pages => BigInt(pages) * BigInt(PAGE);
const hex = pages => bytesOf(pages).toString(16).padStart(12, "0");
const rangeOf = i => hex(starts[i]) + "-" + hex(starts[i] + lengths[i]);
const pathOf = i => data.paths[data.path[i]];
const permOf = i => data.perms[data.perm[i]];
const kindOf = i => data.kinds[data.kind[i]];
const wordsOf = i => setWords[data.set[i]];
const hasGap = i => i > 0 && data.gap[i] > 0;
/* The reason for which a VMA and the one before it are two; undefined where they do not touch. */
const whyOf = i => data.why[i] < 0 ? undefined : data.reasons[data.why[i]];

function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return (bytes < 10 && unit > 0 ? Math.floor(bytes * 10) / 10 : Math.floor(bytes)) + " " + units[unit];
}

const number = value => value.toLocaleString("en");

/* Text from outside as it may be shown, as the command shows it: what turns the direction of what follows, or is not seen, is an escape. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;
const SHORT_ESCAPES = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };
const visible = text => text.replace(INVISIBLE, c => SHORT_ESCAPES[c] ?? c.split("").map(half => "\\u" + half.charCodeAt(0).toString(16).padStart(4, "0")).join(""));

/* An element; text never becomes markup, and is visible. */
function make(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children.map(child => typeof child === "string" ? visible(child) : child));
  return made;
}

/* The VMA that holds a page, or the first one above it. */
function find(page) {
  let low = 0, high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] + lengths[middle] <= page) low = middle + 1;
    else high = middle;
  }
  return low;
}
