/** The page's furniture: light and dark, the drawer on a phone, the tools on a desktop, Escape. */

import { byId } from "./dom.js";

const address = new URLSearchParams(location.search);

export function preparePanels({ closeFirst }) {
  prepareTheme();
  document.body.classList.toggle("plain", address.has("plain"));
  setTools(localStorage.getItem("tools") !== "hidden" && innerWidth > 1100);
  byId("open-drawer").onclick = () => setDrawer(true);
  byId("close-drawer").onclick = byId("scrim").onclick = () => setDrawer(false);
  byId("toggle-tools").onclick = () => rememberTools(document.body.classList.contains("tools-hidden"));
  byId("close-tools").onclick = () => rememberTools(false);
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || document.querySelector("dialog[open]") || closeFirst()) return;
    if (document.body.classList.contains("drawer-open")) setDrawer(false);
    else if (document.activeElement.closest(".tools")) rememberTools(false);
  });
  return { closeDrawer: () => setDrawer(false) };
}

function prepareTheme() {
  const asked = address.get("theme") ?? localStorage.getItem("theme");
  if (asked === "dark" || asked === "light") document.documentElement.dataset.theme = asked;
  byId("toggle-theme").onclick = () => {
    const { dataset } = document.documentElement;
    const shown = dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    dataset.theme = shown === "dark" ? "light" : "dark";
    localStorage.setItem("theme", dataset.theme);
  };
}

function setDrawer(open) {
  const wasOpen = document.body.classList.contains("drawer-open");
  document.body.classList.toggle("drawer-open", open);
  byId("open-drawer").setAttribute("aria-expanded", open);
  if (open) byId("close-drawer").focus();
  else if (wasOpen) byId("open-drawer").focus();
}

function rememberTools(shown) {
  setTools(shown);
  localStorage.setItem("tools", shown ? "shown" : "hidden");
  if (!shown) byId("toggle-tools").focus();
}

function setTools(shown) {
  document.body.classList.toggle("tools-hidden", !shown);
  byId("toggle-tools").setAttribute("aria-expanded", shown);
}
