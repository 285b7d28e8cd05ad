// One run before one's eyes. Live it listens to the server; frozen it shows what is in the file.
import { h, fill, text, announce } from "blast/dom";
import { OUTCOMES, EXCLUDED, MEANING, clock, duration, number, rate, share, zone } from "blast/format";
import { Charts, History } from "blast/charts";
import { cancel, get, isHeld, mayChange, mayRedrive, pause, post, redrive, resume, throttle } from "blast/controls";

const SILENCE = 8000;
const frozen = JSON.parse(document.getElementById("frozen").textContent);
const isFrozen = frozen.run !== undefined;

let run = null; // what is known of the run that is shown
let history = new History(null);
let list = { runs: [], waiting: [] };
let charts = null;
let source = null;
let ahead = 0; // the server's clock less ours
let heard = 0; // when the server said something last, by our clock
let parts = null;
let trouble = "";
let heldAt = 0; // since when the figures are left as they are, by the server's clock; 0 when they are not
let trend = new Map(); // class of reasons → [[at, count], …]

const now = () => (isFrozen ? frozen.at : heldAt || Date.now() + ahead);
const $ = (id) => document.getElementById(id);

// --- the list of runs ---

const WORDS = { OPENED: "reading the audience", STAGED: "sending", DISPATCHED: "sending", REOPENING: "opening again", CLOSED: "closed", CANCELLED: "cancelled", REFUSED: "refused", SKIPPED: "skipped" };

// How a closed run looks: a run that reached nobody is closed, and no success.
const GRADES = {
  reached: { chip: "done", line: "good", mark: "ok" },
  partly: { chip: "paused", line: "warn", mark: "no" },
  missed: { chip: "stopped", line: "bad", mark: "no" },
};

function standing(each) {
  if (each.state === "CLOSED") return [each.reach && each.grade !== "reached" ? "closed; " + each.reach : "closed", GRADES[each.grade]?.chip ?? "over"];
  if (each.final) return [WORDS[each.state], "over"];
  if (each.paused === true || each.paused?.by) return ["paused", "paused"];
  if (!each.live) return ["interrupted", "stopped"];
  if (each.cancelled) return ["ending", "over"];
  return [WORDS[each.state], "live"];
}

const chip = (each) => {
  const [word, kind] = standing(each);
  return h("span", { class: "chip " + kind }, word);
};

function showList() {
  const item = (each) => each.trouble ? h("li", { class: "waiting", title: each.trouble }, h("span", { class: "name" }, each.campaign), h("span", { class: "chip stopped" }, "unreadable"),
      h("span", { class: "when all" }, each.trouble)) : h("li", null,
      h("a", { href: "#" + encodeURIComponent(each.id), "aria-current": run?.id === each.id ? "page" : null },
        h("span", { class: "name" }, each.campaign), chip(each),
        h("span", { class: "when all" }, clock(each.scheduled, now(), false)
          + (each.recipients === undefined ? "" : ", " + number(each.sent) + " of " + number(each.recipients)))));
  const running = list.runs.filter((each) => !each.final && !each.trouble);
  const over = list.runs.filter((each) => each.final || each.trouble);
  fill($("runs"),
    list.waiting.length ? h("h2", null, "Next") : null,
    list.waiting.length
      ? h("ul", null, list.waiting.map((each) =>
          h("li", { class: "waiting" }, h("span", { class: "name" }, each.name || each.campaign),
            h("span", { class: "when" }, clock(each.scheduled, now(), false) + ", in " + duration(Date.parse(each.scheduled) - now())))))
      : null,
    running.length ? h("h2", null, "Now") : null,
    running.length ? h("ul", null, running.map(item)) : null,
    over.length ? h("h2", null, "Before") : null,
    over.length ? h("ul", null, over.map(item)) : null,
    list.runs.length ? null : h("p", { class: "quiet" }, "No runs here yet."),
    list.more ? h("p", { class: "quiet" }, number(list.more) + " older runs are not listed; blast status names them.") : null);
}

