// Publications: each link that opens a citation works as a page too; this shows it in place, copies it, and marks the
// line of the contents that is being read. Other pages have their text copied by the same button.

const copy = async (button) => {
  const field = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector("[data-copied]");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    status.textContent = status.dataset.copied;
  } catch {
    status.textContent = "Le texte est sélectionné : copiez-le avec votre clavier.";
  }
};

const offerCopy = (root) => {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
};

offerCopy(document);

const dialog = document.querySelector("[data-cite-dialog]");

for (const link of dialog ? document.querySelectorAll("[data-cite]") : []) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    try {
      const response = await fetch(link.href);
      const found = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-citation]");
      dialog.querySelector("[data-cite-slot]").replaceChildren(document.adoptNode(found));
    } catch {
      window.location.assign(link.href);
      return;
    }
    offerCopy(dialog);
    dialog.showModal();
    dialog.querySelector("[data-copy]").focus();
  });
}

// The line of the contents that is read: the last whose heading has come near the top of the screen. A heading that one
// jumps to stops 80 px below it (static/css/base/document.css).
const NEAR_TOP = 120;
const contents = document.querySelector("[data-contents]");
const lines = [...(contents?.querySelectorAll("a") ?? [])]
  .map((link) => ({ link, heading: document.getElementById(link.hash.slice(1)) }))
  .filter(({ heading }) => heading);

const markCurrent = () => {
  const passed = lines.filter(({ heading }) => heading.getBoundingClientRect().top < NEAR_TOP);
  for (const { link } of lines) {
    link.removeAttribute("aria-current");
  }
  const current = passed.at(-1)?.link;
  if (current) {
    current.setAttribute("aria-current", "location");
    const { top, bottom } = current.getBoundingClientRect();
    const frame = contents.getBoundingClientRect();
    if (top < frame.top || bottom > frame.bottom) {
      contents.scrollTop += top - frame.top - frame.height / 3;
    }
  }
};

if (lines.length > 0) {
  const observer = new IntersectionObserver(markCurrent, { rootMargin: `0px 0px ${NEAR_TOP - window.innerHeight}px 0px` });
  lines.forEach(({ heading }) => observer.observe(heading));
}
