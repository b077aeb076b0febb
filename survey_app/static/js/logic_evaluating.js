// Working out rules in the page, see logic.js. Trees come from the server, see logic/trees.py, or from logic_reading.js.

import { compared, has, number, reckoned, truth, whole } from "./logic_values.js";

const MAX_STEPS = 5000;

/** What a tree comes to for the answers of a scope; `functions` are those that it may call. */
export function evaluate(tree, scope, functions) {
  return tree === null ? null : new Evaluation(scope, functions).value(tree);
}

/** Whether a condition holds. Unknown is not met. */
export function isMet(tree, scope, functions) {
  return truth(evaluate(tree, scope, functions)) === true;
}

class Evaluation {
  constructor(scope, functions = {}) {
    this.functions = functions;
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
    const [run, least, most] = this.functions[tree.name] ?? [null, 1, 0];
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

/** A tree from the server's short way of writing it: lists with an operator, a name or a call in front. */
export function treeOf(short) {
  if (!Array.isArray(short)) {
    return { kind: "constant", value: short };
  }
  const [head, ...rest] = short;
  const parts = rest.map(treeOf);
  if (head.endsWith("(")) {
    return { kind: "call", name: head.slice(0, -1), args: parts };
  }
  if (!parts.length) {
    return { kind: "reference", name: head };
  }
  const [left, right] = parts;
  return right ? { kind: "binary", operator: head, left, right } : { kind: "unary", operator: head, operand: left };
}
