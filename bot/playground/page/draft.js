/** A message being typed: the bubble grows towards the newest text, at the pace in which the texts arrive. */

import { calmMotion, element } from "./dom.js";
import { renderText } from "./entities.js";

const FASTEST = 90;
const SLOWEST = 900;

export class Draft {
  #text = element("span", { className: "text" });
  #goal = { text: "", entities: [] };
  #shown = 0;
  #pace = 250;
  #heardAt = 0;
  #frame = 0;

  constructor() {
    const body = element("div", { className: "body", dir: "auto" }, this.#text);
    this.node = element("div", { className: "message bot draft", "data-testid": "draft", "aria-live": "off" },
      element("div", { className: "bubble" }, body));
  }

  update({ text = "", entities = [] }) {
    const now = performance.now();
    if (this.#heardAt) this.#pace = Math.min(SLOWEST, Math.max(FASTEST, (this.#pace + now - this.#heardAt) / 2));
    this.#heardAt = now;
    this.#shown = calmMotion() ? text.length : Math.min(this.#shown, commonLength(this.#goal.text, text));
    this.#goal = { text, entities };
    this.#draw();
    cancelAnimationFrame(this.#frame);
    if (this.#shown < text.length) this.#grow(now, (text.length - this.#shown) / this.#pace);
  }

  stop() {
    cancelAnimationFrame(this.#frame);
  }

  #grow(since, unitsPerMillisecond) {
    const start = this.#shown;
    const step = (now) => {
      const grown = Math.round(start + Math.max(0, now - since) * unitsPerMillisecond);
      this.#shown = wholeCharacters(this.#goal.text, Math.min(grown, this.#goal.text.length));
      this.#draw();
      if (this.#shown < this.#goal.text.length) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #draw() {
    if (!this.#goal.text) return this.#text.replaceChildren(element("span", { className: "thinking" }, "Thinking…"));
    this.#text.replaceChildren(renderText(this.#goal.text.slice(0, this.#shown), this.#goal.entities));
    innermost(this.#text).append(element("span", { className: "cursor", "aria-hidden": "true" }));
  }
}

function commonLength(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** Never half a surrogate pair. */
const wholeCharacters = (text, length) => (/[\uD800-\uDBFF]/.test(text[length - 1] ?? "") ? length + 1 : length);

/** Where the last character stands, so that the cursor follows it into a quote or a block of code. */
function innermost(node) {
  const last = node.lastElementChild;
  const inside = last && !last.nextSibling && (last.matches(".expandable") ? last.firstElementChild : last.querySelector("pre") ?? last);
  return inside ? innermost(inside) : node;
}
