// Numbers and times as people read them: 1,234,567 wherever the browser is.

const NUMBER = new Intl.NumberFormat("en-US");

export const OUTCOMES = ["sent", "rejected", "expired", "cancelled", "dead", "unconfirmed"];
export const EXCLUDED = ["invalid", "filtered", "duplicate", "suppressed", "held out"];

export const MEANING = {
  sent: "the provider accepted it",
  rejected: "the provider refused it for good",
  expired: "the deadline passed first",
  cancelled: "the operator cancelled the run first",
  dead: "given up after every attempt",
  unconfirmed: "nobody knows whether it was accepted",
  open: "no outcome yet",
  invalid: "not a well-formed row with an id and an address",
  filtered: "not wanted by the campaign's filter",
  duplicate: "its id occurred before",
  suppressed: "on a suppression list",
  "held out": "kept back on purpose",
};

export const number = (value) => NUMBER.format(value);

export function rate(value) {
  if (value >= 100) return number(Math.round(value));
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

export function share(part, whole) {
  if (!whole) return "0 %";
  const percent = (100 * part) / whole;
  if (part === whole) return "100 %";
  // Never rounded up to a hundred, nor down to nothing.
  return percent > 99.9 ? "99.9 %" : percent < 0.1 && part > 0 ? "0.1 %" : percent.toFixed(1) + " %";
}

const two = (value) => String(value).padStart(2, "0");

const day = (date) => date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate());

/** 08:03:12, and the day where it is not today's. */
export function clock(instant, now = Date.now(), seconds = true) {
  const date = new Date(instant);
  const time = two(date.getHours()) + ":" + two(date.getMinutes()) + (seconds ? ":" + two(date.getSeconds()) : "");
  return day(date) === day(new Date(now)) ? time : day(date) + " " + time;
}

export function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "local time";
}

/** 3 d 4 h, 2 h 5 min, 4 min 10 s, 12 s. */
export function duration(milliseconds) {
  const all = Math.max(0, Math.round(milliseconds / 1000));
  const days = Math.floor(all / 86400), hours = Math.floor(all / 3600) % 24;
  const minutes = Math.floor(all / 60) % 60, seconds = all % 60;
  if (days) return days + " d " + hours + " h";
  if (hours) return hours + " h " + minutes + " min";
  return minutes ? minutes + " min " + seconds + " s" : seconds + " s";
}

export function compact(value) {
  if (value >= 1e6) return +(value / 1e6).toFixed(value >= 1e7 ? 0 : 1) + " M";
  if (value >= 1e3) return +(value / 1e3).toFixed(value >= 1e4 ? 0 : 1) + " k";
  return String(+value.toFixed(value < 10 ? 1 : 0));
}

const PERIOD = { s: 1, min: 60 };

/** Recipients a second that a rate such as 500/s allows; 0 for none, null for what is no rate. */
export function ceiling(words) {
  if (words === "none") return 0;
  const found = /^([1-9][0-9]{0,7})\/(s|min)$/.exec(words);
  return found ? Number(found[1]) / PERIOD[found[2]] : null;
}
