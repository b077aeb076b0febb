// A tablet that stays at its place goes back to the start for the next person: after the receipt, or when nobody touches
// it. Nobody is hurried: before a page with questions is left, it asks, and the receipt can be kept.
const start = document.body.dataset.kiosk;
const receipt = document.querySelector("[data-returns]");
const PATIENCE = 90_000;
const GRACE = 30_000;

const leave = () => location.replace(start);

function returnAfterReceipt() {
  const stay = document.querySelector("[data-stay]");
  const waiting = setTimeout(leave, Number(receipt.dataset.returns) * 1_000);
  receipt.hidden = false;
  stay.hidden = false;
  stay.addEventListener("click", () => {
    clearTimeout(waiting);
    receipt.hidden = true;
    stay.hidden = true;
  });
}

function returnWhenLeft() {
  const asking = document.querySelector("#still-there");
  let waiting;
  const ask = () => {
    asking.showModal();
    waiting = setTimeout(leave, GRACE);
  };
  const wait = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PATIENCE);
  };
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(sign, () => asking.open || wait(), { passive: true });
  }
  asking.addEventListener("close", wait);
  wait();
}

// A page that the browser kept for its Back button is asked for anew: it may be somebody else's.
addEventListener("pageshow", (event) => event.persisted && location.reload());

if (receipt) {
  returnAfterReceipt();
} else if (document.querySelector("#still-there")) {
  returnWhenLeft();
}
