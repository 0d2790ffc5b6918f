// Follows a run: asks its progress address, writes the numbers, and loads the page anew once there is something to decide.
(() => {
  "use strict";
  const card = document.querySelector("[data-progress]");
  if (!card) return;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const bar = card.querySelector("[data-bar]");
  let pause = 700;

  const write = (name, text) => {
    for (const place of document.querySelectorAll(`[data-run="${name}"]`)) place.textContent = text;
  };
  const show = (progress) => {
    for (const name of ["rows", "new", "changed", "unchanged", "vanished", "rejected", "warnings", "rate"]) {
      write(name, number.format(progress[name]));
    }
    if (progress.percent === null) bar.removeAttribute("value");
    else { bar.value = progress.percent; write("percent", `${progress.percent} %`); }
  };
  const ask = async () => {
    try {
      const answer = await fetch(card.dataset.progress, { headers: { accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401 || answer.status === 403) return location.reload();
      if (answer.status === 404) return;
      if (answer.ok) {
        const progress = await answer.json();
        if (!progress.live || progress.state !== card.dataset.state) return location.reload();
        show(progress);
        pause = 700;
      } else {
        pause = Math.min(pause * 2, 15000);
      }
    } catch {
      pause = Math.min(pause * 2, 15000);
    }
    setTimeout(ask, document.hidden ? 5000 : pause);
  };
  setTimeout(ask, pause);
})();
