// Rules in the page: the twin of the server's evaluator, for showing and hiding while somebody answers. The server
// decides again on the next step. Both run the same vectors (tests/logic/vectors.json).
//
//   const rule = parse("OVER < 3 and PROD has 1");      // null for what is no rule
//   isMet(rule, { answers: { OVER: 2, "PROD.1": 1 }, names: { PROD: { kind: "codes", parts: [[1, "PROD.1"]] } } });
//
// A scope holds `answers` (variable -> number, text or { missing: reason }), `names` (name -> { kind, question, parts }),
// and where known `asked` (codes of the questions shown), `today` ("2026-11-26") and `here` (what "." stands for).
// A value is a number, a text, a truth, a Set of codes, an array of rows, or null for nothing. Nothing here throws.

const MAX_LENGTH = 2000;
const MAX_DEPTH = 40;
const MAX_NODES = 500;
const MAX_STEPS = 5000;
const LONGEST_TEXT = 10000;
const LONGEST_PATTERN = 500;
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/u;
const TOKEN =
  /[ \t\r\n\u00a0]*(?:(?<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_]))|(?<text>"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*')|(?<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)|(?<sign>!=|<=|>=|[=<>+\-*/(),.]))/y;
const RESERVED = new Set(["or", "and", "not", "has", "true", "false", "none"]);
const CONSTANTS = new Map([["true", true], ["false", false], ["none", null]]);
const LEVELS = new Map([["or", 1], ["and", 2], ["+", 5], ["-", 5], ["*", 6], ["/", 6]]);
const NOT_LEVEL = 3;
const COMPARISON = 4;
const FACTOR = 7;
for (const sign of ["=", "!=", "<", "<=", ">", ">=", "has"]) {
  LEVELS.set(sign, COMPARISON);
}

class Refused extends Error {}

function refuse() {
  throw new Refused();
}

function tokens(text) {
  const found = [];
  const end = text.replace(/[ \t\r\n\u00a0]+$/, "").length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text) ?? refuse();
    const [kind, word] = Object.entries(match.groups).find(([, each]) => each !== undefined);
    found.push({ kind, word });
  }
  return found;
}

class Parser {
  constructor(text) {
    this.tokens = tokens(text);
    this.at = 0;
    this.nodes = 0;
  }

  get next() {
    return this.tokens[this.at];
  }

  sees(word) {
    return this.next !== undefined && this.next.kind !== "text" && this.next.word === word;
  }

  expect(word) {
    return this.sees(word) ? this.at++ : refuse();
  }

  count(node) {
    this.nodes += 1;
    return this.nodes > MAX_NODES ? refuse() : node;
  }

  whole() {
    const found = this.expression(1, 1);
    return this.next === undefined ? found : refuse();
  }

  expression(level, depth) {
    if (depth > MAX_DEPTH) {
      refuse();
    }
    let left = this.first(level, depth);
    let compared = false;
    while (this.next && (this.next.kind === "sign" || this.next.kind === "name")) {
      const operator = this.next.word;
      const own = LEVELS.get(operator);
      if (own === undefined || own < level) {
        break;
      }
      if (own === COMPARISON) {
        if (compared) {
          refuse();
        }
        compared = true;
      } else if (own > COMPARISON && compared) {
        refuse();
      } else if (own < COMPARISON) {
        compared = false;
      }
      this.at += 1;
      if (operator === "has" && this.sees(".")) {
        this.has();
      }
      left = this.count({ kind: "binary", operator, left, right: this.expression(own + 1, depth + 1) });
    }
    return left;
  }

  // "PROD has." is no rule, "PROD has ." is one; the blank is not kept in tokens, so both are refused here.
  has() {
    refuse();
  }

