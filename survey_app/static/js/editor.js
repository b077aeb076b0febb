// The editor works without this file. It saves while you write, adds and moves rows, and keeps the preview fresh.
const PAUSE = 1200;
// what stands before the words of a list: a bullet, a box, a number or a letter
const LISTED = /^\s*(?:[-–—*•·▪●■□☐○◯]\s*(?=\D)|\(?\d{1,3}[.)、．）]\s*(?!\d)|\(?[A-Za-z][.)、．）]\s+)/;
const editor = document.querySelector('[data-editor]');
const main = document.querySelector('main');

// What is said to whoever does not see what moved.
export function say(words, values = {}) {
  const line = document.querySelector('[data-said]');
  if (line && words) line.textContent = words.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? '');
}

// Saves what is being written; true when there is nothing left to save.
export let settle = async () => true;

if (editor) {
  main.dataset.scripted = '';
  for (const link of document.querySelectorAll('[data-go]')) {
    link.addEventListener('change', () => link.form.requestSubmit());
  }
  lookAt();
  const here = document.querySelector('[data-outline] [aria-current]');
  if (here) here.closest('[data-outline]').scrollTop = here.offsetTop - 48;
  const form = document.querySelector('[data-autosave]');
  if (form) { watch(form); rows(form); }
}

// Brings the question that is written into view in its preview.
function lookAt() {
  const host = document.querySelector('[data-shadow][data-at]'), view = document.querySelector('[data-preview]');
  const at = host && Number(host.dataset.at) > 0 && host.shadowRoot?.querySelectorAll('.question')[host.dataset.at];
  if (at && view) view.scrollTop += at.getBoundingClientRect().top - view.getBoundingClientRect().top - 96;
}

// 1. Saves after a pause, with the same form that the button sends.
function watch(form) {
  let timer = 0, running = null, again = false;
  let saved = snapshot(form);
  const status = (words) => { const line = document.querySelector('[data-status]'); if (line && words) line.textContent = words; };

  form.addEventListener('input', (event) => {
    if (event.target.matches('[data-submit], #code, #more_rows')) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener('change', (event) => {
    if (event.target.matches('[data-submit]')) form.requestSubmit(form.querySelector('[data-save]'));
  });
  form.addEventListener('rows', () => { clearTimeout(timer); timer = setTimeout(save, PAUSE / 2); });
  form.addEventListener('submit', () => { clearTimeout(timer); saved = null; });
  // another button of the page must not lose what was just typed: save first, then go on
  document.addEventListener('submit', async (event) => {
    if (event.target === form || !editor.parentElement.contains(event.target) || event.target.method !== 'post') return;
    if (saved === null || snapshot(form) === saved) return;
    event.preventDefault();
    const { target, submitter } = event;
    clearTimeout(timer);
    if (await save()) target.requestSubmit(submitter);
  });
  addEventListener('beforeunload', (event) => {
    if (saved !== null && snapshot(form) !== saved) event.preventDefault();
  });

  settle = async () => saved === null || snapshot(form) === saved || save();

  async function save() {
    if (running) { again = true; return running; }
    running = send();
    const done = await running;
    running = null;
    if (again) { again = false; return save(); }
    return done;
  }

  async function send() {
    const state = snapshot(form);
    if (state === saved) return true;
    const data = new FormData(form);
    const code = form.elements.code;
    if (code) data.set('code', code.defaultValue);
    data.delete('more_rows');
    data.set('typed', '1');
    const sent = [...form.querySelectorAll('[data-row]')].filter(counts);
    status(form.dataset.saving);
    let page;
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(data) });
      if (answer.status === 409) { status(form.dataset.stale); return false; }
      page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!answer.ok) {
        status(`${form.dataset.notSaved}: ${page.querySelector('#errors li, main p')?.textContent ?? answer.status}`);
        return false;
      }
    } catch {
      status(form.dataset.notSaved);
      return false;
    }
    if (!page.querySelector('[data-revision]')) { status(form.dataset.notSaved); return false; }
    saved = state === snapshot(form) ? null : state;
    refresh(page, form, sent);
    saved = saved === null ? snapshot(form) : '';
    return true;
  }
}

function snapshot(form) {
  const data = new FormData(form);
  for (const name of ['csrf_token', 'revision', 'code', 'more_rows', 'row']) data.delete(name);
  return JSON.stringify([...data.values(), [...data.keys()].length]);
}

// Takes over what the server answered, without touching what is being written.
export function takeOver(page) {
  const revision = page.querySelector('[data-revision]').value;
  for (const field of document.querySelectorAll('[data-revision]')) field.value = revision;
  for (const name of ['[data-outline]', '[data-toolbar]']) {
    const here = document.querySelector(name), fresh = page.querySelector(name);
    if (here && fresh && !here.contains(document.activeElement)) here.replaceWith(fresh);
  }
  document.dispatchEvent(new Event('outline'));
  const fresh = page.querySelector('[data-shadow] template');
  const root = document.querySelector('[data-shadow]')?.shadowRoot;
  if (fresh && root) {
    const { scrollTop } = document.querySelector('[data-preview]');
    root.replaceChildren(...fresh.content.cloneNode(true).childNodes);
    document.querySelector('[data-preview]').scrollTop = scrollTop;
  }
}