// --- the page of a run ---

function layout() {
  const place = (name, height, label) =>
    h("figure", null, h("figcaption", null, label), h("div", { class: "chart", id: "chart-" + name, "data-height": height, role: "img" }));
  parts = {
    head: h("div", { id: "head" }), verdict: h("div", { id: "verdict" }), controls: h("div", { id: "controls", class: "row" }),
    bar: h("div", { id: "bar", class: "bar", role: "img" }), books: h("div", { id: "books" }),
    why: h("section", { id: "why", "aria-label": "Why is it not faster?" }),
    reasons: h("section", { id: "reasons", "aria-label": "Who was not sent to" }),
    find: h("section", { id: "find", "aria-label": "Find one recipient" }),
    events: h("section", { id: "events", "aria-label": "What was done" }),
  };
  const main = $("main");
  main.replaceChildren(
    h("div", { class: "hero" }, parts.head, parts.verdict, parts.bar, parts.books, parts.controls),
    parts.why,
    h("section", { class: "charts", "aria-label": "Over time" },
      place("outcomes", 230, "Outcomes"), place("rate", 170, "Rate, recipients a second"), place("left", 170, "Open, until the deadline")),
    h("div", { class: "columns" }, parts.reasons, h("div", null, parts.find, parts.events)),
    h("p", { class: "quiet foot" }, "Times are ", zone(), "."));
  charts?.destroy();
  charts = new Charts({ outcomes: $("chart-outcomes"), rate: $("chart-rate"), left: $("chart-left") });
  if (!isFrozen) finder();
}

function showRun() {
  if (!run?.id) return;
  if (!parts) layout();
  document.title = (run.tally && !run.final ? share(run.tally.outcomes.sent, run.tally.rows.recipients) + " · " : "") + run.name + " · Blast";
  fill(parts.head,
    h("p", { class: "over" }, run.provider),
    h("h1", null, run.name, " ", chip(run)),
    h("p", { class: "id" }, h("code", { id: "run-id" }, run.id), copyButton(run.id, "the run's id")));
  fill(parts.verdict, verdict());
  showBar();
  fill(parts.books, books());
  if (!isFrozen) showControls();
  showWhy();
  showReasons();
  fill(parts.events, events());
  charts.show(run, history);
  describeCharts();
}

function copyButton(value, what) {
  return h("button", {
    type: "button", class: "copy", title: "Copy " + what, "aria-label": "Copy " + what, "data-copies": value,
  }, "copy");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".copy");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copies);
    announce("Copied.");
    text(button, "copied");
  } catch {
    text(button, "select and copy it yourself");
  }
  setTimeout(() => text(button, "copy"), 1500);
});

/** What one wants to know first: how many, and whether it is in time. */
function verdict() {
  if (!run.tally) {
    return [h("p", { class: "big" }, run.final ? "Nothing was sent." : "Reading the audience …"), deadlineLine()];
  }
  const { outcomes, rows } = run.tally;
  return [
    h("p", { class: "big" }, h("b", { id: "sent" }, number(outcomes.sent)),
      h("span", null, " of " + number(rows.recipients) + " sent"),
      h("span", { class: "share" }, share(outcomes.sent, rows.recipients))),
    deadlineLine(),
    h("p", { class: "sentence" }, h("span", { id: "sentence" }, run.tally.sentence), h("span", { class: "quiet" }, outlook()), " ", copyButton(run.tally.sentence + outlook(), "the balancing sentence")),
  ];
}

/** What the sentence of the books ends with. */
function outlook() {
  const at = (instant) => clock(instant, now(), false);
  const done = run.final ? (run.closed ? "done " + at(run.closed) : "over") : run.finish ? "done about " + at(run.finish) : "finish unknown";
  return "; " + done + ", deadline " + at(run.deadline);
}

