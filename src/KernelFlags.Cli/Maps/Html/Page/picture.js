// The picture: every VMA side by side, gaps cut short, on a line that zooms. Positions are sums of widths, so what is seen is found by halving.
const picture = element("picture");
const overview = element("overview");
const positions = new Float64Array(count + 1);
const TOP = 26, BOTTOM = 26;
let view = { from: 0, to: 1 };
let selected = -1;

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
  showView(width >= all ? 1 : all / width);
  draw();
}

/* What is seen: how many VMAs, gaps and addresses, and how dense it is. */
function showView(factor) {
  const first = count === 0 ? 0 : indexAt(view.from);
  let [last, gaps] = [first, 0];
  for (; last < count && positions[last] < view.to; last++) gaps += hasGap(last) && last > first ? 1 : 0;
  const [vmas, aPixel] = [last - first, Math.round((last - first) / Math.max(1, picture.clientWidth))];
  const dense = aPixel > 1 ? ", about " + number(aPixel) + " a pixel" : "";
  element("zoom-text").textContent = (factor === 1 ? "all " + counted(count, "VMA") : "zoom " + number(Math.round(factor * 10) / 10) + "×: " + number(vmas) + " of " + counted(count, "VMA")) + dense;
  element("view-text").textContent = vmas === 0 ? "" : hex(starts[first]) + " to " + hex(starts[last - 1] + lengths[last - 1]) + (gaps > 0 ? ", " + counted(gaps, "gap") : ", no gap");
}

function zoom(factor, at = (view.from + view.to) / 2) {
  look(at - (at - view.from) / factor, at + (view.to - at) / factor);
}

function zoomTo(i) {
  const margin = widthOf(lengths[i]) * 2;
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

function drawPicture() {
  const [context, width, height] = prepare(picture);
  const pixels = width / (view.to - view.from);
  const x = position => (position - view.from) * pixels;
  const [top, bottom] = [TOP, height - BOTTOM];
  if (count === 0) return;
  drawVmas(context, width, top, bottom, view.from, view.to);
  const first = indexAt(view.from);
  drawGaps(context, first, x, top, bottom);
  drawGuards(context, first, x, top, bottom);
  drawWhy(context, first, x, top);
  drawLabels(context, first, x, top, bottom, width);
  drawAddresses(context, x, bottom, width);
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

/* Names where there is room. */
function drawLabels(context, first, x, top, bottom, width) {
  context.font = "11.5px " + css("--mono");
  context.textBaseline = "middle";
  const [muted, text] = [css("--muted"), css("--text")];
  for (let i = first; i < count && positions[i] < view.to; i++) {
    const left = Math.max(0, x(positions[i]));
    const room = Math.min(width, x(endOf(i))) - left;
    if (room < 3 && i > first + 4000) break;
    if (room <= 46 || guards.has(i)) continue;
    const letters = Math.floor((room - 10) / 7);
    const fitted = text => text.length <= letters ? text : text.slice(0, letters - 1) + "…";
    context.fillStyle = shown && !shown[i] ? muted : isGone(i) ? text : isBright(classes[classOf(i)].colours[theme]) ? "#10141a" : "#ffffff";
    context.fillText(fitted(visible(pathOf(i).replace(/^.*\//, "")) || kindOf(i)), left + 6, (top + bottom) / 2 - 8);
    context.fillText(fitted(permOf(i) + " " + size(lengths[i] * PAGE)), left + 6, (top + bottom) / 2 + 8);
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
    showPointed(drag?.moved ? -1 : vmaAt(event));
  });
  picture.addEventListener("pointerup", event => {
    const i = vmaAt(event);
    if (!drag?.moved && i >= 0) select(i);
    drag = null;
    picture.classList.remove("dragging");
  });
  picture.addEventListener("pointercancel", () => drag = null);
  picture.addEventListener("pointerleave", () => showPointed(selected));
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

/* What is under the pointer, as one line below the picture. */
function showPointed(i) {
  element("pointed").replaceChildren(...(i < 0 ? [] : [
    make("span", { class: "m" }, rangeOf(i) + " " + permOf(i)), " " + size(lengths[i] * PAGE) + ", ", visible(pathOf(i) || kindOf(i)), changeOf(i) ? ", " + changeOf(i) : "",
    causeOf(i) ? "; " + visible(causeOf(i).words) : ""]));
}
