// The form works without this module; it spares the donor one tap, one mistake, and a page between the form and the payment.

const euros = (cents) =>
  new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR", minimumFractionDigits: cents % 100 ? 2 : 0 })
    .format(cents / 100)
    .replace(/\s/g, "\u202f");

/** What is written, in cents; 0 for what is not an amount yet. */
const readCents = (text) => {
  const match = /^(\d{1,7})(?:[.,](\d{1,2}))?€?$/.exec(text.replace(/\s/g, ""));
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : 0;
};

/** What stays to be paid after tax, to the nearest cent, of a gift made that many times in the year (donations/tax_rates.py). */
const costAfterTax = (cents, times, rate) => {
  const raised = Math.min(cents * times, rate.raisedUpTo);
  const hundredths = raised * (100 - rate.raised) + (cents * times - raised) * (100 - rate.percent);
  return Math.floor((hundredths + 50 * times) / (100 * times));
};

for (const form of document.querySelectorAll("[data-gift-form]")) {
  const other = form.elements.namedItem("other_amount");
  const cost = form.querySelector("[data-cost]");

  const chosenCents = (isMonthly) => {
    const chosen = form.elements.namedItem(isMonthly ? "monthly_amount" : "amount").value;
    return chosen === "other" ? readCents(other.value) : Number(chosen) * 100;
  };

  const showCost = () => {
    const isMonthly = form.elements.namedItem("rhythm").value === "monthly";
    const cents = chosenCents(isMonthly);
    const kind = form.elements.namedItem("kind").value;
    const rate = {
      percent: Number(cost.dataset[kind]),
      raised: Number(cost.dataset[`${kind}Raised`]),
      raisedUpTo: Number(cost.dataset[`${kind}RaisedUpTo`]),
    };
    const isTaken = cents >= Number(cost.dataset.minimum) && cents <= Number(cost.dataset.maximum);
    cost.hidden = !(isTaken && rate.percent);
    const stays = euros(costAfterTax(cents, isMonthly ? 12 : 1, rate));
    cost.textContent = cost.hidden
      ? ""
      : `Après réduction d’impôt, ${euros(cents)}${isMonthly ? " par mois" : ""} vous coûtent ${stays}${rate.raised ? ", si c’est votre seul don de l’année" : ""}.`;
  };

  // Who goes through the choices by keyboard stays among them.
  let isPointing = false;
  form.addEventListener("pointerdown", () => (isPointing = true));
  form.addEventListener("keydown", () => (isPointing = false));

  form.addEventListener("change", ({ target }) => {
    if (target.name === "amount" || target.name === "monthly_amount") {
      if (target.value !== "other") {
        // Two amounts would be refused: the suggestion just chosen is the one meant.
        other.value = "";
      } else if (isPointing) {
        other.focus();
      }
    }
  });

  if (cost) {
    form.querySelector("[data-cost-shown]").value = "1";
    form.addEventListener("input", showCost);
    form.addEventListener("change", showCost);
    showCost();
  }
}
