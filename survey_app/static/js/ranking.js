// Puts rows in an order with buttons. The selects stay the answer: they are filled from the order and hidden.
function button(words, name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = words;
  made.setAttribute("aria-label", `${words}: ${name}`);
  made.dataset.act = act;
  return made;
}

function orderFor(group) {
  const words = group.dataset;
  const pairs = [...group.querySelectorAll(".pair")];
  const most = Number(words.most);
  const rows = pairs.map((pair) => ({
    field: pair.querySelector("select"),
    name: pair.querySelector("label").textContent.trim(),
  }));
  const placed = rows
    .filter((row) => row.field.value)
    .sort((one, other) => Number(one.field.value) - Number(other.field.value));
  const lists = {};
  const spoken = document.createElement("p");
  spoken.className = "vh";
  spoken.setAttribute("role", "status");

  function line(row, place) {
    const item = document.createElement("li");
    item.className = "placed";
    const name = document.createElement("span");
    name.textContent = place ? `${place}. ${row.name}` : row.name;
    item.append(name);
    if (!place) {
      const add = button(words.add, row.name, "add");
      add.disabled = placed.length >= most;
      item.append(add);
    } else {
      const up = button(words.up, row.name, "up");
      const down = button(words.down, row.name, "down");
      up.disabled = place === 1;
      down.disabled = place === placed.length;
      item.append(up, down, button(words.out, row.name, "out"));
    }
    item.addEventListener("click", (event) => move(row, event.target.closest("button")?.dataset.act));
    return item;
  }

  function show() {
    const free = rows.filter((row) => !placed.includes(row));
    lists.order.replaceChildren(...placed.map((row, place) => line(row, place + 1)));
    lists.free.replaceChildren(...free.map((row) => line(row, 0)));
    lists.free.previousElementSibling.hidden = !free.length;
    for (const row of rows) {
      row.field.value = placed.includes(row) ? String(placed.indexOf(row) + 1) : "";
    }
  }

  function move(row, act) {
    const place = placed.indexOf(row);
    if (act === "add") {
      placed.push(row);
    } else if (act === "out") {
      placed.splice(place, 1);
    } else if (act === "up" || act === "down") {
      placed.splice(place, 1);
      placed.splice(place + (act === "up" ? -1 : 1), 0, row);
    } else {
      return;
    }
    show();
    const now = placed.indexOf(row) + 1;
    spoken.textContent = (now ? words.told : words.gone)
      .replace("{name}", row.name)
      .replace("{place}", now)
      .replace("{total}", placed.length);
    const again = now ? lists.order.children[now - 1] : lists.free.children[rows.filter((each) => !placed.includes(each)).indexOf(row)];
    const next = act === "add" ? lists.free.querySelector("button:not(:disabled)") : null;
    (next ?? again.querySelector(`[data-act="${act}"]:not(:disabled)`) ?? again.querySelector("button:not(:disabled)"))?.focus();
  }

  for (const [part, tag, heading] of [["order", "ol", words.order], ["free", "ul", words.free]]) {
    const title = document.createElement("p");
    title.className = "strong";
    title.textContent = heading;
    lists[part] = document.createElement(tag);
    lists[part].className = "places";
    lists[part].setAttribute("aria-label", heading);
    pairs[0].before(title, lists[part]);
  }
  pairs.at(-1).after(spoken);
  for (const pair of pairs) {
    pair.hidden = true;
  }
  const note = group.querySelector("[data-note]");
  if (note) {
    note.textContent = words.how;  // the selects it speaks of are hidden now
  }
  show();
}

// Where the order as it was sent has a fault, the selects stay: the message belongs to one of them.
for (const group of document.querySelectorAll("[data-ranking]")) {
  if (!group.querySelector("[aria-invalid]")) {
    orderFor(group);
  }
}
