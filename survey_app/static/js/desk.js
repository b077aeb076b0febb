// The desk works without this file. It only saves steps.
// 1. Brings the current tab into view on narrow screens.
for (const here of document.querySelectorAll('.strip [aria-current]')) {
  const strip = here.closest('.strip');
  strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - 16;
}
// 2. The list of errors takes the focus, so that it is read first.
document.querySelector('[data-focus]')?.focus();
// 3. A job's bar moves by itself and the page loads again when the job has ended.
for (const line of document.querySelectorAll('[data-job]')) {
  if (!['waiting', 'running'].includes(line.dataset.state)) continue;
  const look = async () => {
    const answer = await fetch(line.dataset.job);
    if (!answer.ok) return;
    const job = await answer.json();
    if (!['waiting', 'running'].includes(job.state)) { location.reload(); return; }
    const bar = line.querySelector('progress');
    if (job.total) { bar.max = job.total; bar.value = job.done; }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
}
