/** The panel of tools: the clock to travel with, faults on demand, and the calls the bot made. */

import { clockTime, longDate, zone } from "./dates.js";
import { byId, element } from "./dom.js";
import { addFault, choose, clearFaults, loadState, travel } from "./server.js";
import { toast } from "./toast.js";

const CALLS_KEPT = 200;
const RETRY_AFTER = 3;

let offset = 0;

/** The playground's time. */
export const now = () => new Date(Date.now() + offset);

export function setClock(iso) {
  offset = Date.parse(iso) - Date.now();
  showClock();
}

export function prepareTools() {
  const go = (where) => () => travel(where).catch((error) => toast(error.message));
  byId("clock-hour").onclick = go({ seconds: 3600 });
  byId("clock-morning").onclick = go({ to: "next-morning", zone });
  byId("clock-day").onclick = go({ to: "next-day" });
  byId("with-polls").onchange = ({ target }) => byId("calls").classList.toggle("with-polls", target.checked);
  for (const button of document.querySelectorAll("[data-fault]")) button.onclick = () => order(button.dataset.fault);
  byId("calls").onkeydown = walkCalls;
  setInterval(showClock, 1000);
}

/** The list is one stop of the Tab key; the arrows lead through its calls. */
function walkCalls(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const calls = [...byId("calls").querySelectorAll("summary")].filter((call) => call.offsetParent);
  const at = calls.indexOf(document.activeElement);
  calls[Math.min(Math.max(at + step, 0), calls.length - 1)]?.focus();
}

export function showProblems(problems) {
  const panel = byId("problems");
  panel.hidden = !problems.length;
  const heading = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  panel.replaceChildren(element("h2", {}, heading), ...problems.map((line) => element("pre", {}, line)));
}

/** What there is to choose from beside the chat: the steps of a day that is previewed. */
export function showOffers(offers) {
  const list = byId("offers");
  list.hidden = !offers.length;
  const button = (offer) => element("button", { type: "button", onclick: () => quietly(choose(offer)) }, offer);
  list.replaceChildren(...offers.map(button));
}

export function showCalls(calls) {
  byId("calls").replaceChildren();
  calls.forEach(addCall);
}

export function addCall(call) {
  const list = byId("calls");
  list.prepend(callNode(call));
  while (list.children.length > CALLS_KEPT) list.lastElementChild.remove();
  if (byId("faults").children.length) refreshFaults();
}

export function showFaults(faults) {
  const rows = faults.map(({ method, kind, times }) =>
    element("li", {}, `${method === "*" ? "any method" : method}: ${kind}${times > 1 ? ` × ${times}` : ""}`));
  const clear = element("button", { type: "button", className: "quiet-button", onclick: forget }, "Clear the faults");
  if (rows.length) rows.push(element("li", {}, clear));
  byId("faults").replaceChildren(...rows);
}

function showClock() {
  const moment = now();
  byId("clock-time").textContent = byId("strip-time").textContent = clockTime(moment);
  byId("clock-date").textContent = longDate(moment);
}

async function order(kind) {
  const details = kind === "429" ? { retry_after: RETRY_AFTER } : {};
  await quietly(addFault({ method: byId("fault-method").value, kind, times: 1, ...details }));
  refreshFaults();
}

async function forget() {
  await quietly(clearFaults());
  refreshFaults();
}

const refreshFaults = () => quietly(loadState().then(({ faults }) => showFaults(faults)));

const quietly = (promise) => promise.catch((error) => toast(error.message));

const written = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 1));

function callNode({ n, method, status, ms, parameters, description }) {
  const failed = status !== 200;
  const summary = element("summary", { tabIndex: -1 },
    element("span", { className: "call-status" }, status || "–"),
    element("span", { className: "call-method" }, method),
    element("span", { className: "call-ms" }, `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`));
  const rows = Object.entries(parameters ?? {}).map(([name, value]) =>
    element("div", { className: "parameter" }, element("dt", {}, name), element("dd", {}, written(value))));
  const details = element("details", {}, summary);
  if (description) details.append(element("p", { className: "call-error" }, description));
  details.append(element("dl", {}, ...rows));
  const kind = method.toLowerCase() === "getupdates" ? "poll" : "";
  return element("li", { className: `call ${failed ? "failed" : ""} ${kind}`, "data-call": n }, details);
}