function deadlineLine() {
  const deadline = Date.parse(run.deadline);
  const at = clock(run.deadline, now());
  if (run.state === "CLOSED") {
    const balanced = run.tally.balanced;
    const grade = (balanced && GRADES[run.grade]) || GRADES.missed;
    return h("p", { class: "line " + grade.line, id: "outlook-line" },
      mark(grade.mark), balanced ? "Closed" + (run.reach ? "; " + run.reach : "") + (run.closed ? " (at " + clock(run.closed, now()) + ")" : "") + ". The books balance." : "THE BOOKS DO NOT BALANCE.",
      run.cancelled ? " Cancelled at " + clock(run.cancelled, now()) + "." : "");
  }
  if (run.final) return h("p", { class: "line", id: "outlook-line" }, "The run is " + WORDS[run.state] + ".");
  if (run.tally && !run.tally.balanced) return h("p", { class: "line bad", id: "outlook-line" }, mark("no"), "THE BOOKS DO NOT BALANCE.");
  if (run.paused?.by) return h("p", { class: "line warn", id: "outlook-line" }, mark("pause"), "Stands still since " + clock(run.paused.since, now()) + ". Deadline " + at + ", in " + duration(deadline - now()) + ".");
  if (!run.live) return h("p", { class: "line bad", id: "outlook-line" }, mark("no"), "Nobody works on it. Deadline " + at + ", in " + duration(deadline - now()) + ".");
  if (!run.finish) return h("p", { class: "line", id: "outlook-line" }, "Deadline " + at + ", in " + duration(deadline - now()) + ". No finish time yet.");
  const spare = deadline - run.finish;
  return h("p", { class: "line " + (spare >= 0 ? "good" : "bad"), id: "outlook-line" }, mark(spare >= 0 ? "ok" : "no"),
    h("span", null, "Done about ", h("b", null, clock(run.finish, now())), ", in " + duration(run.finish - now()) + ". Deadline " + at + ": "),
    h("b", null, spare >= 0 ? duration(spare) + " to spare" : duration(-spare) + " too late"));
}

const MARKS = { ok: "✓", no: "!", pause: "‖" };
const mark = (kind) => h("span", { class: "mark " + kind, "aria-hidden": "true" }, MARKS[kind]);

function showBar() {
  if (!run.tally) return fill(parts.bar);
  const { outcomes, rows } = run.tally;
  const all = [...OUTCOMES, "open"].filter((each) => outcomes[each] > 0);
  parts.bar.setAttribute("aria-label", all.map((each) => share(outcomes[each], rows.recipients) + " " + each).join(", "));
  const part = (each) => {
    const element = h("span", { class: "part " + each, title: number(outcomes[each]) + " " + each });
    element.style.flexGrow = String(outcomes[each]);
    return element;
  };
  fill(parts.bar, all.map(part));
}

/** The two equations, term by term: they are what is promised. */
function books() {
  if (!run.tally) return [];
  const { outcomes, rows } = run.tally;
  const term = (word, count, sign) =>
    h("div", { class: "term" + (count ? "" : " none"), title: MEANING[word] },
      h("dt", null, h("span", { class: "dot " + word.replace(" ", "-"), "aria-hidden": "true" }), word),
      h("dd", { "data-word": word }, h("span", { class: "sign", "aria-hidden": "true" }, sign), number(count)));
  return [
    h("dl", { class: "books main-books" }, term("recipients", rows.recipients, ""),
      OUTCOMES.map((each, index) => term(each, outcomes[each], index ? "+" : "=")), term("open", outcomes.open, "+")),
    h("dl", { class: "books small" }, term("rows", rows.rows, ""),
      EXCLUDED.map((each, index) => term(each, rows[each], index ? "+" : "=")), term("recipients", rows.recipients, "+")),
  ];
}