  first(level, depth) {
    const token = this.next ?? refuse();
    this.at += 1;
    if (token.kind === "number") {
      return this.count({ kind: "constant", value: finite(Number(token.word)) });
    }
    if (token.kind === "text") {
      return this.count({ kind: "constant", value: unescaped(token.word) });
    }
    if (token.kind === "name") {
      return this.named(token.word, level, depth);
    }
    if (token.word === ".") {
      return this.count({ kind: "reference", name: "." });
    }
    if (token.word === "(") {
      const inner = this.expression(1, depth + 1);
      this.expect(")");
      return inner;
    }
    return token.word === "-" ? this.minus(depth) : refuse();
  }

  minus(depth) {
    if (this.next?.kind === "number") {
      const { word } = this.next;
      this.at += 1;
      return this.count({ kind: "constant", value: -finite(Number(word)) });
    }
    return this.count({ kind: "unary", operator: "-", operand: this.expression(FACTOR, depth + 1) });
  }

  named(word, level, depth) {
    if (word === "not") {
      return level > NOT_LEVEL
        ? refuse()
        : this.count({ kind: "unary", operator: "not", operand: this.expression(NOT_LEVEL, depth + 1) });
    }
    if (CONSTANTS.has(word) && !this.sees("(")) {
      return this.count({ kind: "constant", value: CONSTANTS.get(word) });
    }
    if (RESERVED.has(word)) {
      refuse();
    }
    return this.sees("(") ? this.call(word, depth) : this.count({ kind: "reference", name: word });
  }

  call(name, depth) {
    const found = this.count({ kind: "call", name, args: [] });
    this.expect("(");
    if (name.includes(".")) {
      refuse();
    }
    while (!this.sees(")")) {
      if (found.args.length) {
        this.expect(",");
      }
      found.args.push(this.expression(1, depth + 1));
    }
    this.expect(")");
    return found;
  }
}

