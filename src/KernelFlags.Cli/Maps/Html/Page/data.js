// What the page is given: columns by VMA, in pages of 4096 bytes, so that every number is exact; texts and reasons by number.
const data = JSON.parse(document.getElementById("data").textContent);
const PAGE = 4096;
const count = data.rows;
/* A column that has the same number everywhere is given as that number. */
for (const columns of [data, data.sizes]) {
  for (const name of columns === data ? ["gap", "length", "offset", "kind", "why", "change", "perm", "set", "hiddenSet", "file", "before"] : Object.keys(columns)) {
    if (typeof columns[name] === "number") columns[name] = new Float64Array(count).fill(columns[name]);
  }
}
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
const fileOf = i => data.files[data.file[i]];
const pathOf = i => fileOf(i)[0];
const permOf = i => data.perms[data.perm[i]];
const kindOf = i => data.kinds[data.kind[i]];
const wordsOf = i => setWords[data.set[i]];
/* A size in bytes by its field in smaps; null where it is not told. */
const sizeOf = (field, i) => data.sizes[field] === null || data.sizes[field][i] === null ? null : data.sizes[field][i] * 1024;
const hasGap = i => i > 0 && data.gap[i] > 0;

/* What became of a VMA since before; undefined where it is as it was, or nothing is compared. */
const changeOf = i => data.change === null || data.change[i] === null ? undefined : data.changeNames[data.change[i]];
const isCompared = data.changes.length > 0;
const isGone = i => changeOf(i) === "gone" || changeOf(i) === "merged";

/* Pages that are free before and behind a VMA; Infinity where nothing comes. The kernel's gate, which no process has, stands apart from all. */
const freeBefore = new Float64Array(count).fill(Infinity);
const freeBehind = new Float64Array(count).fill(Infinity);
for (let i = 0, last = -1; i < count; i++) {
  if (isGone(i) || lengths[i] === 0 || pathOf(i) === "[vsyscall]") continue;
  freeBefore[i] = last < 0 ? starts[i] : starts[i] - starts[last] - lengths[last];
  if (last >= 0) freeBehind[last] = freeBefore[i];
  last = i;
}

/* The cause for which each VMA is one by itself: that of its border with the one before, or that it stands alone; -1 without one. */
const causes = Int32Array.from(data.why);
{
  const key = (kind, size, gap) => kind + " " + size + " " + gap;
  const alone = new Map(data.causes.flatMap((cause, n) => cause.kinds[0] === "alone" ? [[key(cause.kind, cause.size, cause.gap), n]] : []));
  for (let i = 0; i < count && alone.size > 0; i++) {
    if (!(freeBefore[i] > 0 && freeBehind[i] > 0) || freeBefore[i] === Infinity) continue;
    const [kind, gap] = [data.kind[i], Math.min(freeBefore[i], freeBehind[i])];
    causes[i] = alone.get(key(kind, lengths[i], gap)) ?? alone.get(key(kind, lengths[i], null)) ?? alone.get(key(kind, null, null)) ?? -1;
  }
}
const causeOf = i => causes[i] < 0 ? undefined : data.causes[causes[i]];
const isAlone = i => causeOf(i)?.kinds[0] === "alone";