function showControls() {
  const base = "/api/runs/" + encodeURIComponent(run.id);
  const button = (id, label, kind = "") => h("button", { type: "button", id, class: kind }, label);
  fill(parts.controls,
    mayChange() && !run.final && !run.paused?.by && !run.cancelled ? button("do-pause", "Pause …") : null,
    mayChange() && !run.final && !run.cancelled && run.tally && (run.paused?.by || !run.live) ? button("do-resume", "Go on …", "primary") : null,
    mayChange() && !run.final && !run.cancelled ? button("do-throttle", "Change the rate …") : null,
    mayChange() && !run.final && !run.cancelled ? button("do-cancel", "Cancel …", "danger quiet-danger") : null,
    run.tally ? h("a", { class: "button", id: "get-report", href: base + "/report.csv", download: true }, "Report (CSV)") : null,
    run.tally ? h("a", { class: "button", id: "get-page", href: base + "/report.html", download: true }, "This page as a file") : null,
    mayChange() ? null : h("span", { class: "quiet" }, "This dashboard only shows."));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button || !run) return;
  if (button.id === "do-pause") pause(run);
  if (button.id === "do-resume") resume(run);
  if (button.id === "do-throttle") throttle(run, () => run, now);
  if (button.id === "do-cancel") cancel(run);
  if (button.dataset.redrive !== undefined) redrive(run, run.reasons[Number(button.dataset.redrive)], now);
  if (button.id === "get-samples") loadSamples();
});

/** In words: what holds it back, or that nothing does. */
function showWhy() {
  if (run.final) {
    parts.why.hidden = true;
    return;
  }
  parts.why.hidden = false;
  const sentences = run.why.map((each) => each[0].toUpperCase() + each.slice(1) + (/[.!?]$/.test(each) ? "" : "."));
  if (run.live && isHeld(run))
    sentences.push("The throttle of " + run.throttle + " is what holds it: it runs at " + share(Math.min(run.rate, run.ceiling), run.ceiling) + " of what was asked for.");
  else if (run.live && run.ceiling && run.rate > 0 && !sentences.length)
    sentences.push("It stays below the throttle of " + run.throttle + ": " + run.provider + " or this machine gives no more.");
  const idle = sentences.length === 0 && run.live && run.state !== "OPENED" && !run.rate;
  if (idle) sentences.push("It has just begun, or waits for answers: nobody got an outcome in the last seconds.");
  fill(parts.why, h("h2", null, "Why is it not faster?"),
    h("p", { class: "rate-now" }, h("b", { id: "rate" }, rate(run.rate)), " a second now",
      run.ceiling ? ", " + run.throttle + " asked for" : ", no limit asked for"),
    sentences.length ? h("ul", null, sentences.map((each) => h("li", null, each)))
      : h("p", null, "Nothing is in the way: this is what " + run.provider + " and this machine do together."));
}

// --- who was not sent to ---

let samples = null;

