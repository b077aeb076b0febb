// Runs vectors with the twin in the page: reads { people, today, vectors } from its input, writes the results.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { evaluate, isMet, parse } = await import(pathToFileURL(process.argv[2]));
const { people, today, vectors } = JSON.parse(readFileSync(0, "utf8"));

function plain(value) {
  if (value instanceof Set) {
    return { codes: [...value].sort((a, b) => a - b) };
  }
  return Array.isArray(value) ? { rows: value } : value;
}

const results = vectors.map(([person, rule]) => {
  const tree = parse(rule);
  const scope = { ...people[person], today };
  return tree === null ? { refused: true } : { value: plain(evaluate(tree, scope)), met: isMet(tree, scope) };
});
process.stdout.write(JSON.stringify(results));
