// Every page works without this module; it makes two things smoother.

// After a refused form the reader lands on the list of what to mend: autofocus does it, but not in every browser, nor where
// the address still leads to the field that a line of the former list led to.
const summary = document.querySelector("[data-error-summary]");
if (summary && (location.hash || !("autofocus" in HTMLElement.prototype))) {
  history.replaceState(null, "", location.pathname + location.search);
  summary.focus();
}

// The small-screen menu covers the page: it closes when the focus leaves it, so that the focus is never hidden.
for (const menu of document.querySelectorAll("[data-menu]")) {
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget) && menu.matches(":popover-open")) {
      menu.hidePopover();
    }
  });
}

// A definition that the focus opened (static/css/components/term.css) closes as one that was opened on purpose.
for (const term of document.querySelectorAll("[data-term]")) {
  const [word, note] = term.querySelectorAll("button, [popover]");
  word.addEventListener("keydown", ({ key }) => term.toggleAttribute("data-closed", key === "Escape"));
  note.addEventListener("toggle", ({ newState }) => term.toggleAttribute("data-closed", newState === "closed"));
  word.addEventListener("focus", () => term.removeAttribute("data-closed"));
}
