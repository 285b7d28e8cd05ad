// Three pictures over one time axis: outcomes, rate, and what is left until the deadline.
import uPlot from "uplot";
import { OUTCOMES, clock, compact } from "blast/format";

const MOST_POINTS = 4000;
const ATTEMPTED = OUTCOMES.filter((each) => each !== "expired" && each !== "cancelled");

/** The slowest and the fastest of so many last points say between which instants a run may be done. */
const BAND_POINTS = 12;

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The tallies of a run over time, as columns. */
export class History {
  constructor(columns) {
    this.at = columns?.at?.slice() ?? [];
    this.counts = Object.fromEntries(OUTCOMES.map((each) => [each, columns?.[each]?.slice() ?? []]));
    this.open = columns?.open?.slice() ?? [];
  }

  add(at, outcomes) {
    const last = this.at.length - 1;
    if (last >= 0 && at - this.at[last] < 450) return false;
    this.at.push(at);
    for (const each of OUTCOMES) this.counts[each].push(outcomes[each] ?? 0);
    this.open.push(outcomes.open ?? 0);
    if (this.at.length > MOST_POINTS) this.thin();
    return true;
  }

  thin() {
    const every = (_, index) => index % 2 === 0;
    this.at = this.at.filter(every);
    for (const each of OUTCOMES) this.counts[each] = this.counts[each].filter(every);
    this.open = this.open.filter(every);
  }

  /** Who was attempted: a sweep at the deadline or after a cancel settles all at once, at no rate. */
  attempted(index) {
    return ATTEMPTED.reduce((sum, each) => sum + this.counts[each][index], 0);
  }

  /** Recipients a second at each point, over the seconds before it. */
  rates() {
    const window = Math.max(3000, (this.at.at(-1) - this.at[0]) / 200 || 0);
    let from = 0;
    return this.at.map((at, index) => {
      while (from < index - 1 && at - this.at[from + 1] >= window) from++;
      const passed = at - this.at[from];
      return passed < 400 ? null : Math.max(0, ((this.attempted(index) - this.attempted(from)) * 1000) / passed);
    });
  }
}

function axes() {
  const stroke = style("--quiet"), grid = { stroke: style("--line"), width: 1 };
  const font = "12px " + (style("--font") || "sans-serif");
  return [
    {
      stroke, font, grid: { show: false }, ticks: { stroke: style("--line"), size: 4 }, space: 90, size: 32,
      values: (_, splits) => splits.map((at) => clock(at * 1000, Date.now()).slice(-8)),
    },
    {
      stroke, font, grid, ticks: { show: false }, size: 56, space: 34,
      values: (_, splits) => splits.map(compact),
    },
  ];
}

