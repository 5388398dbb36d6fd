// What makes mappings many: the sentences of the text output, and each of them filters the table.
const causeWords = cause => "why=" + quoted(cause.words);

function whyMark(cause) {
  const mark = make("span", { class: "mark", "aria-hidden": "true" }, cause.kinds[0] === "alone" ? "◆" : "▼");
  mark.style.color = WHY_COLOURS[cause.kinds[0]][theme];
  return mark;
}

/* What a hidden cause may be, and what would prove it. */
const proofList = cause => make("dl", { class: "proofs" }, ...cause.proofs.flatMap(([name, proof]) => [make("dt", {}, name), make("dd", {}, ...sentence(proof))]));

function proofsBelow(cause) {
  return cause.proofs.length === 0 ? [] : [make("details", {}, make("summary", {}, "What it may be, and what proves it: " + cause.proofs.map(([name]) => name).join(", ")), proofList(cause))];
}

const causeItem = (cause, line) => make("li", {}, filterButton(causeWords(cause), whyMark(cause), make("span", {}, ...sentence(line))), ...proofsBelow(cause));

function showCauses() {
  const inSummary = new Set(data.summary.map(([, cause]) => cause));
  const items = data.summary.map(([line, n, words]) => n >= 0 ? causeItem(data.causes[n], line)
    : words !== null ? make("li", {}, filterButton(words, make("span", { class: "mark", "aria-hidden": "true" }, "●"), make("span", {}, ...sentence(line))))
    : make("li", { class: "plain" }, ...sentence(line)));
  element("why").replaceChildren(...items);
  const rest = data.causes.filter((cause, n) => !inSummary.has(n) && cause.count > 0).sort((a, b) => a.normal - b.normal || b.count - a.count);
  element("why-rest").hidden = rest.length === 0;
  element("why-rest-title").textContent = "All reasons: " + number(rest.length) + " more" + (rest.every(cause => cause.normal) ? ", all normal" : "");
  element("why-all").replaceChildren(...rest.map(cause => causeItem(cause, cause.line)));
}

function showChanges() {
  element("changes-box").hidden = !isCompared;
  element("changes").replaceChildren(...data.changes.map(([line, words]) => words === null
    ? make("li", { class: "plain" }, ...sentence(line))
    : make("li", {}, filterButton(words, changeSwatch(words), make("span", {}, ...sentence(line))))));
}

function changeSwatch(words) {
  const swatch = make("i", { class: "swatch", "aria-hidden": "true" });
  swatch.style.background = CHANGE_COLOURS[words.replace(/^change:|"/g, "")][theme];
  return swatch;
}
