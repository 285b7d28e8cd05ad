// What may be asked of a run. Nothing is asked before somebody has read what it does and agreed.
import { h, announce } from "blast/dom";
import { ceiling, clock, duration, number } from "blast/format";

const told = (name) => document.querySelector("meta[name=blast-" + name + "]").content;

/** Whether this page may change anything. */
export const mayChange = () => told("may-change") === "true";

export async function get(path) {
  return answer(await fetch(path, { cache: "no-store" }));
}

/** Asks the server for something; throws an Error whose message says why it refused. */
export async function post(path, what) {
  return answer(
    await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Blast-Token": told("token") },
      body: JSON.stringify(what),
    }));
}

async function answer(response) {
  let said = {};
  try {
    said = await response.json();
  } catch {
    throw new Error("The dashboard answered " + response.status + ".");
  }
  if (!response.ok) throw new Error(said.problem ?? "The dashboard answered " + response.status + ".");
  return said;
}

/** Shows a question; does nothing until it is agreed to, and then shows what came of it. */
function ask({ title, words, fields = [], agree, danger, check = () => "", does }) {
  const problem = h("p", { class: "problem", role: "alert" });
  const button = h("button", { type: "submit", class: danger ? "danger" : "primary", id: "agree" }, agree);
  const form = h("form", { method: "dialog" },
    h("h2", { id: "question" }, title),
    words.map((each) => (each instanceof Node ? each : h("p", null, each))),
    fields, problem,
    h("div", { class: "row end" }, h("button", { type: "button", onclick: () => dialog.close() }, "Leave it"), button));
  const dialog = h("dialog", { "aria-labelledby": "question", onclose: () => dialog.remove() }, form);
  const look = () => {
    const wrong = check();
    problem.textContent = wrong;
    button.disabled = wrong !== "";
  };
  form.addEventListener("input", look);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const said = await does();
      dialog.close();
      notice(said.done);
    } catch (refused) {
      problem.textContent = refused.message;
      button.disabled = false;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  look();
  problem.textContent = "";
}

/** Says what was done, for some seconds, to eyes and ears. */
function notice(words) {
  document.querySelector(".notice")?.remove();
  const line = h("p", { class: "notice" }, words);
  document.body.append(line);
  announce(words);
  setTimeout(() => line.remove(), 6000);
}

const url = (run, action) => "/api/runs/" + encodeURIComponent(run.id) + "/" + action;
const open = (run) => run.tally?.outcomes.open ?? 0;

export function pause(run) {
  const why = h("input", { id: "because", maxlength: 200, placeholder: "wrong coupon?", autocomplete: "off" });
  ask({
    title: "Pause this run?",
    words: ["Within two seconds nobody is released and nobody is attempted. What is in flight is finished. "
      + number(open(run)) + " recipients are open; nothing is lost.",
      "Who is open at the deadline (" + clock(run.deadline) + ") expires, paused or not."],
    fields: [h("label", { for: "because" }, "Why (kept with the run)"), why],
    agree: "Pause",
    does: () => post(url(run, "pause"), { why: why.value }),
  });
}

export function resume(run) {
  ask({
    title: run.live ? "Let it go on?" : "Go on with this run here?",
    words: [run.live
      ? number(open(run)) + " recipients are open and will be sent to."
      : "Nobody works on it. This dashboard's process will send to the " + number(open(run))
        + " recipients who are open, and to nobody else. Who was in flight when its process ended may be attempted twice, under the same idempotency key."],
    agree: "Go on",
    does: () => post(url(run, "resume"), {}),
  });
}

export function cancel(run) {
  const typed = h("input", { id: "typed", autocomplete: "off", spellcheck: "false" });
  ask({
    title: "Cancel this run?",
    words: [number(open(run)) + " recipients who are still open will never be sent to. This cannot be taken back.",
      h("p", null, "To confirm, type the run's id: ", h("code", null, run.id))],
    fields: [h("label", { for: "typed" }, "The run's id"), typed],
    agree: "Cancel the run", danger: true,
    check: () => (typed.value.trim() === run.id ? "" : "Type the run's id."),
    does: () => post(url(run, "cancel"), { confirm: typed.value.trim() }),
  });
}

