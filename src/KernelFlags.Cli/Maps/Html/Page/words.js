// Text as it is shown: numbers, sizes, and what comes from outside.
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
const counted = (value, noun) => number(value) + " " + noun + (value === 1 ? "" : "s");

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

/* A sentence of the text output, in which a pair of backticks stands around what a program reads. */
function sentence(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, n) => n % 2 ? make("code", {}, part) : part).filter(part => part !== "");
}

/* A button that leaves in the table what has some words. */
const filterButton = (words, ...children) => make("button", { type: "button", class: "filters", onclick: () => setFilter(words) }, ...children);
