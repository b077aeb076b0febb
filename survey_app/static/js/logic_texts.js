// The functions of rules about texts, dates and rounding, see logic_functions.js.

import { BLANKS, number, text } from "./logic_values.js";

export const LONGEST_TEXT = 10000;

const bounded = (value) => (typeof value === "string" && [...value].length > LONGEST_TEXT ? null : value);
const ofText = (change) => ([value]) => (text(value) === null ? null : bounded(change(text(value))));
export const ofTwo = (compare) => ([first, second]) =>
  text(first) === null || text(second) === null ? null : compare(text(first), text(second));

/** Halves away from zero, by the shortest decimal figures of the number. */
function rounded(value, places) {
  if (Math.abs(value) >= 2 ** 53) {
    return value;
  }
  const [mantissa, power = "0"] = String(Math.abs(value)).split("e");
  const [before, after = ""] = mantissa.split(".");
  const exponent = Number(power) - after.length;
  if (-exponent <= places) {
    return value;
  }
  const step = 10n ** BigInt(-exponent - places);
  const figures = BigInt(before + after);
  const kept = figures / step + ((figures % step) * 2n >= step ? 1n : 0n);
  return Math.sign(value) * Number(`${kept}e-${places}`);
}

function round([value, digits = 0]) {
  const [found, places] = [number(value), number(digits)];
  return found === null || places === null || !(places >= 0 && places <= 10 && Number.isInteger(places))
    ? null
    : rounded(found, places);
}

function part([value, from, many = Infinity]) {
  const [found, start, length] = [text(value), number(from), many === Infinity ? many : number(many)];
  if (found === null || start === null || length === null) {
    return null;
  }
  const letters = [...found];
  const first = Math.max(start, 1) - 1;
  const last = Math.min(Math.max(start - 1 + length, first), letters.length);
  return letters.slice(Math.floor(Math.min(first, last)), Math.floor(last)).join("");
}

function join(values) {
  return bounded(values.map((value) => text(value) ?? "").join(""));
}

const DATE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ].{0,40})?)?)?$/u;

function lengthOf(month, year) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Year, month and day of a date text, undefined where it does not say; null where it is none. */
function dated(words) {
  const found = DATE.exec(words);
  if (!found) {
    return null;
  }
  const [year, month, day] = found.slice(1, 4).map((each) => (each === undefined ? undefined : Number(each)));
  return year < 1 || (month !== undefined && !((day ?? 1) >= 1 && (day ?? 1) <= lengthOf(month, year)))
    ? null
    : [year, month, day];
}

function piece(place) {
  return (words) => dated(words)?.[place] ?? null;
}

function dayNumber(words) {
  const [year, month, day] = dated(words) ?? [];
  if (day === undefined) {
    return null;
  }
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  return time.getTime() / 86400000;
}

function daysBetween(first, second) {
  const [start, end] = [dayNumber(first), dayNumber(second)];
  return start === null || end === null ? null : end - start;
}

function yearsBetween(first, second) {
  const days = daysBetween(first, second);
  if (days === null) {
    return null;
  }
  const [[year, month, day], [endYear, endMonth, endDay]] = days < 0 ? [dated(second), dated(first)] : [dated(first), dated(second)];
  const full = endYear - year - (endMonth < month || (endMonth === month && endDay < day) ? 1 : 0);
  return days < 0 ? -full : full;
}

// name: [what it does, least and most number of arguments]
export const FUNCTIONS = {
  __proto__: null,
  round: [round, 1, 2],
  length: [ofText((words) => [...words].length), 1, 1],
  lower: [ofText((words) => words.toLowerCase()), 1, 1],
  upper: [ofText((words) => words.toUpperCase()), 1, 1],
  trim: [ofText((words) => words.replace(BLANKS, "")), 1, 1],
  contains: [ofTwo((words, inner) => words.includes(inner)), 2, 2],
  starts: [ofTwo((words, inner) => words.startsWith(inner)), 2, 2],
  ends: [ofTwo((words, inner) => words.endsWith(inner)), 2, 2],
  part: [part, 2, 3],
  join: [join, 1, 100],
  text: [ofText((words) => words), 1, 1],
  days_between: [ofTwo(daysBetween), 2, 2],
  years_between: [ofTwo(yearsBetween), 2, 2],
  year: [ofText(piece(0)), 1, 1],
  month: [ofText(piece(1)), 1, 1],
  day: [ofText(piece(2)), 1, 1],
};