function showReasons() {
  const reasons = run.reasons ?? [];
  const base = "/api/runs/" + encodeURIComponent(run.id);
  const at = now();
  reasons.forEach((each) => {
    const key = each.outcome + " " + each.code;
    const seen = trend.get(key) ?? [];
    if (!seen.length || at - seen.at(-1)[0] > 900) seen.push([at, each.count]);
    while (seen.length > 1 && at - seen[0][0] > 60000) seen.shift();
    trend.set(key, seen);
  });
  const exports = [...new Set(reasons.map((each) => each.outcome))];
  const rows = reasons.map((each, index) => {
    const file = base + "/report.csv?only=" + encodeURIComponent(each.outcome) + "&code=" + encodeURIComponent(each.code);
    const found = samples?.find((group) => group.outcome === each.outcome && group.code === each.code);
    const seen = trend.get(each.outcome + " " + each.code);
    const passed = seen.length > 1 ? (seen.at(-1)[0] - seen[0][0]) / 60000 : 0;
    const more = passed ? each.count - seen[0][1] : 0;
    return h("tr", null,
      h("td", null, h("span", { class: "dot " + each.outcome, "aria-hidden": "true" }), each.outcome),
      h("td", null, h("code", null, each.code || "no reason"),
        found ? h("ul", { class: "samples" }, found.samples.map((one) => h("li", null, h("code", null, one.recipient || "a recipient"), " ", one.reason))) : null),
      h("td", { class: "figure" }, number(each.count)),
      isFrozen ? null : h("td", { class: "figure" }, run.final ? "–" : more > 0 ? "+" + number(more) + " in " + duration(seen.at(-1)[0] - seen[0][0]) : "steady"),
      isFrozen ? null : h("td", null, mayChange() && mayRedrive(run, each)
        ? h("button", { type: "button", "data-redrive": index, "aria-label": "Send again to " + number(each.count) + " who are " + each.outcome + " because of " + each.code }, "Send again …") : null,
        " ", h("a", { class: "button", href: file, download: true, "aria-label": "Export the " + number(each.count) + " who are " + each.outcome + " because of " + (each.code || "no reason") }, "Export")));
  });
  fill(parts.reasons, h("h2", null, "Who was not sent to"),
    reasons.length
      ? h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Classes of reasons" }, h("table", null,
          h("thead", null, h("tr", null, h("th", { scope: "col" }, "Outcome"), h("th", { scope: "col" }, "Reason"), h("th", { scope: "col", class: "figure" }, "Recipients"),
            isFrozen ? null : h("th", { scope: "col", class: "figure" }, "Trend"), isFrozen ? null : h("th", { scope: "col" }, h("span", { class: "unseen" }, "Actions")))),
          h("tbody", null, rows)))
      : h("p", { class: "quiet" }, run.tally ? "Nobody so far." : "The audience is not read yet."),
    !isFrozen && reasons.length
      ? h("p", { class: "row" }, h("button", { type: "button", id: "get-samples" }, "Show a few of each"),
          exports.filter((each) => each !== "invalid").map((each) => h("a", { class: "button", href: base + "/report.csv?only=" + encodeURIComponent(each), download: true }, "Export " + each)))
      : null,
    samplesTrouble ? h("p", { class: "problem", role: "alert" }, samplesTrouble) : null);
}

let samplesTrouble = "";

async function loadSamples() {
  const id = run.id;
  announce("Looking …");
  try {
    const found = await get("/api/runs/" + encodeURIComponent(id) + "/samples");
    if (run.id !== id) return;
    samples = found;
    samplesTrouble = "";
  } catch (refused) {
    samplesTrouble = refused.message;
  }
  showReasons();
}

// --- one recipient ---

function finder() {
  const who = h("input", { id: "who", type: "search", autocomplete: "off", spellcheck: "false", "aria-describedby": "find-how" });
  const reveal = h("input", { id: "reveal", type: "checkbox" });
  const found = h("div", { id: "found", "aria-live": "polite" });
  const form = h("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      if (!who.value.trim()) return;
      found.replaceChildren(h("p", { class: "quiet" }, "Reading the audience …"));
      try {
        const rows = await post("/api/runs/" + encodeURIComponent(run.id) + "/find", { who: who.value.trim(), reveal: reveal.checked });
        found.replaceChildren(...(rows.length ? rows.map(timeline)
          : [h("p", null, "Nobody in this audience has that id or address.")]));
      } catch (refused) {
        found.replaceChildren(h("p", { class: "problem", role: "alert" }, refused.message));
      }
    },
  }, h("label", { for: "who" }, "Recipient id or address"),
    h("div", { class: "row" }, who, h("button", { type: "submit" }, "Find")),
    h("label", { class: "check" }, reveal, " show the address"),
    h("p", { class: "quiet", id: "find-how" }, "Reads the audience from its start: some seconds where there are millions."));
  parts.find.replaceChildren(h("h2", null, "Find one recipient"), form, found);
}

