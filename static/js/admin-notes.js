// The script of wagtail-footnotes writes a few words of its own in English: said in French as they appear.

const translate = () => {
  for (const call of document.querySelectorAll('sup[title="Go to footnote"]')) {
    call.title = "Voir la note";
  }
  for (const back of document.querySelectorAll(".footnote-back-links")) {
    for (const node of back.childNodes) {
      if (node.textContent.startsWith("↑ Go to reference")) {
        node.textContent = node.nodeType === Node.TEXT_NODE ? "↑ Citée dans le texte : " : "↑ Voir où elle est citée";
      }
    }
  }
};

new MutationObserver(translate).observe(document.documentElement, { childList: true, subtree: true });
