// Improves the respondent's pages; each of them works without.
// The first element that asks for focus gets it, so that problems are heard and seen first.
const wanted = document.querySelector("[data-focus]");
if (wanted) {
  wanted.focus();
}

// A link to a field shows the whole question above it before it focuses the field.
document.querySelector("#errors")?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) {
    return;
  }
  event.preventDefault();
  (field.closest("fieldset, .one") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});

// Keeping an earlier answer takes a new one away again.
document.querySelector("#move")?.addEventListener("change", () => {
  for (const point of document.querySelectorAll("[name=value], [name=tick], [name=none]")) {
    point.checked = false;
  }
});

// A second click on a button while the first one is under way is dropped; the server would take it only once anyway.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form")) {
    delete form.dataset.sent;
  }
});
