// Moves questions and pages in the outline: dragged, or with Alt and an arrow key. The buttons below each question and
// page do the same without this file.
import { say, settle, takeOver } from './editor.js';

const outline = () => document.querySelector('[data-outline]');
const token = () => document.querySelector('[name=csrf_token]').value;
const revision = () => document.querySelector('[data-revision]').value;
const here = () => {
  const current = outline().querySelector('[aria-current]');
  return current?.closest('[data-code]')?.dataset.code ?? current?.closest('[data-key]')?.dataset.key ?? '';
};

const DRAGGED = { forceFallback: true, fallbackTolerance: 6, delay: 200, delayOnTouchOnly: true };

function bind() {
  if (!window.Sortable || !outline()?.dataset.move) return;
  const pages = outline().querySelector('[data-parts]');
  for (const link of pages.querySelectorAll('h3 a')) link.draggable = false;
  Sortable.create(pages, {
    ...DRAGGED, draggable: '[data-part]', handle: 'h3',
    onEnd: ({ item, oldDraggableIndex: from, newDraggableIndex: to }) => {
      const { key } = item.querySelector('[data-key]').dataset;
      if (from !== to) send(outline().dataset.movePage.replace('KEY', key), { do: 'place', number: to + 1 }, `[data-key="${key}"] a`, true);
    },
  });
  for (const list of outline().querySelectorAll('[data-page]')) {
    for (const link of list.querySelectorAll('a')) link.draggable = false;
    Sortable.create(list, {
      ...DRAGGED, group: 'questions', draggable: 'li',
      onEnd: ({ item, from, to, oldIndex, newIndex }) => {
        if (from === to && oldIndex === newIndex) return;
        const after = item.previousElementSibling?.dataset.code ?? '';
        send(outline().dataset.move.replace('CODE', item.dataset.code), { page: to.dataset.page, after }, `[data-code="${item.dataset.code}"] a`, true);
      },
    });
  }
}

document.addEventListener('outline', bind);
bind();

document.addEventListener('keydown', (event) => {
  if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key) || !outline()?.dataset.move) return;
  const link = event.target.closest?.('[data-outline] a');
  const question = link?.closest('[data-code]'), page = link?.closest('[data-key]');
  if (!question && !page) return;
  event.preventDefault();
  const way = event.key === 'ArrowUp' ? 'up' : 'down';
  if (question) send(outline().dataset.move.replace('CODE', question.dataset.code), { do: way }, `[data-code="${question.dataset.code}"] a`);
  else send(outline().dataset.movePage.replace('KEY', page.dataset.key), { do: way }, `[data-key="${page.dataset.key}"] a`);
});

// Sends one step, takes over the outline and keeps the focus on what was moved.
async function send(address, fields, focus, isDragged = false) {
  if (!(await settle())) return;
  const data = { csrf_token: token(), revision: revision(), back: here(), ...fields };
  const before = place(focus);
  let answer;
  try {
    answer = await fetch(address, { method: 'POST', body: new URLSearchParams(data) });
  } catch {
    location.reload();
    return;
  }
  if (!answer.ok) { submit(address, data); return; }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  document.activeElement?.blur();
  takeOver(page);
  for (const part of ['.place', '[data-question] > .panel-head']) {
    const old = document.querySelector(part), fresh = page.querySelector(part);
    if (old && fresh) old.replaceWith(fresh);
  }
  const link = outline().querySelector(focus);
  link?.focus();
  const now = place(focus), words = outline().dataset;
  const name = link?.querySelector('span + span')?.textContent ?? '';
  if (!isDragged && now.number === before.number && now.page === before.page) say(words.edge);
  else say(focus.startsWith('[data-code') ? words.moved : words.pageMoved, { name, ...now });
}

function place(focus) {
  const all = [...outline().querySelectorAll(focus.startsWith('[data-code') ? '[data-code] a' : '[data-key] a')];
  const link = outline().querySelector(focus);
  return { number: all.indexOf(link) + 1, count: all.length, page: link?.closest('[data-page]')?.dataset.page };
}

// The page that says what stood in the way.
function submit(address, data) {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: address, hidden: true });
  for (const [name, value] of Object.entries(data)) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  document.body.append(form);
  form.submit();
}
