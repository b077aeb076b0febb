// Rules read as trees: `OVER < 3 and not (PROD has 3)`. The grammar is the server's, with the same bounds.
// A tree is { kind: "constant", value }, { kind: "reference", name }, { kind: "unary", operator, operand },
// { kind: "binary", operator, left, right } or { kind: "call", name, args }.

const MAX_LENGTH = 2000;
const MAX_DEPTH = 40;
const MAX_NODES = 500;
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
    found.push({ kind, word, end: TOKEN.lastIndex });
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
      if ((own === COMPARISON && compared) || this.isGlued()) {
        refuse();
      }
      compared = own === COMPARISON;
      this.at += 1;
      left = this.count({ kind: "binary", operator, left, right: this.expression(own + 1, depth + 1) });
    }
    return left;
  }

  // "PROD has ." is a rule, "PROD has." is none.
  isGlued() {
    const [operator, after] = this.tokens.slice(this.at, this.at + 2);
    return operator.word === "has" && after?.word === "." && after.end === operator.end + 1;
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

/** The tree of a rule, null for what is no rule: too long, too deep, of too many parts, or not to be read. */
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