/** What happened to one row, in order. */
function timeline(row) {
  const steps = [];
  const step = (at, words) => steps.push({ at: at ? Date.parse(at) : null, words });
  step(run.scheduled, "the run was scheduled for this moment");
  if (!row.envelope) step(null, "line " + number(row.line) + " of the audience became no recipient");
  else step(null, "line " + number(row.line) + " of the audience, in envelope " + row.envelope);
  const settled = row.envelope && row.outcome !== "open" ? Date.parse(row.at) : Infinity;
  for (const event of run.events) if (Date.parse(event.at) <= settled) step(event.at, event.what + " (" + event.by + ")");
  if (row.envelope && row.attempts) step(null, row.attempts + (row.attempts === 1 ? " attempt" : " attempts") + (row.deferrals ? ", " + row.deferrals + " times put off" : ""));
  if (row.held) step(null, "is being worked on at this moment");
  if (row.envelope && row.outcome === "open" && row.at) step(row.at, "tried again from here");
  const last = row.outcome + (row.reason ? ": " + row.reason : "") + (row.providerId ? "; the provider calls it " + row.providerId : "");
  step(row.outcome === "open" ? null : row.at, last);
  return h("article", { class: "person" },
    h("h3", null, h("span", { class: "dot " + row.outcome.replace(" ", "-"), "aria-hidden": "true" }), h("code", null, row.id || "no id"), " ", h("b", null, row.outcome)),
    row.address ? h("p", { class: "address" }, row.address) : null,
    h("ol", { class: "steps" }, steps.map((each) => h("li", null, h("time", null, each.at ? clock(each.at, now()) : ""), each.words))));
}

// --- what was done ---

function events() {
  const all = run.events ?? [];
  return [h("h2", null, "What was done"),
    h("ol", { class: "steps" },
      h("li", null, h("time", null, clock(run.scheduled, now())), "triggered: the scheduled instant"),
      all.map((each) => h("li", null, h("time", null, clock(each.at, now())), each.what, " ", h("span", { class: "quiet" }, each.by))),
      run.closed ? h("li", null, h("time", null, clock(run.closed, now())), run.tally?.balanced ? "closed: the books balance" : "closed") : null)];
}

function describeCharts() {
  if (!run.tally) return;
  const { outcomes, rows } = run.tally;
  const say = (id, words) => $(id).setAttribute("aria-label", words);
  say("chart-outcomes", "Outcomes over time: " + number(rows.recipients - outcomes.open) + " of " + number(rows.recipients) + " have one.");
  say("chart-rate", "Rate over time" + (run.final ? "." : ": " + rate(run.rate) + " a second now."));
  say("chart-left", "Open recipients over time: " + number(outcomes.open) + " now; deadline " + clock(run.deadline, now()) + ".");
}

// --- the connection ---

function showConnection() {
  const line = $("connection");
  if (isFrozen) {
    text(line, "As it was at " + clock(frozen.at, 0) + ".");
    return;
  }
  const silent = Date.now() - heard;
  const lost = heard !== 0 && (silent > SILENCE || source?.readyState !== EventSource.OPEN);
  const words = heldAt ? "Frozen at " + clock(heldAt, 0) + "; the run goes on"
    : heard === 0 ? "Connecting …"
    : lost ? "Connection lost. These are the last figures; trying again."
    : trouble ? trouble : "Live";
  line.className = (lost || trouble) && !heldAt ? "lost" : "";
  document.body.classList.toggle("stale", lost && !run?.final);
  text(line, words);
  // Beside the line: who has a page read aloud hears a change, and not every second.
  text($("age"), heard === 0 ? "" : "last word " + (silent < 1500 ? "just now" : duration(silent) + " ago"));
}

function freeze() {
  heldAt = heldAt ? 0 : Date.now() + ahead;
  $("freeze").setAttribute("aria-pressed", String(heldAt !== 0));
  text($("freeze"), heldAt ? "Go on" : "Freeze");
  showConnection();
  if (!heldAt && run?.id) {
    showList();
    loadHistory(run.id);
  }
}

