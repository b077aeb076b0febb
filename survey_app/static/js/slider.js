// A line beside the number of a slider. The number stays the answer; the line has no thumb until it is touched.
const KEYS = { ArrowRight: "min", ArrowUp: "min", Home: "min", ArrowLeft: "max", ArrowDown: "max", End: "max" };
const number = new Intl.NumberFormat(document.documentElement.lang || "en", {
  useGrouping: false, maximumFractionDigits: 6,
});

function lineFor(slide) {
  const field = slide.querySelector("input[type=text]");
  const line = document.createElement("input");
  const clear = document.createElement("button");
  line.type = "range";
  line.min = slide.dataset.least;
  line.max = slide.dataset.most;
  line.step = slide.dataset.step;
  line.value = (Number(line.min) + Number(line.max)) / 2;
  line.setAttribute("aria-label", slide.querySelector("label").textContent.trim());
  clear.type = "button";
  clear.className = "btn quiet";
  clear.textContent = slide.dataset.clear;

  function show() {
    const typed = Number(field.value.trim().replace(",", "."));
    const given = field.value.trim() !== "" && typed >= Number(line.min) && typed <= Number(line.max);
    line.classList.toggle("untouched", !given);
    clear.hidden = field.value === "";
    if (given) {
      line.value = typed;
      line.removeAttribute("aria-valuetext");
    } else {
      line.setAttribute("aria-valuetext", slide.dataset.none);
    }
  }

  function take() {
    field.value = number.format(Number(line.value));
    show();
  }

  line.addEventListener("input", take);
  line.addEventListener("pointerup", take);
  // The first key begins at the end it comes from.
  line.addEventListener("keydown", (event) => {
    const end = KEYS[event.key];
    if (end && line.classList.contains("untouched")) {
      event.preventDefault();
      line.value = line[end];
      take();
    }
  });
  field.addEventListener("input", show);
  clear.addEventListener("click", () => {
    field.value = "";
    show();
    line.focus();
  });
  field.closest(".measure").append(clear);
  field.closest(".measure").after(line);
  show();
}

for (const slide of document.querySelectorAll("[data-slider]")) {
  lineFor(slide);
}
