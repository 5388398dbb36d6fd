// The picture: every VMA side by side, gaps cut short, on a line that zooms. Positions are sums of widths, so what is seen is found by halving.
const picture = element("picture");
const overview = element("overview");
const positions = new Float64Array(count + 1);
const TOP = 26, BOTTOM = 26;
let view = { from: 0, to: 1 };
let selected = -1;
let shown = null;

const WIDTHS = { log: pages => 1 + Math.log2(1 + pages), equal: () => 1, size: pages => pages };

function layOut(scale) {
  const width = WIDTHS[scale];
  const centre = selected >= 0 ? selected : indexAt((view.from + view.to) / 2);
  const share = positions[count] > 0 ? (view.to - view.from) / positions[count] : 1;
  let total = 0;
  for (let i = 0; i < count; i++) total += width(lengths[i]);
  const gap = scale === "size" ? total / 200 / (1 + data.gap.reduce((sum, pages) => sum + (pages > 0 ? 1 : 0), 0)) : 1.5;
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (hasGap(i)) at += gap;
    positions[i] = at;
    at += width(lengths[i]);
  }
  positions[count] = at;
  widthOf = width;
  if (share >= 0.999) look(0, at);
  else look(positions[centre] - share * at / 2, positions[centre] + share * at / 2);
}

let widthOf = WIDTHS.log;
const endOf = i => positions[i] + widthOf(lengths[i]);

/* The VMA at a position, or the next one. */
function indexAt(position) {
  let low = 0, high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(middle) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function look(from, to) {
  const all = positions[count] || 1;
  const width = Math.min(all, Math.max(to - from, Math.min(all, 0.02)));
  from = Math.min(Math.max(0, from), all - width);
  view = { from, to: from + width };
  element("zoom-text").textContent = width >= all ? "all " + number(count) + " VMAs" : "zoom " + number(Math.round(all / width * 10) / 10) + "×";
  draw();
}

function zoom(factor, at = (view.from + view.to) / 2) {
  look(at - (at - view.from) / factor, at + (view.to - at) / factor);
}

function zoomTo(i) {
  const margin = Math.max(widthOf(lengths[i]) * 2, positions[count] / 4000);
  look(positions[i] - margin, endOf(i) + margin);
}

let pending = false;
function draw() {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    drawPicture();
    drawOverview();
  });
}

function prepare(canvas) {
  const box = canvas.getBoundingClientRect();
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(box.width * ratio) || canvas.height !== Math.round(box.height * ratio)) {
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round(box.height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, box.width, box.height);
  return [context, box.width, box.height];
}

/* Draws the VMAs of a stretch. Where many share a pixel, one of them stands for all. */
function drawVmas(context, width, top, bottom, from, to) {
  const pixels = width / (to - from);
  let last = -1;
  for (let i = indexAt(from); i < count && positions[i] < to; i++) {
    // Whole pixels: a narrow VMA keeps its colour.
    const x = Math.round((positions[i] - from) * pixels);
    const end = Math.round((endOf(i) - from) * pixels);
    if (end <= last && x < last) {
      i = Math.max(i, indexAt(from + (last + 0.5) / pixels) - 1);
      continue;
    }
    context.fillStyle = classes[classOf(i)].colours[theme];
    const drawn = Math.max(1, end - x - (end - x > 4 ? 1 : 0));
    context.fillRect(x, top, drawn, bottom - top);
    if (shown && !shown[i]) {
      context.fillStyle = css("--card");
      context.globalAlpha = 0.78;
      context.fillRect(x, top, drawn, bottom - top);
      context.globalAlpha = 1;
    }
    last = x + drawn;
  }
}