/** taken: where the labels end that stand in each row already; a label takes the first row with room. */
function vertical(u, seconds, color, label, dash = [], taken = []) {
  const { ctx, bbox } = u;
  const x = u.valToPos(seconds, "x", true);
  if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) return;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash(dash.map((each) => each * ratio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  if (label) {
    ctx.font = 11 * ratio + "px sans-serif";
    const right = x + ctx.measureText(label).width + 8 * ratio > bbox.left + bbox.width;
    ctx.textAlign = right ? "right" : "left";
    ctx.textBaseline = "top";
    const width = ctx.measureText(label).width;
    const from = right ? x - 4 * ratio - width : x + 4 * ratio;
    let row = taken.findIndex((end) => from > end + 6 * ratio);
    if (row < 0) row = taken.length;
    taken[row] = from + width;
    ctx.fillText(label, x + (right ? -4 : 4) * ratio, bbox.top + (2 + 13 * row) * ratio);
  }
  ctx.restore();
}

function horizontal(u, value, color, label) {
  const { ctx, bbox } = u;
  const y = u.valToPos(value, "y", true);
  if (y < bbox.top - 1 || y > bbox.top + bbox.height + 1) return;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash([6 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = 11 * ratio + "px sans-serif";
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(label, bbox.left + bbox.width - 4 * ratio, y - 2 * ratio);
  ctx.restore();
}

/** The charts of one run; made anew when the colours change. */
export class Charts {
  constructor(places) {
    this.places = places;
    this.view = null;
    this.history = new History(null);
    this.charts = [];
    this.observer = new ResizeObserver(() => this.resize());
    Object.values(places).forEach((place) => this.observer.observe(place));
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.recolour = () => this.build();
    this.scheme.addEventListener("change", this.recolour);
    this.build();
  }

  destroy() {
    this.observer.disconnect();
    this.scheme.removeEventListener("change", this.recolour);
    this.charts.forEach((chart) => chart.destroy());
  }

  build() {
    this.charts.forEach((chart) => chart.destroy());
    const opts = (place, series, hooks, more = {}) => ({
      width: Math.max(200, place.clientWidth), height: Number(place.dataset.height),
      padding: [14, 12, 0, 0], legend: { show: false }, cursor: { show: true, x: true, y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: false, range: (u, low, high) => this.span(more.toEnd, low, high) }, y: { range: (u, low, high) => [0, Math.max(1, more.most?.() ?? high * 1.05)] } },
      axes: axes(), series: [{}, ...series], hooks: { draw: hooks ?? [] },
    });
    // The highest sum first, so that what is below lies over it.
    const stacked = [...OUTCOMES].reverse().map((each) => ({
      stroke: style("--" + each), fill: style("--" + each), width: 0, points: { show: false },
    }));
    this.charts = [
      new uPlot(
        opts(this.places.outcomes, stacked, [(u) => this.marks(u)], { most: () => this.recipients() }),
        this.stack(), this.places.outcomes),
      new uPlot(
        opts(this.places.rate, [{ stroke: style("--sent"), fill: style("--sent-faint"), width: 2, points: { show: false } }],
          [(u) => this.limit(u), (u) => this.marks(u, false)], { most: () => this.highestRate() }),
        this.rates(), this.places.rate),
      new uPlot(
        opts(this.places.left, [
          { stroke: style("--ink"), fill: style("--open-faint"), width: 2, points: { show: false } },
          { stroke: style("--ink"), width: 2, dash: [4, 4], points: { show: false }, spanGaps: true },
        ], [(u) => this.ends(u)], { toEnd: true, most: () => this.recipients() }),
        this.left(), this.places.left),
    ];
  }

  recipients() {
    return this.view?.tally?.rows?.recipients ?? 1;
  }

  highestRate() {
    const highest = this.history.rates().reduce((most, each) => Math.max(most, each ?? 0), 1);
    const ceiling = this.view?.final ? 0 : (this.view?.ceiling ?? 0);
    // A ceiling far above what is reached would flatten the picture.
    return ceiling && ceiling < highest * 4 ? Math.max(highest, ceiling) * 1.15 : highest * 1.15;
  }

  start() {
    return this.history.at[0] ?? Date.now() - 1000;
  }

  now() {
    return Math.max(this.history.at.at(-1) ?? 0, this.start() + 1000);
  }

  /** To the finish or the deadline, where they are not so far off that the past would vanish. */
  span(toEnd) {
    const start = this.start(), now = this.now();
    let end = now;
    if (toEnd && this.view && !this.view.final) {
      const most = now + 4 * (now - start) + 30000;
      const deadline = Date.parse(this.view.deadline);
      for (const each of [this.view.finish, deadline]) if (each && each < most) end = Math.max(end, each * 1);
      end += (end - start) * 0.02;
    }
    return [start / 1000, end / 1000];
  }

  seconds() {
    return this.history.at.map((at) => at / 1000);
  }

  stack() {
    const sums = [];
    let below = this.history.at.map(() => 0);
    for (const each of OUTCOMES) {
      below = below.map((sum, index) => sum + this.history.counts[each][index]);
      sums.unshift(below);
    }
    return [this.seconds(), ...sums];
  }

  rates() {
    return [this.seconds(), this.history.rates()];
  }

  left() {
    const at = this.seconds(), open = this.history.open.slice();
    const ahead = at.map(() => null);
    if (this.view?.finish && at.length && this.view.finish / 1000 > at.at(-1)) {
      ahead[ahead.length - 1] = open.at(-1);
      at.push(this.view.finish / 1000);
      open.push(null);
      ahead.push(0);
    }
    return [at, open, ahead];
  }

  marks(u, labels = true) {
    const taken = [];
    const mark = (at, what) => vertical(u, Date.parse(at) / 1000, style("--mark"), labels ? what : "", [2, 3], taken);
    if (!this.view) return;
    mark(this.view.scheduled, "triggered");
    for (const event of this.view.events) mark(event.at, event.what.split(":")[0].slice(0, 32));
    mark(this.view.deadline, "deadline");
    if (this.view.closed) mark(this.view.closed, "closed");
  }

  /** Where the line of the open ends at the slowest and at the fastest of the last rates. */
  band(u) {
    if (!this.view?.finish || !this.history.at.length) return;
    const last = this.history.rates().slice(-BAND_POINTS).filter((each) => each > 0);
    if (last.length < 2) return;
    const at = this.history.at.at(-1), open = this.history.open.at(-1);
    const x = (rate) => u.valToPos((at + (open / rate) * 1000) / 1000, "x", true);
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.beginPath();
    ctx.moveTo(u.valToPos(at / 1000, "x", true), u.valToPos(open, "y", true));
    ctx.lineTo(x(Math.max(...last)), u.valToPos(0, "y", true));
    ctx.lineTo(x(Math.min(...last)), u.valToPos(0, "y", true));
    ctx.closePath();
    ctx.fillStyle = style("--open-faint");
    ctx.fill();
    ctx.restore();
  }

  limit(u) {
    const ceiling = this.view?.final ? 0 : (this.view?.ceiling ?? 0);
    if (ceiling) horizontal(u, ceiling, style("--mark"), "asked for: " + this.view.throttle);
  }

  ends(u) {
    if (!this.view) return;
    this.band(u);
    vertical(u, Date.parse(this.view.deadline) / 1000, style("--rejected"), "deadline");
    if (!this.view.final) vertical(u, this.now() / 1000, style("--quiet"), "now", [2, 3]);
  }

  show(view, history) {
    this.view = view;
    this.history = history;
    const data = [this.stack(), this.rates(), this.left()];
    this.charts.forEach((chart, index) => chart.setData(data[index]));
  }

  resize() {
    Object.values(this.places).forEach((place, index) => {
      const chart = this.charts[index], width = Math.max(200, place.clientWidth);
      if (chart && chart.width !== width) chart.setSize({ width, height: Number(place.dataset.height) });
    });
  }
}
