// Shows and hides the questions of a page while it is answered. Without it the server does so at the next step, and
// it decides again in any case. What is hidden is disabled, so that the browser does not send it.
import { isMet, treeOf } from "./logic_evaluating.js";

const form = document.querySelector("form[data-rules]");

/** The values that controls of one name show: of ticks and radios those that are on. */
function sent(controls) {
  return controls.filter((each) => !/^(radio|checkbox)$/.test(each.type) || each.checked).map((each) => each.value);
}

/** An answer as rules see it; undefined where there is none. */
function answer(words, kind) {
  if (words === undefined || words.trim() === "") {
    return undefined;
  }
  if (words === "na") {
    return { missing: "not_applicable" };
  }
  const figure = Number(words.trim().replace(",", "."));
  return kind === "text" ? words : Number.isNaN(figure) ? undefined : figure;
}

/** The answers on the page, by the names of variables. */
function answers(kinds) {
  const found = {};
  const named = (name) => [...form.elements].filter((each) => each.name === name && !each.matches(":disabled"));
  for (const [name, kind] of Object.entries(kinds)) {
    const own = named(`q${name}`);
    if (own.length) {
      found[name] = named(`q${name}.na`).some((each) => each.checked) ? { missing: "not_applicable" } : answer(sent(own)[0], kind);
      continue;
    }
    // one tick of several: its field is that of the question, its value the code
    const [, code, tick] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
    const ticks = code ? named(`q${code}`) : [];
    const on = sent(ticks);
    if (ticks.some((each) => each.value === tick) && on.length) {
      found[name] = on.includes("na") ? { missing: "not_applicable" } : Number(on.includes(tick));
    }
  }
  return found;
}

if (form) {
  const { answers: earlier, names, kinds, rules, calls } = JSON.parse(form.dataset.rules);
  const functions = {};
  if (calls.length) {
    Object.assign(functions, (await import("./logic_functions.js")).FUNCTIONS);
  }
  if (calls.some((name) => !(name in functions))) {
    Object.assign(functions, (await import("./logic_texts.js")).FUNCTIONS);
  }
  const boxes = [...form.querySelectorAll("[data-show-if]")].map((box) => [box, treeOf(rules[box.dataset.code])]);
  const apply = () => {
    for (const [box, rule] of boxes) {
      const here = Object.fromEntries(
        Object.entries({ ...earlier, ...answers(kinds) }).filter(([, value]) => value !== undefined),
      );
      for (const name of Object.keys(kinds)) {
        if (boxes.some(([other]) => other.hidden && other.dataset.code === name.split(".")[0])) {
          here[name] = { missing: "not_shown" };
        }
      }
      const shown = isMet(rule, { answers: here, names }, functions);
      box.hidden = !shown;
      box.disabled = !shown;
    }
  };
  form.addEventListener("input", apply);
  form.addEventListener("change", apply);
  addEventListener("pageshow", apply);
  apply();
}