/** Whether the throttle is what the rate is at: whole envelopes and answers make it waver below. */
export const isHeld = (run) => run.ceiling > 0 && run.rate >= run.ceiling * 0.8;

/** When the last one would be released at a rate, in words. */
export function forecast(run, words, now) {
  const asked = ceiling(words);
  if (asked === null) return null;
  const left = open(run);
  const present = run.rate;
  const held = isHeld(run);
  if (run.state === "DISPATCHED" && run.live)
    return "Everybody in it was released before: the rate no longer changes anything, unless it stops.";
  if (asked > 0 && (present === 0 || asked <= present || held)) {
    const finish = now + (left / asked) * 1000;
    return until(run, finish, now, asked <= present || present === 0
      ? "At this rate it is done about " : "It is done about, and not before, ");
  }
  if (present > 0) {
    const finish = now + (left / present) * 1000;
    return held
      ? "Nothing holds it back then but the channel. At the present rate it is done about " + clock(finish, now) + "; likely sooner."
      : until(run, finish, now, "It does less now than that allows: at the present rate it is done about ");
  }
  return "Nobody is sent to at the moment, so nobody knows when it would be done.";
}

function until(run, finish, now, words) {
  const spare = Date.parse(run.deadline) - finish;
  return words + clock(finish, now) + ", "
    + (spare >= 0 ? duration(spare) + " before the deadline." : duration(-spare) + " AFTER the deadline: who is open then expires.");
}

/** present: gives the run as it is while somebody thinks about it. */
export function throttle(run, present, now) {
  const rate = h("input", { id: "new-rate", value: run.throttle, autocomplete: "off", size: 14 });
  const outlook = h("p", { class: "outlook", id: "outlook", "aria-live": "polite" });
  const look = () => {
    outlook.textContent = forecast(present(), rate.value.trim(), now()) ?? "";
  };
  rate.addEventListener("input", look);
  look();
  const again = setInterval(() => (outlook.isConnected ? look() : clearInterval(again)), 1000);
  ask({
    title: "Change the rate?",
    words: ["Now: " + run.throttle + (run.rate ? ", and " + number(Math.round(run.rate)) + " a second is what it does." : ".")],
    fields: [h("label", { for: "new-rate" }, "Recipients: 500/s, 30000/min, or none"), rate, outlook],
    agree: "Change it",
    check: () => (ceiling(rate.value.trim()) === null ? "Write 500/s, 30000/min or none." : ""),
    does: () => post(url(run, "throttle"), { rate: rate.value.trim() }),
  });
}

export function redrive(run, reason, now) {
  const late = Date.parse(run.deadline) <= now();
  const deadline = h("input", { id: "until", placeholder: "2h", value: late ? "2h" : "", autocomplete: "off", size: 8 });
  ask({
    title: "Send again to " + number(reason.count) + " recipients?",
    words: [h("p", null, "Those who are ", h("b", null, reason.outcome), reason.code ? " because of " : "",
        reason.code ? h("code", null, reason.code) : null, ". Nobody who was sent to gets it again; keys and coupons stay the same."),
      late ? "Its deadline has passed: say until when it is worth saying now." : "Its deadline is " + clock(run.deadline) + "."],
    fields: [h("label", { for: "until" }, late ? "From now, for" : "Another deadline, from now (may stay empty)"), deadline],
    agree: "Send again",
    check: () => (late && !deadline.value.trim() ? "Say until when, such as 2h." : ""),
    does: () => post(url(run, "redrive"), { outcomes: [reason.outcome], code: reason.code, deadline: deadline.value }),
  });
}

export const mayRedrive = (run, reason) =>
  run.state === "CLOSED" && !run.cancelled && ["dead", "expired", "unconfirmed"].includes(reason.outcome);
