// The board works without this file. It lists the chosen cards beside the form and offers the first one's words.
const board = document.querySelector('[data-board]');
const heading = board?.querySelector('[data-chosen]');
if (heading) {
  const list = board.querySelector('[data-sources]');
  const words = board.querySelector('[data-words]');
  const fresh = board.querySelector('[data-new-theme]');
  const theme = board.querySelector('[data-theme]');
  let offered = '';
  const show = () => {
    const texts = [...board.querySelectorAll('[name=card]:checked')].map(
      (box) => box.parentElement.querySelector('.text').textContent,
    );
    const { one, several, none } = heading.dataset;
    heading.textContent = texts.length > 1 ? several.replace('NUMBER', texts.length) : texts.length ? one : none;
    list.hidden = !texts.length;
    board.querySelector('[data-hint]').hidden = texts.length > 0;
    list.replaceChildren(...texts.map((text) => Object.assign(document.createElement('li'), { textContent: text })));
    if (words.value === offered) words.value = offered = texts.length > 1 ? texts[0] : '';
  };
  const rename = () => { fresh.hidden = theme.value !== 'new'; };
  board.addEventListener('change', (event) => { if (event.target.name === 'card') show(); });
  theme.addEventListener('change', rename);
  show();
  rename();
}
