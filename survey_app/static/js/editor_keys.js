// Keys of the editor. Single keys can be switched off, and do nothing while somebody is writing.
const OFF = 'rondo-single-keys-off';
const on = () => { try { return localStorage.getItem(OFF) === null; } catch { return true; } };
const writing = (node) => node.matches?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');

document.addEventListener('change', (event) => {
  if (!event.target.matches('[data-single]')) return;
  try { if (event.target.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, '1'); } catch { /* not kept */ }
});
const show = () => { for (const box of document.querySelectorAll('[data-single]')) box.checked = on(); };
document.addEventListener('outline', show);
show();

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const whole = event.ctrlKey || event.metaKey;
  if (whole && event.key === 'Enter') {
    const form = document.querySelector('[data-autosave]');
    const button = form?.querySelector('[value=next]') ?? form?.querySelector('[data-save]');
    if (button) { event.preventDefault(); form.requestSubmit(button); }
  } else if (whole && !event.altKey && !writing(event.target) && 'zy'.includes(event.key.toLowerCase())) {
    const redo = event.shiftKey || event.key.toLowerCase() === 'y';
    const button = document.querySelector(redo ? '[data-redo]' : '[data-undo]');
    if (button && !button.disabled) { event.preventDefault(); button.click(); }
  } else if (!whole && !event.altKey && !writing(event.target) && on()) single(event);
});

function single(event) {
  if (event.key === '?') {
    const keys = document.querySelector('[data-keys]');
    if (keys) { event.preventDefault(); keys.open = true; keys.querySelector('summary').focus(); }
    return;
  }
  const links = [...document.querySelectorAll('[data-outline] [data-code] a')];
  const current = links.findIndex((link) => link.hasAttribute('aria-current'));
  const next = { j: links[current + 1], k: links[Math.max(current, 0) - 1], '/': document.querySelector('[data-add]') }[event.key];
  if (next) { event.preventDefault(); next.click(); }
}
