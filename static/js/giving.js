// The form works without this module; it spares the donor one tap and one mistake.

for (const form of document.querySelectorAll("[data-gift-form]")) {
  const other = form.elements.namedItem("other_amount");

  form.addEventListener("change", ({ target }) => {
    if (target.name !== "amount") {
      return;
    }
    if (target.value === "other") {
      other.focus();
    } else {
      // Two amounts would be refused: the suggestion just chosen is the one meant.
      other.value = "";
    }
  });
}
