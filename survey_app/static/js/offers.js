// Finds a kind of question or a block by its words; Enter adds the first one. Without this file the list is read.
const box = document.querySelector('[data-find]');
document.querySelector('main').dataset.scripted = '';

if (box) {
  const all = [...document.querySelectorAll('.offers li')];
  const said = document.querySelector('[data-said]');
  const fits = () => all.filter((each) => !each.hidden);

  box.addEventListener('input', () => {
    const words = box.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const each of all) {
      const text = each.textContent.toLocaleLowerCase();
      each.hidden = !words.every((word) => text.includes(word));
    }
    for (const list of document.querySelectorAll('.offers')) {
      list.closest('section').hidden = [...list.children].every((each) => each.hidden);
    }
    const count = fits().length;
    said.textContent = !words.length ? '' : count ? box.dataset.some.replace('{count}', count) : box.dataset.none;
  });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    if (box.value.trim()) fits()[0]?.querySelector('button')?.click();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.matches('input, textarea, select')) return;
    event.preventDefault();
    box.focus();
  });
  box.focus();
}
