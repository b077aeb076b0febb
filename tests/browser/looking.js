/* What a page shows as it stands, and what axe says of it; served behind axe itself, see tests/browsing.py. */
window.looking = (() => {
  const shown = new Set(); // elements that could be seen when everything was looked at
  const OWN = ["position", "backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode", "clip", "clipPath"];
  const PLAIN = "static|rgba(0, 0, 0, 0)|none|1|none|normal|auto|none";
  const elements = () => [...document.body.querySelectorAll("*")];
  const visible = element => element.checkVisibility({ visibilityProperty: true });

  /** Everything behind an element that changes how a text on it is read: grounds, places, opacities up to the root. */
  function behind(element, known) {
    if (!element) return "";
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      const own = OWN.map(name => style[name]).join("|");
      const rest = behind(element.parentElement, known);
      known.set(element, own === PLAIN ? rest : `${own};${rest}`);
    }
    return known.get(element);
  }

  function isOff(element) {
    const control = element.closest("label")?.control;
    return Boolean(element.closest(":disabled, [aria-disabled=true]") || control?.matches(":disabled, [aria-disabled=true]"));
  }

  /** What decides about the contrast of a text: its colour, size and weight, what is behind it, what is beside a link. */
  function pair(element, letters, known) {
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const large = size >= 24 || (bold && size >= 18.66);
    const link = element.closest("a[href]");
    const beside = link && [getComputedStyle(link.parentElement).color, getComputedStyle(link).textDecorationLine];
    return [style.color, large, style.textShadow, letters === 1, isOff(element), beside, behind(element, known)].join("/");
  }

  /** Every such pair of colours on the page, once. */
  function pairs() {
    const found = new Set(), known = new Map();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement, letters = texts.currentNode.data.trim().length;
      if (letters && visible(element)) found.add(pair(element, letters, known));
    }
    for (const control of document.querySelectorAll("input, select, textarea")) {
      if (visible(control)) found.add(pair(control, 0, known));
    }
    return [...found];
  }

  /** Forms none of whose controls can be seen, outside of what can be opened. */
  const unseen = () => [...document.querySelectorAll("main form")]
    .filter(form => !form.closest("details:not([open])"))
    .map(form => [form, [...form.elements].filter(each => each.type !== "hidden")])
    .filter(([, all]) => all.length && !all.some(each => each.getBoundingClientRect().height >= 8))
    .map(([form]) => form.outerHTML.slice(0, 120));

  const beyond = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

  /** Where something has come or gone since everything was looked at: what came, and what holds that which went. */
  function changed() {
    const turned = elements().filter(each => visible(each) !== shown.has(each));
    const tops = turned.filter(each => !turned.includes(each.parentElement));
    return [...new Set(tops.map(each => (visible(each) ? each : each.parentElement)))].filter(visible);
  }

  /** What stands there, but for where its links lead. */
  const words = element => element.outerHTML.replace(/(href|action)="[^"]*"/g, "");

  /** Rules are named by themselves or by the standards they belong to. */
  async function check(where, rules, but = []) {
    const off = Object.fromEntries(but.map(rule => [rule, { enabled: false }]));
    const found = await axe.run(where, { runOnly: rules, rules: off, reporter: "no-passes", preload: false, iframes: false });
    return found.violations.map(each => each.id + ": " + each.nodes.map(node => node.html.slice(0, 160)).join(" | "));
  }

  return {
    standing: () => ({ beyond: beyond(), unseen: unseen(), pairs: pairs(), changed: shown.size ? changed().map(words) : [] }),
    whole: rules => check(document, rules),
    first: (rules, but) => {
      shown.clear();
      elements().filter(visible).forEach(each => shown.add(each));
      return check(document, rules, but);
    },
    turned: rules => check({ include: changed() }, rules),
  };
})();
