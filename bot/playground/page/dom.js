/** Small builders of DOM nodes. Text only ever enters as text nodes, so nothing a person or a bot writes can be markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An element: properties starting with "data-" or "aria-" (and "role") become attributes, the rest are set as properties. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || name === "role") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children);
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The element with this id of the page. */
export const byId = (id) => document.getElementById(id);

export const calmMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