function drawPicture() {
  const [context, width, height] = prepare(picture);
  const pixels = width / (view.to - view.from);
  const x = position => (position - view.from) * pixels;
  const [top, bottom] = [TOP, height - BOTTOM];
  drawVmas(context, width, top, bottom, view.from, view.to);
  const first = indexAt(view.from);
  drawGuards(context, first, x, top, bottom);
  drawWhy(context, first, x, top);
  drawLabels(context, first, x, top, bottom, width);
  if (selected >= 0 && positions[selected] <= view.to && endOf(selected) >= view.from) {
    const left = x(positions[selected]);
    context.strokeStyle = css("--text");
    context.lineWidth = 2;
    context.strokeRect(left - 1, top - 2, Math.max(3, x(endOf(selected)) - left) + 1, bottom - top + 4);
  }
}

/* Guards, each page where it is, hatched. */
function drawGuards(context, first, x, top, bottom) {
  context.save();
  context.strokeStyle = css("--bad");
  for (let i = first; i < count && positions[i] < view.to; i++) {
    for (const [page, pages] of guards.get(i) ?? []) {
      const scale = (endOf(i) - positions[i]) / lengths[i];
      const left = x(positions[i] + page * scale);
      const right = Math.max(left + 2, x(positions[i] + (page + pages) * scale));
      context.fillStyle = css("--card");
      context.fillRect(left, top, right - left, bottom - top);
      context.lineWidth = 1;
      context.strokeRect(left + 0.5, top + 0.5, Math.max(1, right - left - 1), bottom - top - 1);
      context.beginPath();
      context.save();
      context.rect(left, top, right - left, bottom - top);
      context.clip();
      for (let y = top - (right - left); y < bottom && right - left < 4000; y += 7) {
        context.moveTo(left, y);
        context.lineTo(right, y + (right - left));
      }
      context.stroke();
      context.restore();
    }
  }
  context.restore();
}

/* A triangle where two VMAs touch and are not one; where they stand too close, a line in the commonest colour. */
function drawWhy(context, first, x, top) {
  let last = -10;
  for (let i = first; i <= count - 1 && positions[i] <= view.to; i++) {
    const why = whyOf(i);
    if (!why) continue;
    const at = x(positions[i]);
    if (at < last + 3) {
      i = Math.max(i, indexAt(view.from + (last + 3) * (view.to - view.from) / picture.clientWidth) - 1);
      continue;
    }
    context.fillStyle = WHY_COLOURS[why.kinds[0]][theme];
    context.beginPath();
    const half = at < last + 9 ? 1.5 : 4.5;
    context.moveTo(at - half, top - 11);
    context.lineTo(at + half, top - 11);
    context.lineTo(at, top - 3);
    context.fill();
    last = at;
  }
}

