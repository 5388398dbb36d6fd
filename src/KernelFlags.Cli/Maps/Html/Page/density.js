// Draws stretches of VMAs. One that is wide enough is a box of its own. Of those that share a pixel it shows the density: how much of the pixel each
// colour has, one on top of the other, and what is left to gaps stays empty.
const NARROW_VMA = 2;

function drawVmas(context, width, top, bottom, from, to) {
  const pixels = width / (to - from);
  const density = new Density(Math.ceil(width) + 1);
  const dim = 0.22;
  for (let i = indexAt(from); i < count && positions[i] < to; i++) {
    const [left, right] = [(positions[i] - from) * pixels, (endOf(i) - from) * pixels];
    const isShown = !shown || shown[i] === 1;
    if (right - left < NARROW_VMA) {
      if (hasGap(i) && i > 0) density.add(Math.max(0, (endOf(i - 1) - from) * pixels), left, density.gaps);
      density.add(left, right, isShown ? density.of(classOf(i)) : density.dimmed(classOf(i)));
      continue;
    }
    // Whole pixels, and a line between two.
    const [x, end] = [Math.round(left), Math.round(right)];
    const drawn = Math.max(1, end - x - (end - x > 4 ? 1 : 0));
    context.globalAlpha = isShown ? 1 : dim;
    if (isGone(i)) drawGone(context, x, top, drawn, bottom - top, classes[classOf(i)].colours[theme]);
    else {
      context.fillStyle = classes[classOf(i)].colours[theme];
      context.fillRect(x, top, drawn, bottom - top);
    }
  }
  density.draw(context, top, bottom, dim);
  context.globalAlpha = 1;
}

/* What is not there any more is an empty box. */
function drawGone(context, x, top, width, height, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.setLineDash([4, 3]);
  context.strokeRect(x + 0.75, top + 0.75, Math.max(1, width - 1.5), height - 1.5);
  context.setLineDash([]);
}

/* How much of each pixel column every colour has. */
class Density {
  constructor(width) {
    this.width = width;
    this.columns = new Map();
    this.all = new Float32Array(width);
    this.gaps = new Float32Array(width);
  }

  of(colour) {
    if (!this.columns.has(colour)) this.columns.set(colour, new Float32Array(this.width));
    return this.columns.get(colour);
  }

  dimmed(colour) {
    return this.of(colour + classes.length);
  }

  add(left, right, column) {
    for (let x = Math.max(0, Math.floor(left)); x < right && x < this.width; x++) {
      const part = Math.min(right, x + 1) - Math.max(left, x);
      column[x] += part;
      this.all[x] += part;
    }
  }

  draw(context, top, bottom, dim) {
    const colours = [...this.columns.keys()].sort((a, b) => a - b);
    for (let x = 0; x < this.width; x++) {
      let y = bottom;
      for (const colour of colours) {
        const height = this.all[x] > 0 ? this.columns.get(colour)[x] / this.all[x] * (bottom - top) : 0;
        if (height === 0) continue;
        context.globalAlpha = colour < classes.length ? 1 : dim;
        context.fillStyle = classes[colour % classes.length].colours[theme];
        context.fillRect(x, y - height, 1, height);
        y -= height;
      }
    }
  }
}

/* Gaps that have room are dashed, and told by their size. */
function drawGaps(context, first, x, top, bottom) {
  const middle = (top + bottom) / 2;
  context.save();
  context.strokeStyle = context.fillStyle = css("--muted");
  context.font = "11.5px " + css("--mono");
  context.textAlign = "center";
  for (let i = Math.max(1, first); i < count && positions[i - 1] <= view.to; i++) {
    if (!hasGap(i)) continue;
    const [left, right] = [x(endOf(i - 1)), x(positions[i])];
    if (right - left < 6) {
      if (i > first + 4000) break;
      continue;
    }
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(left + 1, middle);
    context.lineTo(right - 2, middle);
    context.stroke();
    if (right - left > 70) context.fillText(size(data.gap[i] * PAGE), (left + right) / 2, middle - 9);
    if (right - left > 40) context.fillText("gap", (left + right) / 2, middle + 12);
  }
  context.restore();
}

/* Why each VMA is one by itself: a triangle for a border, a diamond for one that stands alone; where many share a place, a bar in the commonest colour. */
const CELL = 4;

function drawWhy(context, first, x, top) {
  const cells = new Map();
  for (let i = first; i < count && positions[i] <= view.to; i++) {
    const cause = causeOf(i);
    if (!cause) continue;
    const at = isAlone(i) ? x((positions[i] + endOf(i)) / 2) : x(positions[i]);
    const n = Math.floor(at / CELL);
    const cell = cells.get(n) ?? { at, kinds: new Map(), count: 0 };
    cell.count++;
    cell.kinds.set(cause.kinds[0], (cell.kinds.get(cause.kinds[0]) ?? 0) + 1);
    cells.set(n, cell);
  }
  for (const [n, cell] of cells) {
    const kind = [...cell.kinds].reduce((most, one) => one[1] > most[1] ? one : most)[0];
    context.fillStyle = WHY_COLOURS[kind][theme];
    if (cell.count > 1 || cells.has(n - 1) || cells.has(n + 1)) context.fillRect(n * CELL, top - 11, CELL, 8);
    else drawMark(context, cell.at, top, kind === "alone");
  }
}

function drawMark(context, at, top, isDiamond) {
  context.beginPath();
  context.moveTo(at - 4.5, top - (isDiamond ? 7 : 11));
  if (isDiamond) context.lineTo(at, top - 11.5);
  context.lineTo(at + 4.5, top - (isDiamond ? 7 : 11));
  context.lineTo(at, top - (isDiamond ? 2.5 : 3));
  context.fill();
}

/* Addresses below, wherever there is room for one: where a VMA begins, or in one that fills all that is seen. */
function drawAddresses(context, x, bottom, width) {
  const room = 118;
  context.font = "11.5px " + css("--mono");
  context.textBaseline = "middle";
  context.fillStyle = css("--muted");
  let at = 0;
  for (let isFirst = true; at < width - room + 18; isFirst = false) {
    let i = indexAt(view.from + at * (view.to - view.from) / width);
    if (x(positions[i]) < at - 0.5) i++;
    if (i >= count || x(positions[i]) > width - room + 18) {
      if (isFirst) context.fillText(addressAt(view.from), 3, bottom + 15);
      return;
    }
    const left = x(positions[i]);
    context.fillRect(Math.max(0, left), bottom + 2, 1, 5);
    context.fillText(hex(starts[i]), Math.max(0, left) + 3, bottom + 15);
    at = left + room;
  }
}

/* The address that a place of the picture stands for. */
function addressAt(position) {
  const i = indexAt(position);
  const share = Math.min(1, Math.max(0, (position - positions[i]) / (endOf(i) - positions[i])));
  return hex(starts[i] + Math.floor(share * lengths[i]));
}
