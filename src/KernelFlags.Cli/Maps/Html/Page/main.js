// Puts the parts together: one VMA is selected, one filter holds, and every part shows it.
function select(i) {
  selected = i;
  if (positions[i] < view.from || endOf(i) > view.to) {
    const half = (view.to - view.from) / 2;
    look(positions[i] - half, positions[i] + half);
  }
  draw();
  scrollToRow(i);
  showRows();
  showDetail(i);
  showPointed(i);
  element("announce").textContent = "VMA " + number(i + 1) + " of " + number(count) + ": " + rangeOf(i) + ", " + permOf(i) + ", " + size(lengths[i] * PAGE) + ", " + visible(pathOf(i) || kindOf(i));
}

function showDetail(i) {
  const list = make("dl", {});
  const add = (name, ...values) => list.append(make("dt", {}, name), make("dd", {}, ...values));
  add("range", rangeOf(i));
  const sizes = Object.entries({ "in memory": "Rss", "swapped out": "Swap", "locked": "Locked", "huge pages": "Private_Hugetlb" });
  add("size", [size(lengths[i] * PAGE), ...sizes.filter(([, field]) => sizeOf(field, i)).map(([name, field]) => size(sizeOf(field, i)) + " " + name)].join(", "));
  add("access", permOf(i));
  add("backing", pathOf(i) || kindOf(i));
  if (pathOf(i)) add("kind", kindOf(i));
  if (fileOf(i)[2] !== "0") add("file", "device " + fileOf(i)[1] + ", inode " + fileOf(i)[2]);
  if (data.offset[i] > 0) add("offset", "0x" + bytesOf(data.offset[i]).toString(16));
  for (const [page, pages] of (guards.get(i) ?? []).slice(0, 20)) add("guard", hex(starts[i] + page) + "-" + hex(starts[i] + page + pages));
  const hidden = (guards.get(i)?.length ?? 0) - 20;
  if (hidden > 0) add("", "and " + number(hidden) + " more");
  if (changeOf(i)) add("since before", changeCell(i));
  if (freeBefore[i] !== Infinity) add("gaps", gapText(freeBefore[i]) + " before, " + gapText(freeBehind[i]) + " behind");
  const words = wordsOf(i);
  const bits = words.map(word => flagOf.get(word)?.bit).filter(bit => bit !== undefined).sort((a, b) => a - b);
  const hiddenFlags = data.hiddenSets[data.hiddenSet[i]];
  if (hiddenFlags) add("flags that smaps hides", hiddenFlags);
  element("detail-body").replaceChildren(
    list, ...causeDetail("Not one with the one before", causeOf(i)), ...causeDetail("Not one with the one behind", isGone(i) ? undefined : causeBehind(i)),
    words.length ? flagTable(bits, setUnknown[data.set[i]]) : make("p", { class: "muted" }, "Its flags are not told."));
}

const gapText = pages => pages === 0 ? "none" : pages === Infinity ? "nothing more" : size(pages * PAGE);

/* The cause for which the VMA that touches from behind is another one. */
function causeBehind(i) {
  if (freeBehind[i] !== 0) return undefined;
  for (let next = i + 1; next < count; next++) if (!isGone(next)) return causeOf(next);
  return undefined;
}

/* A cause of the VMA that is selected, with its remedy and what would prove it. */
function causeDetail(title, cause) {
  if (!cause) return [];
  const isOfAlone = cause.kinds[0] === "alone";
  return [
    make("h3", {}, whyMark(cause), isOfAlone ? "Stands alone" : title),
    ...(isOfAlone ? [] : [make("p", {}, ...sentence(cause.words))]),
    ...(cause.proofs.length ? [proofList(cause)] : []),
    make("p", { class: "muted" }, "All like it: ", ...sentence(cause.line), " ", filterButton(causeWords(cause), "show them")),
  ];
}

function showLegend() {
  element("legend").replaceChildren(
    ...classes.filter(one => one.count > 0).map(one => {
      const swatch = make("i", { class: "swatch", "aria-hidden": "true" });
      swatch.style.background = one.colours[theme];
      return make("button", { type: "button", onclick: () => setFilter(one.filter) }, swatch, one.name + " " + number(one.count));
    }),
    ...(guards.size ? [make("button", { type: "button", onclick: () => setFilter("guard") }, guardSwatch(), "guards in " + counted(guards.size, "VMA"))] : []));
}

function guardSwatch() {
  const swatch = make("i", { class: "swatch", "aria-hidden": "true" });
  swatch.style.background = "repeating-linear-gradient(45deg, " + css("--bad") + " 0 1.5px, " + css("--card") + " 1.5px 4px)";
  return swatch;
}

function showAbout() {
  element("about").textContent = visible(data.about);
  element("advice").replaceChildren(...data.advice.map(line => make("p", {}, ...sentence(line))));
  element("notes").replaceChildren(...data.notes.map(line => make("p", {}, line)));
  const share = data.counted / data.limit;
  const meter = element("meter");
  meter.className = "meter" + (share >= 0.98 ? " full" : share >= 0.8 ? " near" : "");
  meter.setAttribute("aria-valuemax", data.limit);
  meter.setAttribute("aria-valuenow", data.counted);
  element("meter-fill").style.width = Math.min(100, share * 100) + "%";
  element("meter-text").textContent = number(data.counted) + " of " + number(data.limit) + " VMAs (vm.max_map_count)";
}

function setTheme(value) {
  theme = value;
  document.documentElement.dataset.theme = value ? "dark" : "light";
  showLegend();
  showCauses();
  showChanges();
  if (selected >= 0) showDetail(selected);
  draw();
}

function start() {
  const colour = element("colour");
  const present = new Map();
  for (let i = 0; i < count; i++) for (const word of wordsOf(i)) present.set(word, (present.get(word) ?? 0) + 1);
  const known = data.flags.filter(flag => present.has(flag.mnemonic)).map(flag => [flag.mnemonic, flag.mnemonic + " " + flag.name + ": " + flag.meaning]);
  const unknown = [...present.keys()].filter(word => !flagOf.has(word)).map(word => [word, word + " (unknown)"]);
  const flags = make("optgroup", { label: "a flag" });
  flags.append(...[...known, ...unknown].map(([value, text]) => make("option", { value }, text)));
  colour.append(make("option", { value: "kind" }, "backing"), make("option", { value: "perm" }, "access"), ...(isCompared ? [make("option", { value: "change" }, "what changed")] : []), flags);
  colour.value = isCompared ? "change" : "kind";
  colour.addEventListener("change", () => {
    colourBy(colour.value);
    showLegend();
    draw();
  });
  element("scale").addEventListener("change", () => layOut(element("scale").value));
  element("zoom-in").addEventListener("click", () => zoom(2));
  element("zoom-out").addEventListener("click", () => zoom(0.5));
  element("zoom-all").addEventListener("click", () => look(0, positions[count]));
  element("zoom-selected").addEventListener("click", () => selected >= 0 && zoomTo(selected));
  element("theme").addEventListener("click", () => setTheme(theme ? 0 : 1));
  element("decode").addEventListener("input", showDecoded);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", event => setTheme(event.matches ? 1 : 0));
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement?.tagName)) {
      event.preventDefault();
      element("filter").focus();
    }
  });
  picture.setAttribute("aria-label", "Address space with " + number(count) + " VMAs; arrow keys go from one to the next");
  colourBy(colour.value);
  showAbout();
  listenToPicture(select);
  listenToTable(select);
  layOut("log");
  applyFilter();
  setTheme(theme);
}

start();
