// Asks for a rating only of what was used: after "No" the rating is closed, and not sent.
for (const card of document.querySelectorAll("[data-use] .card")) {
  const used = [...card.querySelectorAll("input[name$='.used']")];
  const rating = card.querySelector("input[name$='.rating']")?.closest("fieldset");
  const close = () => {
    const unused = used.some((answer) => answer.checked && answer.value === "0");
    rating.hidden = unused;
    rating.disabled = unused;
  };
  if (!rating) {
    continue;
  }
  card.addEventListener("change", (event) => used.includes(event.target) && close());
  if (!rating.querySelector(":checked")) {  // where both were sent, the person has to see both
    close();
  }
}
