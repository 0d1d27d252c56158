/** The panel of tools: the clock to travel with, faults on demand, and the calls the bot made. */

import { clockTime, longDate, zone } from "./dates.js";
import { byId, element } from "./dom.js";
import { addFault, clearFaults, loadState, travel } from "./server.js";
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
  setInterval(showClock, 1000);
}

export function showProblems(problems) {
  const panel = byId("problems");
  panel.hidden = !problems.length;
  const heading = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  panel.replaceChildren(element("h2", {}, heading), ...problems.map((line) => element("pre", {}, line)));
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
  const summary = element("summary", {},
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