function refresh(page, form, sent) {
  takeOver(page);
  const found = document.querySelector('[data-findings]'), now = page.querySelector('[data-findings]');
  if (found && now) { now.open = found.open; found.replaceWith(now); } else if (found) found.remove();
  else if (now) form.before(now);
  const stored = [...page.querySelectorAll('[data-row]')].filter((row) => key(row).startsWith('c'));
  if (stored.length === sent.length) sent.forEach((row, place) => rename(row, key(stored[place])));
  number(form);
}

// 2. Rows: Enter adds one, a pasted list becomes several, Alt and an arrow key move one.
const key = (row) => row.querySelector('[name=row]').value;
const words = (row) => row.querySelector('input:not([type=hidden], [type=checkbox])');
const counts = (row) => key(row).startsWith('c') || words(row).value.trim() !== '';

function rename(row, name) {
  const before = key(row);
  if (before === name) return;
  for (const field of row.querySelectorAll('input, button')) {
    for (const part of ['name', 'value', 'id']) {
      const value = field.getAttribute(part);
      if (value !== null && field !== words(row) || part !== 'value') {
        if (value === before) field.setAttribute(part, name);
        else if (value?.endsWith(`.${before}`) || value?.endsWith(`:${before}`) || value?.endsWith(`-${before}`)) {
          field.setAttribute(part, value.slice(0, -before.length) + name);
        }
      }
    }
  }
  for (const button of row.querySelectorAll('button')) button.disabled = false;
}

function number(form) {
  form.querySelectorAll('[data-row]').forEach((row, place) => {
    row.id = `row${place + 1}`;
    row.querySelector('[data-number]').textContent = place + 1;
    for (const named of row.querySelectorAll('[aria-label]')) {
      named.setAttribute('aria-label', named.getAttribute('aria-label').replace(/\d+/, place + 1));
    }
    const up = row.querySelector('[value^="up:"]');
    if (up) up.disabled = place === 0 || !key(row).startsWith('c');
  });
}

function rows(form) {
  const list = form.querySelector('[data-rows]');
  if (!list) return;
  let serial = 1000;
  const tell = (said, row) => say(said, { number: [...list.children].indexOf(row) + 1, count: list.children.length });
  if (window.Sortable) {
    Sortable.create(list, {
      handle: '[data-number]', draggable: '[data-row]', forceFallback: true, fallbackTolerance: 4,
      onEnd: ({ item, oldIndex, newIndex }) => {
        if (oldIndex === newIndex) return;
        number(form);
        tell(list.dataset.moved, item);
        form.dispatchEvent(new Event('rows'));
      },
    });
  }

  const added = (behind, text = '') => {
    const row = list.lastElementChild.cloneNode(true);
    rename(row, `n${serial += 1}`);
    for (const extra of row.querySelectorAll('.alone, .beside, .why')) extra.remove();
    row.querySelector('[data-code]').textContent = '';
    row.removeAttribute('class');
    words(row).value = text;
    for (const button of row.querySelectorAll('button')) button.disabled = true;
    behind.after(row);
    return row;
  };

  list.addEventListener('keydown', (event) => {
    const row = event.target.closest('[data-row]');
    if (!row || event.target !== words(row)) return;
    if (event.key === 'Enter' && !event.isComposing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const next = row.nextElementSibling;
      words(next && !words(next).value.trim() ? next : added(row)).focus();
      number(form);
      tell(list.dataset.added, document.activeElement.closest('[data-row]'));
    } else if (event.altKey && ['ArrowUp', 'ArrowDown'].includes(event.key)) {
      event.preventDefault();
      const other = event.key === 'ArrowUp' ? row.previousElementSibling : row.nextElementSibling;
      if (!other || !counts(row)) return;
      if (event.key === 'ArrowUp') other.before(row); else other.after(row);
      words(row).focus();
      number(form);
      tell(list.dataset.moved, row);
      form.dispatchEvent(new Event('rows'));
    }
  });

  list.addEventListener('paste', (event) => {
    const row = event.target.closest('[data-row]');
    const lines = (event.clipboardData?.getData('text/plain') ?? '').split(/\r?\n/).map((line) => line.replace(LISTED, '').trim()).filter(Boolean);
    if (!row || event.target !== words(row) || lines.length < 2) return;
    event.preventDefault();
    let last = row;
    if (!words(row).value.trim()) words(row).value = lines.shift();
    for (const line of lines) last = added(last, line);
    words(last).focus();
    number(form);
    tell(list.dataset.pasted, last);
    form.dispatchEvent(new Event('rows'));
  });
}
