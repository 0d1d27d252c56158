/** Telegram text: a string and its entities, whose offsets count UTF-16 units as JavaScript's strings do. */

import { element, icon } from "./dom.js";
import { formatMoment } from "./dates.js";
import { copy } from "./toast.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_LINK = /^(https?|tg|mailto|tel):/i;

/** A fragment showing `text` with its entities, whatever their order, nesting and overlaps. */
export function renderText(text, entities = []) {
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes(text, 0, text.length, prepare(text, entities)));
  return fragment;
}

/** Taps on a rendered text: reveal a spoiler, open a quote, copy code. Returns the bot command tapped, if one was. */
export function tapText(target) {
  const spoiler = target.closest(".spoiler:not(.revealed)");
  if (spoiler) return void spoiler.classList.add("revealed");
  const command = target.closest("[data-command]");
  if (command) return command.dataset.command;
  const code = target.closest(".text code, .copy-code");
  if (code) return void copy(code.closest(".code-block")?.querySelector("pre").textContent ?? code.textContent);
  const quote = target.closest("blockquote.expandable");
  if (quote && !target.closest("a") && !quote.classList.contains("short")) toggleQuote(quote);
}

function toggleQuote(quote) {
  const open = quote.classList.toggle("open");
  const toggle = quote.querySelector(".quote-toggle");
  toggle.setAttribute("aria-expanded", open);
  toggle.setAttribute("aria-label", open ? "Show less" : "Show all of the quote");
}

const isBlock = (entity) => BLOCKS.has(entity.type);

const outerFirst = (a, b) => a.start - b.start || b.end - a.end || isBlock(b) - isBlock(a);

/** Entities as [start, end) in the text, outer ones first; what reaches over the edge of a block is cut there. */
function prepare(text, entities) {
  const ranges = entities
    .map((entity) => ({ ...entity, start: Math.max(0, entity.offset), end: Math.min(text.length, entity.offset + entity.length) }))
    .filter((range) => range.start < range.end);
  const edges = ranges.filter(isBlock).flatMap(({ start, end }) => [start, end]).sort((a, b) => a - b);
  return ranges.flatMap((range) => (isBlock(range) ? [range] : cutAt(edges, range))).sort(outerFirst);
}

function cutAt(edges, range) {
  const cuts = [range.start, ...edges.filter((edge) => range.start < edge && edge < range.end), range.end];
  return cuts.slice(1).map((end, index) => ({ ...range, start: cuts[index], end }));
}

function nodes(text, start, end, ranges) {
  const made = [];
  let at = start;
  while (ranges.length) {
    const [range, ...others] = ranges;
    const [inside, after] = shareOut(others, range.end);
    made.push(text.slice(at, range.start), render(range, text, nodes(text, range.start, range.end, inside)));
    at = range.end;
    // A block ends its line by itself.
    if (isBlock(range) && text[at] === "\n") at += 1;
    ranges = after;
  }
  made.push(text.slice(at, end));
  return made.filter((node) => node !== "").flatMap((node) => (typeof node === "string" ? withoutBars(node) : node));
}

/** The text with bars such as ▰▰▱ drawn for the eye only: a reader would name each of their signs. */
function withoutBars(text) {
  return text.split(/([▰▱]{3,})/).filter(Boolean).map((part) =>
    (/^[▰▱]/.test(part) ? element("span", { "aria-hidden": "true" }, part) : part));
}

/** The ranges before `edge` and those after it; one that reaches over it is in both, cut. */
function shareOut(ranges, edge) {
  const inside = ranges.filter((range) => range.start < edge).map((range) => ({ ...range, end: Math.min(range.end, edge) }));
  const after = ranges.filter((range) => range.end > edge).map((range) => ({ ...range, start: Math.max(range.start, edge) }));
  return [inside, after.sort(outerFirst)];
}

function render(range, text, children) {
  const shown = text.slice(range.start, range.end);
  const make = ELEMENTS[range.type];
  return make ? make(children, shown, range) : element("span", {}, ...children);
}

const plain = (tag) => (children) => element(tag, {}, ...children);
const highlighted = (children) => element("span", { className: "link" }, ...children);

const ELEMENTS = {
  bold: plain("strong"),
  italic: plain("em"),
  underline: plain("u"),
  strikethrough: plain("s"),
  code: (children) => element("code", { title: "Tap to copy" }, ...children),
  pre: (children, _, { language }) => codeBlock(children, language),
  spoiler: (children) => element("span", { className: "spoiler", role: "button", tabIndex: 0, "aria-label": "Hidden text" }, ...children),
  blockquote: plain("blockquote"),
  expandable_blockquote: expandableQuote,
  text_link: (children, _, { url }) => link(children, url),
  url: (children, shown) => link(children, /^[a-z]+:/i.test(shown) ? shown : `https://${shown}`),
  email: (children, shown) => link(children, `mailto:${shown}`),
  phone_number: (children, shown) => link(children, `tel:${shown}`),
  bot_command: (children, shown) => element("button", { type: "button", className: "link", "data-command": shown }, ...children),
  mention: highlighted,
  text_mention: highlighted,
  hashtag: highlighted,
  cashtag: highlighted,
  date_time: dateTime,
};

function link(children, url) {
  if (!SAFE_LINK.test(url)) return highlighted(children);
  return element("a", { className: "link", href: url, target: "_blank", rel: "noopener noreferrer", title: url }, ...children);
}

function dateTime(children, _, { unix_time, date_time_format }) {
  const shown = date_time_format ? [formatMoment(unix_time, date_time_format)] : children;
  return element("time", { className: "link", dateTime: new Date(unix_time * 1000).toISOString() }, ...shown);
}

function codeBlock(children, language) {
  const button = element("button", { type: "button", className: "copy-code", "aria-label": "Copy the code" }, icon("copy"));
  const head = element("div", { className: "code-head" }, element("span", {}, language || "code"), button);
  return element("div", { className: "code-block" }, head, element("pre", {}, ...children));
}

function expandableQuote(children) {
  const content = element("div", { className: "quote-text" }, ...children);
  const toggle = element("button", {
    type: "button", className: "quote-toggle", "aria-expanded": "false", "aria-label": "Show all of the quote",
  }, icon("down"));
  const quote = element("blockquote", { className: "expandable" }, content, toggle);
  quoteSizes.observe(content);
  return quote;
}

const quoteSizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const quote = target.parentElement;
    if (!quote.classList.contains("open")) quote.classList.toggle("short", target.scrollHeight <= target.clientHeight + 2);
  }
});
