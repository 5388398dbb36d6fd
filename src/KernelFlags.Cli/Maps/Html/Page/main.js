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
  element("announce").textContent = "VMA " + number(i + 1) + " of " + number(count) + ": " + rangeOf(i) + ", " + permOf(i) + ", " + size(lengths[i] * PAGE) + ", " + visible(pathOf(i) || kindOf(i));
}

function showDetail(i) {
  const list = make("dl", {});
  const add = (name, value) => list.append(make("dt", {}, name), make("dd", {}, value));
  add("range", rangeOf(i));
  add("size", size(lengths[i] * PAGE) + (data.rss[i] ? ", " + size(data.rss[i] * 1024) + " in memory" : ""));
  add("access", permOf(i));
  add("backing", pathOf(i) || kindOf(i));
  if (data.offset[i] > 0) add("offset", "0x" + bytesOf(data.offset[i]).toString(16));
  for (const [page, pages] of (guards.get(i) ?? []).slice(0, 20)) add("guard", hex(starts[i] + page) + "-" + hex(starts[i] + page + pages));
  const hidden = (guards.get(i)?.length ?? 0) - 20;
  if (hidden > 0) add("", "and " + number(hidden) + " more");
  if (whyOf(i)) add("not one with the one before", whyOf(i).text);
  if (i + 1 < count && whyOf(i + 1)) add("not one with the one after", whyOf(i + 1).text);
  const words = wordsOf(i);
  const bits = words.map(word => flagOf.get(word)?.bit).filter(bit => bit !== undefined).sort((a, b) => a - b);
  element("detail-body").replaceChildren(list, words.length ? flagTable(bits, setUnknown[data.set[i]]) : make("p", { class: "muted" }, "Its flags are not told."));
}

function setFilter(text) {
  element("filter").value = element("filter").value === text ? "" : text;
  applyFilter();
}

function showLegend() {
  element("legend").replaceChildren(
    ...classes.filter(one => one.count > 0).map(one => {
      const swatch = make("i", {});
      swatch.style.background = one.colours[theme];
      return make("button", { type: "button", onclick: () => setFilter(one.filter) }, swatch, one.name + " " + number(one.count));
    }),
    ...(guards.size ? [make("button", { type: "button", onclick: () => setFilter("guard") }, guardSwatch(), "guards in " + number(guards.size) + (guards.size === 1 ? " VMA" : " VMAs"))] : []));
}

function guardSwatch() {
  const swatch = make("i", {});
  swatch.style.background = "repeating-linear-gradient(45deg, " + css("--bad") + " 0 1.5px, " + css("--card") + " 1.5px 4px)";
  return swatch;
}

function showWhy() {
  const items = [...data.reasons].sort((a, b) => b.count - a.count).map(why => {
    const mark = make("span", {}, "▼ ");
    mark.style.color = WHY_COLOURS[why.kinds[0]][theme];
    return make("li", {}, make("button", { type: "button", onclick: () => setFilter("why:" + why.id) }, mark, why.line));
  });
  element("why").replaceChildren(...(items.length ? items : [make("li", { class: "muted" }, "No two VMAs touch.")]));
}

function showAbout() {
  element("about").textContent = data.about;
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
  showWhy();
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
  colour.append(make("option", { value: "kind" }, "backing"), make("option", { value: "perm" }, "access"), flags);
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
  colourBy("kind");
  showAbout();
  listenToPicture(select);
  listenToTable(select);
  layOut("log");
  applyFilter();
  setTheme(theme);
}

start();
