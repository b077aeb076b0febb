// Counts the points while they are typed. The server counts them again.
const form = document.querySelector("form[data-points]");
const sum = form?.querySelector("[data-sum]");

function count() {
  let given = Number(form.dataset.elsewhere);
  for (const box of form.querySelectorAll("input[inputmode]")) {
    given += /^\s*\d{1,3}\s*$/.test(box.value) ? Number(box.value) : 0;
  }
  sum.textContent = sum.dataset.words.replace("{given}", given);
  sum.classList.toggle("over", given > Number(form.dataset.points));
}

if (sum) {
  form.addEventListener("input", count);
  addEventListener("pageshow", count);
}