function unescaped(word) {
  const plain = { n: "\n", t: "\t", r: "\r" };
  return word.slice(1, -1).replace(/\\(["'\\ntr])/g, (_whole, letter) => plain[letter] ?? letter);
}

function finite(value) {
  return Number.isFinite(value) ? value : refuse();
}

const read = new Map();

/** The tree of a rule, null for what is no rule. */
export function parse(text) {
  if (!read.has(text)) {
    read.set(text, parsed(String(text)));
  }
  return read.get(text);
}

function parsed(text) {
  try {
    return [...text].length > MAX_LENGTH || UNREADABLE.test(text) ? null : new Parser(text).whole();
  } catch (error) {
    if (error instanceof Refused) {
      return null;
    }
    throw error;
  }
}

// ---- values

const BLANKS = /^[ \t\n\r\v\f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+|[ \t\n\r\v\f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$/g;
const NUMERAL = /^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

function truth(value) {
  if (value === null || typeof value === "boolean") {
    return value;
  }
  if (Array.isArray(value)) {
    return null;
  }
  return value instanceof Set ? value.size > 0 : value !== 0 && value !== "";
}

function number(value) {
  if (typeof value === "string") {
    const spelt = value.replace(BLANKS, "");
    return spelt.length <= 100 && NUMERAL.test(spelt) ? whole(Number(spelt)) : null;
  }
  return typeof value === "number" || typeof value === "boolean" ? Number(value) : null;
}

/** A number as it is handed out: never infinite, never a zero with a sign. */
function whole(value) {
  return Number.isFinite(value) ? value + 0 || 0 : null;
}

function text(value) {
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

function compared(operator, left, right) {
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

function has(left, right) {
  if (left === null || right === null || typeof left === "boolean" || Array.isArray(left) || Array.isArray(right)) {
    return null;
  }
  if (typeof left === "string") {
    return left.includes(text(right));
  }
  const code = number(right);
  return left instanceof Set ? code !== null && left.has(code) : code === left;
}

function reckoned(operator, left, right) {
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

// ---- functions: each takes values and gives a value

const flat = (values) => values.flat();
const numbers = (values) => flat(values).map(number).filter((each) => each !== null);
const ofOne = (reckon) => ([value]) => (number(value) === null ? null : reckon(number(value)));
const bounded = (value) => (typeof value === "string" && [...value].length > LONGEST_TEXT ? null : value);
const ofText = (change) => ([value]) => (text(value) === null ? null : bounded(change(text(value))));
const ofTwo = (compare) => ([first, second]) =>
  text(first) === null || text(second) === null ? null : compare(text(first), text(second));
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

const patterns = new Map();

/** The server's patterns know neither look-around nor back references: such a pattern is none here either. */
function compiled(pattern) {
  if (!patterns.has(pattern)) {
    patterns.set(pattern, translated(pattern));
  }
  return patterns.get(pattern);
}

function translated(pattern) {
  if ([...pattern].length > LONGEST_PATTERN || /\(\?<?[=!]|\\[1-9]/.test(pattern.replace(/\\\\/g, ""))) {
    return null;
  }
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const source = pattern
    .slice(flags ? flags[0].length : 0)
    .replaceAll("(?P<", "(?<")
    .replace(/\\([pP])([A-Z])/g, "\\$1{$2}");
  for (const mode of ["u", ""]) {
    try {
      return new RegExp(`^(?:${source})$`, (flags ? flags[1] : "") + mode);
    } catch {
      // tried again without the strict mode, then given up
    }
  }
  return null;
}

function matches(words, pattern) {
  const ready = [...words].length > LONGEST_TEXT ? null : compiled(pattern);
  return ready ? ready.test(words) : null;
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
const FUNCTIONS = {
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
  round: [round, 1, 2],
  floor: [ofOne(Math.floor), 1, 1],
  ceil: [ofOne(Math.ceil), 1, 1],
  abs: [ofOne(Math.abs), 1, 1],
  sqrt: [ofOne((value) => (value < 0 ? null : Math.sqrt(value))), 1, 1],
  power: [(values) => (values.map(number).includes(null) ? null : number(values[0]) ** number(values[1])), 2, 2],
  mod: [([value, by]) => (number(value) === null || !number(by) ? null : number(value) % number(by)), 2, 2],
  length: [ofText((words) => [...words].length), 1, 1],
  lower: [ofText((words) => words.toLowerCase()), 1, 1],
  upper: [ofText((words) => words.toUpperCase()), 1, 1],
  trim: [ofText((words) => words.replace(BLANKS, "")), 1, 1],
  contains: [ofTwo((words, inner) => words.includes(inner)), 2, 2],
  starts: [ofTwo((words, inner) => words.startsWith(inner)), 2, 2],
  ends: [ofTwo((words, inner) => words.endsWith(inner)), 2, 2],
  matches: [ofTwo(matches), 2, 2],
  part: [part, 2, 3],
  join: [join, 1, 100],
  number: [ofOne((value) => value), 1, 1],
  text: [ofText((words) => words), 1, 1],
  if: [null, 3, 3],
  coalesce: [(values) => values.find((value) => value !== null) ?? null, 1, 100],
  today: [null, 0, 0],
  days_between: [ofTwo(daysBetween), 2, 2],
  years_between: [ofTwo(yearsBetween), 2, 2],
  year: [ofText(piece(0)), 1, 1],
  month: [ofText(piece(1)), 1, 1],
  day: [ofText(piece(2)), 1, 1],
};

// ---- evaluation

/** What a tree comes to for the answers of a scope. */
export function evaluate(tree, scope) {
  return tree === null ? null : new Evaluation(scope).value(tree);
}

/** Whether a condition holds. Unknown is not met. */
export function isMet(tree, scope) {
  return truth(evaluate(tree, scope)) === true;
}

/** Every name a tree looks at. */
export function references(tree) {
  if (tree === null) {
    return [];
  }
  const parts = { reference: [], unary: [tree.operand], binary: [tree.left, tree.right], call: tree.args, constant: [] };
  return (tree.kind === "reference" ? [tree.name] : []).concat(...parts[tree.kind].map(references));
}

class Evaluation {
  constructor(scope) {
    this.answers = scope.answers ?? {};
    this.names = scope.names ?? {};
    this.scope = scope;
    this.steps = 0;
  }

  value(tree) {
    this.steps += 1;
    if (this.steps > MAX_STEPS) {
      return null;
    }
    switch (tree.kind) {
      case "constant":
        return typeof tree.value === "number" ? whole(tree.value) : tree.value;
      case "reference":
        return this.answer(this.called(tree.name));
      case "unary":
        return this.unary(tree);
      case "call":
        return this.call(tree);
      default:
        return this.binary(tree);
    }
  }

  unary(tree) {
    const operand = this.value(tree.operand);
    if (tree.operator === "not") {
      return truth(operand) === null ? null : !truth(operand);
    }
    return number(operand) === null ? null : whole(-number(operand));
  }

  binary(tree) {
    const left = this.value(tree.left);
    if (tree.operator === "or" || tree.operator === "and") {
      return this.logical(tree, truth(left));
    }
    const right = this.value(tree.right);
    if (tree.operator === "has") {
      return has(left, right);
    }
    if ("+-*/".includes(tree.operator)) {
      const found = reckoned(tree.operator, number(left), number(right));
      return found === null ? null : whole(found);
    }
    return compared(tree.operator, left, right);
  }

  logical(tree, first) {
    const decides = tree.operator === "or";
    if (first === decides) {
      return decides;
    }
    const second = truth(this.value(tree.right));
    if (second === decides) {
      return decides;
    }
    return first === null || second === null ? null : !decides;
  }

  call(tree) {
    const [run, least, most] = FUNCTIONS[tree.name] ?? [null, 1, 0];
    if (tree.args.length < least || tree.args.length > most) {
      return null;
    }
    switch (tree.name) {
      case "if":
        return this.value(tree.args[truth(this.value(tree.args[0])) === true ? 1 : 2]);
      case "today":
        return this.scope.today ?? new Date().toISOString().slice(0, 10);
      case "shown":
        return this.reasonOf(tree.args[0]) !== "not_shown";
      case "reason":
        return this.reasonOf(tree.args[0]);
      default: {
        const found = run(tree.args.map((argument) => this.value(argument)));
        return typeof found === "number" ? whole(found) : found;
      }
    }
  }

  called(name) {
    return name === "." ? (this.scope.here ?? "") : name;
  }

  name(name) {
    return Object.hasOwn(this.names, name) ? this.names[name] : undefined;
  }

  given(name) {
    const answer = Object.hasOwn(this.answers, name) ? this.answers[name] : null;
    if (typeof answer === "number") {
      return whole(answer);
    }
    return typeof answer === "boolean" || (typeof answer === "string" && answer !== "") ? answer : null;
  }

  answer(name) {
    const known = this.name(name);
    if (!known?.parts?.length) {
      return this.given(name);
    }
    const answers = known.parts.map(([code, variable]) => [code, this.given(variable)]);
    if (answers.every(([, answer]) => answer === null)) {
      return null;
    }
    return known.kind === "codes"
      ? new Set(answers.filter(([, answer]) => answer === 1).map(([code]) => code))
      : answers.map(([, answer]) => answer);
  }

  reasonOf(tree) {
    if (tree.kind !== "reference" || this.answer(this.called(tree.name)) !== null) {
      return null;
    }
    const name = this.called(tree.name);
    const known = this.name(name);
    const variables = known?.parts?.length ? known.parts.map(([, variable]) => variable) : [name];
    for (const variable of variables) {
      const reason = Object.hasOwn(this.answers, variable) ? this.answers[variable]?.missing : undefined;
      if (reason !== undefined) {
        return reason;
      }
    }
    const asked = this.scope.asked ?? null;
    const question = known?.question ?? name.split(".")[0];
    return asked === null || asked.includes(question) ? "skipped" : "not_shown";
  }
}