/* Names where there is room, and addresses below. */
function drawLabels(context, first, x, top, bottom, width) {
  context.font = "11.5px " + css("--mono");
  context.textBaseline = "middle";
  let lastAddress = -1000;
  for (let i = first; i < count && positions[i] < view.to; i++) {
    const left = Math.max(0, x(positions[i]));
    const room = Math.min(width, x(endOf(i))) - left;
    if (room < 3 && i > first + 4000) break;
    if (room > 46 && !guards.has(i)) {
      const letters = Math.floor((room - 10) / 7);
      const fitted = text => text.length <= letters ? text : text.slice(0, letters - 1) + "…";
      context.fillStyle = isBright(classes[classOf(i)].colours[theme]) ? "#10141a" : "#ffffff";
      context.fillText(fitted(visible(pathOf(i).replace(/^.*\//, "")) || kindOf(i)), left + 6, (top + bottom) / 2 - 8);
      context.fillText(fitted(permOf(i) + " " + size(lengths[i] * PAGE)), left + 6, (top + bottom) / 2 + 8);
    }
    if (left > lastAddress + 118 && left < width - 100 && x(positions[i]) >= 0) {
      context.fillStyle = css("--muted");
      context.fillRect(left, bottom + 2, 1, 5);
      context.fillText(hex(starts[i]), left + 3, bottom + 15);
      lastAddress = left;
    }
  }
}

function drawOverview() {
  const [context, width, height] = prepare(overview);
  const all = positions[count] || 1;
  drawVmas(context, width, 4, height - 4, 0, all);
  const left = view.from / all * width;
  const right = Math.max(left + 3, view.to / all * width);
  context.fillStyle = css("--text");
  context.globalAlpha = 0.12;
  context.fillRect(left, 0, right - left, height);
  context.globalAlpha = 1;
  context.strokeStyle = css("--text");
  context.lineWidth = 1.5;
  context.strokeRect(left + 0.75, 0.75, right - left - 1.5, height - 1.5);
}

const positionOf = event => view.from + event.offsetX / picture.clientWidth * (view.to - view.from);

function vmaAt(event) {
  const position = positionOf(event);
  if (count === 0 || position < 0 || position > positions[count]) return -1;
  const i = indexAt(position);
  return positions[i] <= position ? i : -1;
}

function listenToPicture(select) {
  let drag = null;
  picture.addEventListener("wheel", event => {
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const move = event.deltaX / picture.clientWidth * (view.to - view.from);
      look(view.from + move, view.to + move);
    } else {
      zoom(Math.exp(-event.deltaY * 0.0016), positionOf(event));
    }
  }, { passive: false });
  picture.addEventListener("pointerdown", event => {
    picture.setPointerCapture(event.pointerId);
    drag = { x: event.offsetX, view, moved: false };
  });
  picture.addEventListener("pointermove", event => {
    if (drag) {
      const move = (drag.x - event.offsetX) / picture.clientWidth * (drag.view.to - drag.view.from);
      drag.moved ||= Math.abs(drag.x - event.offsetX) > 3;
      picture.classList.toggle("dragging", drag.moved);
      if (drag.moved) look(drag.view.from + move, drag.view.to + move);
    }
    showTip(event, drag?.moved ? -1 : vmaAt(event));
  });
  picture.addEventListener("pointerup", event => {
    const i = vmaAt(event);
    if (!drag?.moved && i >= 0) select(i);
    drag = null;
    picture.classList.remove("dragging");
  });
  picture.addEventListener("pointerleave", event => showTip(event, -1));
  picture.addEventListener("dblclick", event => zoom(4, positionOf(event)));
  picture.addEventListener("keydown", event => {
    const step = (view.to - view.from) / 8;
    const keys = {
      "+": () => zoom(2, selected >= 0 ? positions[selected] : undefined),
      "=": () => zoom(2, selected >= 0 ? positions[selected] : undefined),
      "-": () => zoom(0.5),
      "0": () => look(0, positions[count]),
      "Enter": () => selected >= 0 && zoomTo(selected),
      "Home": () => select(0),
      "End": () => select(count - 1),
      "ArrowRight": () => event.shiftKey ? look(view.from + step, view.to + step) : select(Math.min(count - 1, selected + 1)),
      "ArrowLeft": () => event.shiftKey ? look(view.from - step, view.to - step) : select(Math.max(0, selected - 1)),
    };
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && count > 0) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  overview.addEventListener("pointerdown", event => overview.setPointerCapture(event.pointerId));
  const jump = event => {
    if (event.type === "pointermove" && event.buttons === 0) return;
    const half = (view.to - view.from) / 2;
    const at = event.offsetX / overview.clientWidth * positions[count];
    look(at - half, at + half);
  };
  overview.addEventListener("pointerdown", jump);
  overview.addEventListener("pointermove", jump);
  new ResizeObserver(draw).observe(picture);
}

function showTip(event, i) {
  const tip = element("tip");
  tip.hidden = i < 0;
  if (i < 0) return;
  const why = whyOf(i);
  tip.replaceChildren(
    make("b", {}, rangeOf(i)), " " + permOf(i) + " " + size(lengths[i] * PAGE), make("br", {}), data.sets[data.set[i]] || "no flags told", make("br", {}), pathOf(i) || kindOf(i),
    ...(why ? [make("br", {}), "not one with the VMA before: " + why.text] : []));
  const left = Math.min(event.offsetX + 14, picture.clientWidth - tip.offsetWidth - 4);
  tip.style.left = Math.max(0, left) + "px";
  tip.style.top = (event.offsetY + 18) + "px";
}