function listen(id) {
  source?.close();
  source = new EventSource("/api/live" + (id ? "?run=" + encodeURIComponent(id) : ""));
  const mine = source;
  const on = (name, does) =>
    mine.addEventListener(name, (event) => {
      const message = JSON.parse(event.data);
      const missed = heard !== 0 && Date.now() - heard > SILENCE;
      ahead = message.at - Date.now();
      heard = Date.now();
      if (name !== "trouble") trouble = "";
      does(message.is, message.at);
      showConnection();
      // What happened meanwhile is not told again; the run has kept it.
      if (missed && run?.id && !heldAt) loadHistory(run.id);
    });
  on("runs", (is) => {
    list = is;
    if (!heldAt) showList();
    if (!location.hash && list.runs.length) choose(list.runs.find((each) => !each.final)?.id ?? list.runs[0].id);
    else if (!list.runs.length) $("main").replaceChildren(h("h1", null, "No runs yet"), h("p", null, "Start one: ", h("code", null, "blast run campaign.yaml --now")));
  });
  on("run", (is, at) => {
    const before = run?.tally ? run.state : "";
    run = { ...run, ...is };
    if (is.tally && !run.final) history.add(at, run.tally.outcomes);
    if (heldAt) return;
    if (run.final && before && before !== run.state) {
      announce("The run is " + standing(run)[0] + ".");
      loadHistory(run.id);
    }
    showRun();
  });
  on("trouble", (is) => {
    trouble = is.why;
  });
  on("beat", (_, at) => {
    // Nothing changed: that is worth a point too, or a pause would be no time at all.
    if (run?.tally && !run.final && run.live && history.add(at, run.tally.outcomes) && !heldAt) charts?.show(run, history);
  });
  mine.addEventListener("error", () => {
    showConnection();
    // A browser gives up for good where the server answered an error; we do not, and ask it why.
    if (mine.readyState !== EventSource.CLOSED || mine !== source) return;
    get("/api/runs").catch((refused) => {
      if (mine === source && !(refused instanceof TypeError)) trouble = refused.message;
    });
    setTimeout(() => mine === source && !document.hidden && listen(id), 2000);
  });
}

/** A page that nobody sees listens to nothing: a browser has six connections for all of them. */
document.addEventListener("visibilitychange", () => {
  if (isFrozen) return;
  if (document.hidden) source?.close();
  else listen(chosen());
});

async function loadHistory(id) {
  try {
    const columns = await get("/api/runs/" + encodeURIComponent(id) + "/history");
    if (run?.id !== id) return;
    history = new History(columns);
    if (run.tally && !run.final) history.add(now(), run.tally.outcomes);
    if (!heldAt) showRun();
  } catch (refused) {
    trouble = refused.message;
    showConnection();
  }
}

function choose(id) {
  location.hash = encodeURIComponent(id);
}

/** The run that the address names; empty for none. */
function chosen() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

function shown() {
  const id = chosen();
  run = null;
  parts = null;
  samples = null;
  samplesTrouble = "";
  trend = new Map();
  history = new History(null);
  if (heldAt) freeze();
  listen(id);
  if (!id) return;
  get("/api/runs/" + encodeURIComponent(id)).then((is) => {
    if (chosen() !== id) return;
    run = { ...is, ...run };
    showRun();
    showList();
    return loadHistory(id);
  }).catch((refused) => {
    if (chosen() !== id) return;
    const lost = refused instanceof TypeError;
    $("main").replaceChildren(h("h1", null, lost ? "The dashboard does not answer" : "This run cannot be shown"),
      h("p", null, lost ? "It has ended, or cannot be reached: blast dashboard starts it." : refused.message));
  });
}

document.querySelector(".skip").addEventListener("click", (event) => {
  // The address names the run.
  event.preventDefault();
  $("main").focus();
});

if (isFrozen) {
  document.body.classList.add("frozen");
  run = frozen.run;
  history = new History(frozen.history);
  samples = frozen.samples;
  layout();
  showRun();
  showConnection();
} else {
  addEventListener("hashchange", shown);
  $("freeze").addEventListener("click", freeze);
  setInterval(() => {
    showConnection();
    if (heldAt) return;
    if (list.waiting.length) showList();
    if (run?.id && parts && !run.final) fill(parts.verdict, verdict());
  }, 1000);
  shown();
}
