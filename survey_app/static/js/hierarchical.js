// Shows a list of answers in groups as two steps: first the group, then the answers in it.
for (const field of document.querySelectorAll("select[data-steps]")) {
  const groups = [...field.querySelectorAll("optgroup")];
  const loose = [...field.children].filter((each) => each.tagName === "OPTION");
  if (groups.length < 2 || field.hasAttribute("aria-invalid")) {
    continue;
  }
  const first = document.createElement("select");
  first.id = `${field.id}-group`;
  first.name = `${field.name}.group`;
  first.setAttribute("aria-label", field.dataset.level ?? field.dataset.steps);
  const hint = new Option(field.dataset.steps, "");
  first.append(hint, ...groups.map((group, place) => new Option(group.label, `g${place}`)));
  first.append(...loose.filter((each) => each.value).map((each) => new Option(each.text, each.value)));

  function narrow(chosen) {
    const place = /^g(\d+)$/.exec(first.value);
    if (place) {
      field.replaceChildren(loose[0], ...groups[Number(place[1])].children.length ? [groups[Number(place[1])]] : []);
    } else {
      field.replaceChildren(...loose);
    }
    field.value = place ? chosen : first.value;
    field.hidden = !place;
    field.disabled = false;
  }

  const value = field.value;
  const home = groups.findIndex((group) => [...group.children].some((each) => each.value === value));
  first.value = value && home >= 0 ? `g${home}` : value;
  first.addEventListener("change", () => narrow(""));
  field.before(first);
  narrow(value);
}
