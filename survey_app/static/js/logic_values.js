// Values of rules: a number, a text, a truth, a Set of chosen codes, an array of rows, or null for nothing.

export const BLANKS = /^[ \t\n\r\v\f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+|[ \t\n\r\v\f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$/g;
const NUMERAL = /^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

export function truth(value) {
  if (value === null || typeof value === "boolean") {
    return value;
  }
  if (Array.isArray(value)) {
    return null;
  }
  return value instanceof Set ? value.size > 0 : value !== 0 && value !== "";
}

export function number(value) {
  if (typeof value === "string") {
    const spelt = value.replace(BLANKS, "");
    return spelt.length <= 100 && NUMERAL.test(spelt) ? whole(Number(spelt)) : null;
  }
  return typeof value === "number" || typeof value === "boolean" ? Number(value) : null;
}

/** A number as it is handed out: never infinite, never a zero with a sign. */
export function whole(value) {
  return Number.isFinite(value) ? value + 0 || 0 : null;
}

export function text(value) {
  if (value instanceof Set) {
    return [...value].sort((a, b) => a - b).join(", ");
  }
  return value === null || Array.isArray(value) ? null : String(value);
}

function codePoints(left, right) {
  const [first, second] = [[...left], [...right]];
  const at = first.findIndex((letter, place) => letter !== second[place]);
  if (at < 0) {
    return first.length - second.length;
  }
  return second[at] === undefined ? 1 : first[at].codePointAt(0) - second[at].codePointAt(0);
}

function equal(operator, same) {
  return operator === "=" ? same : operator === "!=" ? !same : null;
}

function ordered(operator, order) {
  return {
    "=": order === 0, "!=": order !== 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0,
  }[operator];
}

function codes(value) {
  return value instanceof Set ? value : new Set([number(value) ?? -1]);
}

export function compared(operator, left, right) {
  if (left === null || right === null || Array.isArray(left) || Array.isArray(right)) {
    return null;
  }
  if (left instanceof Set || right instanceof Set) {
    const [first, second] = [codes(left), codes(right)];
    return equal(operator, first.size === second.size && [...first].every((code) => second.has(code)));
  }
  if (typeof left === "string" && typeof right === "string") {
    return ordered(operator, codePoints(left, right));
  }
  const [first, second] = [number(left), number(right)];
  return first === null || second === null ? equal(operator, false) : ordered(operator, first - second);
}

export function has(left, right) {
  if (left === null || right === null || typeof left === "boolean" || Array.isArray(left) || Array.isArray(right)) {
    return null;
  }
  if (typeof left === "string") {
    return left.includes(text(right));
  }
  const code = number(right);
  return left instanceof Set ? code !== null && left.has(code) : code === left;
}

export function reckoned(operator, left, right) {
  if (left === null || right === null) {
    return null;
  }
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    default:
      return right === 0 ? null : left / right;
  }
}
