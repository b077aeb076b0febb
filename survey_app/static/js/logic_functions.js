// The functions a rule can call: each takes values and gives a value. `matches` is not among them: the browser’s
// patterns may run for ever, those of the server cannot. Those about texts, dates and rounding are in logic_texts.js.

import { number } from "./logic_values.js";

const flat = (values) => values.flat();
const numbers = (values) => flat(values).map(number).filter((each) => each !== null);
const ofOne = (reckon) => ([value]) => (number(value) === null ? null : reckon(number(value)));
const missing = (value) => value === null || (Array.isArray(value) && value.every((each) => each === null));

function count(values) {
  return flat(values).reduce(
    (total, value) => total + (value instanceof Set ? value.size : value !== null && value !== false ? 1 : 0),
    0,
  );
}

function sum(values) {
  const found = numbers(values);
  return found.length ? found.reduce((total, each) => total + each, 0) : null;
}

// name: [what it does, least and most number of arguments]
export const FUNCTIONS = {
  __proto__: null,
  answered: [([value]) => !missing(value), 1, 1],
  missing: [([value]) => missing(value), 1, 1],
  shown: [null, 1, 1],
  reason: [null, 1, 1],
  count: [count, 1, 100],
  sum: [sum, 1, 100],
  mean: [(values) => (sum(values) === null ? null : sum(values) / numbers(values).length), 1, 100],
  min: [(values) => (numbers(values).length ? Math.min(...numbers(values)) : null), 1, 100],
  max: [(values) => (numbers(values).length ? Math.max(...numbers(values)) : null), 1, 100],
  floor: [ofOne(Math.floor), 1, 1],
  ceil: [ofOne(Math.ceil), 1, 1],
  abs: [ofOne(Math.abs), 1, 1],
  sqrt: [ofOne((value) => (value < 0 ? null : Math.sqrt(value))), 1, 1],
  power: [(values) => (values.map(number).includes(null) ? null : number(values[0]) ** number(values[1])), 2, 2],
  mod: [([value, by]) => (number(value) === null || !number(by) ? null : number(value) % number(by)), 2, 2],
  number: [ofOne((value) => value), 1, 1],
  if: [null, 3, 3],
  coalesce: [(values) => values.find((value) => value !== null) ?? null, 1, 100],
  today: [null, 0, 0],
};
