// The table: only the rows that are seen exist. Sorting and filtering work on numbers of VMAs.
const ROW = 26;
const COLUMNS = [
  { name: "Address", key: i => starts[i], show: i => rangeOf(i), style: "m" },
  { name: "Perm", key: i => permOf(i), show: i => permOf(i), style: "m" },
  { name: "Size", key: i => lengths[i], show: i => size(lengths[i] * PAGE), style: "n", down: true },
  { name: "RSS", key: i => data.rss[i], show: i => data.rss[i] === null ? "-" : data.rss[i] ? size(data.rss[i] * 1024) : "", style: "n", down: true },
  { name: "Flags", key: i => data.sets[data.set[i]], show: i => flagsCell(i), style: "m" },
  { name: "Guards", key: i => guardPages(i), show: i => guardPages(i) ? number(guardPages(i)) + " p" : "", style: "n", down: true },
  { name: "Not one with the one before", key: i => whyOf(i)?.text ?? "", show: i => whyOf(i)?.short ?? "", title: i => whyOf(i)?.text, style: "" },
  { name: "Backing", key: i => pathOf(i) || kindOf(i), show: i => pathOf(i) || make("span", { class: "muted" }, kindOf(i)), title: i => pathOf(i), style: "" },
];
let order = Array.from({ length: count }, (_, i) => i);
let rowOf = new Int32Array(count).map((_, i) => i);
let sorting = { column: 0, down: false };

const guardPages = i => (guards.get(i) ?? []).reduce((sum, [, pages]) => sum + pages, 0);

function flagsCell(i) {
  const unknown = setUnknown[data.set[i]];
  if (unknown.length === 0) return data.sets[data.set[i]];
  const cell = make("span", {});
  for (const word of wordsOf(i)) cell.append(unknown.includes(word) ? make("span", { class: "bad", title: "unknown to this kernel" }, word) : visible(word), " ");
  return cell;
}

const UNITS = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };
const escaped = text => text.replaceAll("_", " ");

/* What a word asks of a VMA. */
function testOf(word) {
  const [, key, text] = /^(\w+):(.*)$/.exec(word) ?? [null, "", word];
  const compare = /^(size|rss)([<>])([\d.]+)([kmgt]?)b?$/.exec(word);
  if (compare) {
    const limit = Number(compare[3]) * UNITS[compare[4]];
    const value = compare[1] === "size" ? i => lengths[i] * PAGE : i => data.rss[i] === null ? NaN : data.rss[i] * 1024;
    return compare[2] === ">" ? i => value(i) > limit : i => value(i) < limit;
  }
  switch (key) {
    case "kind": return i => kindOf(i).toLowerCase() === escaped(text);
    case "perm": return i => PERM_COLOURS[permClass(permOf(i))][0] === escaped(text);
    case "flag": return i => wordsOf(i).includes(text);
    case "why": {
      const wanted = data.reasons.map(why => why.id === text || why.kinds.includes(text) || why.text.toLowerCase().includes(escaped(text)));
      return i => data.why[i] >= 0 && wanted[data.why[i]];
    }
  }
  if (word === "guard") return i => guards.has(i);
  if (word === "unknown") return i => setUnknown[data.set[i]].length > 0;
  const inPath = data.paths.map(path => path.toLowerCase().includes(word));
  const inKind = data.kinds.map(kind => kind.includes(word));
  const inSet = setWords.map(words => words.includes(word));
  const inPerm = data.perms.map(perm => perm === word);
  const page = /^(0x)?[0-9a-f]{4,16}$/.test(word) ? Number(BigInt("0x" + word.replace(/^0x/, "")) / BigInt(PAGE)) : -1;
  return i => inPath[data.path[i]] || inKind[data.kind[i]] || inSet[data.set[i]] || inPerm[data.perm[i]] || (page >= starts[i] && page < starts[i] + lengths[i]);
}

function applyFilter() {
  const words = element("filter").value.toLowerCase().split(/\s+/).filter(word => word && word !== "-");
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
  element("count").textContent = shown ? number(order.length) + " of " + number(count) : number(count) + " VMAs";
  applySorting();
  draw();
}

