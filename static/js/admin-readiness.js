// In the content admin: a link to a place of the form opens what is folded above it, and puts the cursor there.
// Wagtail itself only scrolls, when the page is loaded.

const PREFIX = "#:w:contentpath=";
const FIELDS = "input:not([type=hidden]), textarea:not([hidden]), select, [contenteditable=true]";

function findPlace() {
  const { hash } = window.location;
  if (!hash.startsWith(PREFIX)) return hash.startsWith("#inline_child_") ? document.getElementById(hash.slice(1)) : null;
  const steps = decodeURIComponent(hash.slice(PREFIX.length)).split(".");
  // What has no place of its own, such as the cell of a table, is found at what holds it.
  for (let length = steps.length; length > 0; length -= 1) {
    const selector = steps.slice(0, length).map((step) => `[data-contentpath="${CSS.escape(step)}"]`);
    const place = document.querySelector(selector.join(" "));
    if (place) return place;
  }
  return null;
}

function showPlace() {
  const place = findPlace();
  if (!place) return;
  for (let panel = place.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
    const toggle = panel.querySelector("[data-panel-toggle]");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
  }
  const inner = place.querySelector("[data-panel-toggle][aria-expanded=false]");
  if (inner) inner.click();
  place.scrollIntoView({ block: "center" });
  (place.querySelector(FIELDS) ?? place.querySelector("button"))?.focus({ preventScroll: true });
}

window.addEventListener("hashchange", showPlace);
// After Wagtail's own scrolling.
window.addEventListener("load", () => window.setTimeout(showPlace, 300));
// The same link followed twice changes no address.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.readiness__link");
  if (link && link.hash && link.hash === window.location.hash) showPlace();
});
