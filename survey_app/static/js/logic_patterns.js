// Patterns as the server's library reads them. No page loads this: an author's pattern could keep a browser busy for ever.

import { LONGEST_TEXT, ofTwo } from "./logic_texts.js";

const LONGEST_PATTERN = 500;
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
    .replace(/\\([pP])([A-Z])/g, "\\$1{$2}")
    .replace(/\\([pP])\{(\^?)([A-Z][A-Za-z_]{2,})\}/g, "\\$1{$2Script=$3}");
  for (const mode of /\\[pP]/.test(source) ? ["u"] : ["u", ""]) {
    try {
      return new RegExp(`^(?:${source})$`, (flags ? flags[1] : "") + mode);
    } catch {
      // tried again without the strict mode, then given up
    }
  }
  return null;
}

function fits(words, pattern) {
  const ready = [...words].length > LONGEST_TEXT ? null : compiled(pattern);
  return ready ? ready.test(words) : null;
}

export const matches = [ofTwo(fits), 2, 2];