function applySorting() {
  const { column, down } = sorting;
  if (column === 0) {
    order.sort((a, b) => down ? b - a : a - b);
  } else {
    const keys = new Array(count);
    for (const i of order) keys[i] = COLUMNS[column].key(i);
    const sign = down ? -1 : 1;
    order.sort((a, b) => (keys[a] < keys[b] ? -sign : keys[a] > keys[b] ? sign : a - b));
  }
  rowOf = new Int32Array(count).fill(-1);
  order.forEach((i, row) => rowOf[i] = row);
  element("space").style.height = Math.max(1, order.length) * ROW + "px";
  element("table").setAttribute("aria-rowcount", order.length + 1);
  showHead();
  drawn = "";
  showRows();
}

function showHead() {
  element("head").replaceChildren(make("div", { role: "row", "aria-rowindex": 1 }, ...COLUMNS.map((column, n) => {
    const isSorted = sorting.column === n;
    const cell = make("div", { role: "columnheader", class: column.style === "n" ? "n" : "", "aria-sort": isSorted ? (sorting.down ? "descending" : "ascending") : "none" });
    cell.append(make("button", {
      type: "button",
      onclick: () => {
        sorting = { column: n, down: isSorted ? !sorting.down : column.down ?? false };
        applySorting();
        element("head").querySelectorAll("button")[n].focus();
      },
    }, column.name + (isSorted ? (sorting.down ? " ▼" : " ▲") : "")));
    return cell;
  })));
}

let drawn = "";
function showRows() {
  const rows = element("rows");
  const first = Math.max(0, Math.floor(rows.scrollTop / ROW) - 8);
  const last = Math.min(order.length, first + Math.ceil(rows.clientHeight / ROW) + 16);
  const state = first + " " + last + " " + selected;
  if (state === drawn) return;
  drawn = state;
  const made = [];
  for (let row = first; row < last; row++) {
    const i = order[row];
    made.push(make("div", { role: "row", id: "row-" + i, "aria-rowindex": row + 2, "aria-selected": i === selected, "data-vma": i }, ...COLUMNS.map(column => {
      const cell = make("div", { role: "cell", class: column.style }, column.show(i));
      const title = column.title?.(i);
      if (title) cell.title = visible(title);
      return cell;
    })));
  }
  if (made.length === 0) made.push(make("p", { class: "empty muted" }, "No VMA has all of these words."));
  const box = element("window");
  box.style.transform = "translateY(" + first * ROW + "px)";
  box.replaceChildren(...made);
  if (selected >= 0 && rowOf[selected] >= first && rowOf[selected] < last) rows.setAttribute("aria-activedescendant", "row-" + selected);
  else rows.removeAttribute("aria-activedescendant");
}

function scrollToRow(i) {
  const row = rowOf[i];
  const rows = element("rows");
  if (row < 0) return;
  if (row * ROW < rows.scrollTop) rows.scrollTop = row * ROW;
  else if ((row + 1) * ROW > rows.scrollTop + rows.clientHeight) rows.scrollTop = (row + 1) * ROW - rows.clientHeight;
}

function listenToTable(select) {
  const rows = element("rows");
  rows.addEventListener("scroll", () => requestAnimationFrame(showRows));
  rows.addEventListener("click", event => {
    const row = event.target.closest("[data-vma]");
    if (row) select(Number(row.dataset.vma));
  });
  rows.addEventListener("dblclick", () => selected >= 0 && zoomTo(selected));
  rows.addEventListener("keydown", event => {
    const page = Math.floor(rows.clientHeight / ROW) - 1;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -order.length, End: order.length };
    if (event.key === "Enter" && selected >= 0) zoomTo(selected);
    else if (event.key in steps && order.length > 0) {
      event.preventDefault();
      const from = selected >= 0 && rowOf[selected] >= 0 ? rowOf[selected] : steps[event.key] > 0 ? -1 : order.length;
      select(order[Math.min(order.length - 1, Math.max(0, from + steps[event.key]))]);
    }
  });
  let waiting = 0;
  element("filter").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(applyFilter, 80);
  });
  new ResizeObserver(() => requestAnimationFrame(showRows)).observe(rows);
}
