// Says how many points are given and how many are left, while they are typed. It changes no field.
for (const group of document.querySelectorAll("[data-total]")) {
  const fields = [...group.querySelectorAll("input[type=text]")];
  const total = Number(group.dataset.total);
  const told = document.createElement("output");
  told.className = "told";
  told.setAttribute("for", fields.map((field) => field.id).join(" "));

  function tell() {
    const given = fields.map((field) => Number(field.value.trim())).filter((points) => points > 0);
    const sum = given.reduce((one, other) => one + other, 0);
    const words = sum > total ? group.dataset.over : group.dataset.left;
    told.textContent = words
      .replace("{given}", sum)
      .replace("{total}", total)
      .replace("{rest}", Math.abs(total - sum));
  }

  group.addEventListener("input", tell);
  fields.at(-1).closest(".pair").after(told);
  tell();
}
