// Rules in the browser: the whole twin of the server's evaluator, which runs the same vectors (tests/logic/vectors.json).
// Pages for respondents load only the parts they need, see showing.js. The server decides again on the next step.
//
//   const rule = parse("OVER < 3 and PROD has 1");      // null for what is no rule
//   isMet(rule, { answers: { OVER: 2, "PROD.1": 1 }, names: { PROD: { kind: "codes", parts: [[1, "PROD.1"]] } } });
//
// A scope holds `answers` (variable -> number, text or { missing: reason }), `names` (name -> { kind, question, parts }),
// and where known `asked` (codes of the questions shown), `today` ("2026-11-26") and `here` (what "." stands for).
// A value is a number, a text, a truth, a Set of codes, an array of rows, or null for nothing. Nothing here throws.

import * as working from "./logic_evaluating.js";
import { FUNCTIONS } from "./logic_functions.js";
import { matches } from "./logic_patterns.js";
import { FUNCTIONS as TEXTS } from "./logic_texts.js";

export { treeOf } from "./logic_evaluating.js";
export { parse } from "./logic_reading.js";

const ALL = { __proto__: null, ...FUNCTIONS, ...TEXTS, matches };

/** What a tree comes to for the answers of a scope. */
export function evaluate(tree, scope) {
  return working.evaluate(tree, scope, ALL);
}

/** Whether a condition holds. Unknown is not met. */
export function isMet(tree, scope) {
  return working.isMet(tree, scope, ALL);
}
