/** Short notices over the chat, and alerts that wait for OK. */

import { byId, element } from "./dom.js";

const SHOWN_FOR = 2600;

export function toast(text) {
  const node = element("div", { className: "toast", "data-testid": "toast" }, text);
  byId("toasts").replaceChildren(node);
  setTimeout(() => node.classList.add("leaving"), SHOWN_FOR);
  setTimeout(() => node.remove(), SHOWN_FOR + 250);
}

export function alertBox(text) {
  const dialog = byId("alert");
  byId("alert-text").textContent = text;
  if (!dialog.open) dialog.showModal();
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("This browser does not let the page copy");
  }
}
