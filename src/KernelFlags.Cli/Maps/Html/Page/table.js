// The table: only the rows that are seen exist. Sorting and filtering work on numbers of VMAs.
const NARROW = matchMedia("(max-width: 900px)");
const rowHeight = () => NARROW.matches ? 88 : 26;
const COLUMNS = [
  { name: "Address", width: "190px", key: i => starts[i], show: i => rangeOf(i), style: "m address" },
  { name: "Perm", width: "36px", key: i => permOf(i), show: i => permOf(i), style: "m perm" },
  { name: "Size", width: "60px", key: i => lengths[i], show: i => size(lengths[i] * PAGE), style: "n size", down: true },
  { name: "RSS", width: "60px", key: i => sizeOf("Rss", i), show: i => shownSize(sizeOf("Rss", i)), style: "n rss", down: true, isTold: data.sizes.Rss !== null },
  { name: "Flags", width: "minmax(120px, 1.3fr)", key: i => data.sets[data.set[i]], show: i => flagsCell(i), style: "m flags", isTold: data.sets.some(set => set !== "") },
  { name: "Guards", width: "70px", key: i => guardPages(i), show: i => guardPages(i) ? counted(guardPages(i), "page") : "", style: "n guards", down: true, isTold: guards.size > 0 },
  { name: "Change", width: "minmax(90px, 1fr)", key: i => changeOf(i) ?? "", show: i => changeCell(i), style: "change", isTold: isCompared },
  { name: "Why not one with the one before", width: "minmax(110px, 1.2fr)", key: i => causeOf(i)?.words ?? "", show: i => causeOf(i)?.short ?? "", style: "why" },
  { name: "Backing", width: "minmax(120px, 2fr)", key: i => pathOf(i) || kindOf(i), show: i => pathOf(i) || make("span", { class: "muted" }, kindOf(i)), style: "backing" },
].filter(column => column.isTold !== false);
let order = Array.from({ length: count }, (_, i) => i);
let rowOf = new Int32Array(count).map((_, i) => i);
let sorting = { column: 0, down: false };

const shownSize = bytes => bytes === null ? "-" : bytes ? size(bytes) : "";
const changeCell = i => changeOf(i) === undefined ? "" : changeOf(i) + (data.befores[data.before[i]] ? ": " + data.befores[data.before[i]] : "");
const guardPages = i => (guards.get(i) ?? []).reduce((sum, [, pages]) => sum + pages, 0);

function flagsCell(i) {
  const unknown = setUnknown[data.set[i]];
  if (unknown.length === 0) return data.sets[data.set[i]];
  const cell = make("span", {});
  for (const word of wordsOf(i)) cell.append(unknown.includes(word) ? make("span", { class: "bad" }, word + "?") : visible(word), " ");
  return cell;
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
  element("rows").style.height = Math.max(1, order.length) * rowHeight() + "px";
  element("table").setAttribute("aria-rowcount", order.length + 1);
  showHead();
  drawn = "";
  showRows();
}

function showHead() {
  element("head").replaceChildren(make("div", { role: "row", "aria-rowindex": 1 }, ...COLUMNS.map((column, n) => {
    const isSorted = sorting.column === n;
    const cell = make("div", { role: "columnheader", class: column.style, "aria-sort": isSorted ? (sorting.down ? "descending" : "ascending") : "none" });
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
  const table = element("table");
  const first = Math.max(0, Math.floor(table.scrollTop / rowHeight()) - 8);
  const last = Math.min(order.length, first + Math.ceil(table.clientHeight / rowHeight()) + 16);
  const state = first + " " + last + " " + selected;
  if (state === drawn) return;
  drawn = state;
  const made = [];
  for (let row = first; row < last; row++) {
    const i = order[row];
    made.push(make("div", { role: "row", id: "row-" + i, class: isGone(i) ? "gone" : "", "aria-rowindex": row + 2, "aria-selected": i === selected, "data-vma": i },
      ...COLUMNS.map(column => make("div", { role: "gridcell", class: column.style }, column.show(i)))));
  }
  element("empty").hidden = made.length > 0;
  const box = element("window");
  box.style.transform = "translateY(" + first * rowHeight() + "px)";
  box.replaceChildren(...made);
  if (selected >= 0 && rowOf[selected] >= first && rowOf[selected] < last) table.setAttribute("aria-activedescendant", "row-" + selected);
  else table.removeAttribute("aria-activedescendant");
}

const seenHeight = () => element("table").clientHeight - element("head").offsetHeight;

function scrollToRow(i) {
  const table = element("table");
  const top = rowOf[i] * rowHeight();
  if (top < 0) return;
  if (top < table.scrollTop) table.scrollTop = top;
  else if (top + rowHeight() > table.scrollTop + seenHeight()) table.scrollTop = top + rowHeight() - seenHeight();
}

function listenToTable(select) {
  const [table, rows] = [element("table"), element("rows")];
  table.style.setProperty("--columns", COLUMNS.map(column => column.width).join(" "));
  table.addEventListener("scroll", () => requestAnimationFrame(showRows));
  rows.addEventListener("click", event => {
    const row = event.target.closest("[data-vma]");
    if (row) select(Number(row.dataset.vma));
  });
  rows.addEventListener("dblclick", () => selected >= 0 && zoomTo(selected));
  table.addEventListener("keydown", event => {
    if (event.target.tagName === "BUTTON") return;
    const page = Math.floor(seenHeight() / rowHeight()) - 1;
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
  element("filter-clear").addEventListener("click", () => {
    setFilter("");
    element("filter").focus();
  });
  NARROW.addEventListener("change", applySorting);
  new ResizeObserver(() => requestAnimationFrame(showRows)).observe(table);
}
