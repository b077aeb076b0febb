// Says at once that a file is too large, before it is sent for nothing.
for (const field of document.querySelectorAll("input[data-largest]")) {
  const told = document.createElement("p");
  told.className = "err";
  told.setAttribute("role", "alert");
  field.after(told);
  field.addEventListener("change", () => {
    const large = [...field.files].filter((file) => file.size > Number(field.dataset.largest));
    told.textContent = large.map((file) => field.dataset.told.replace("{file}", file.name)).join(" ");
    if (large.length) {
      field.value = "";
    }
  });
}
