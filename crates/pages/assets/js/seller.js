// The seller's pages work without this; with it lists are chosen from faster and forms warn before changes are lost.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const number = new Intl.NumberFormat(document.documentElement.lang);

  // "/" goes to the search field; Escape and a click elsewhere close the account menu.
  const menu = document.querySelector(".sl-account");
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.querySelector("[data-hotkey='/']");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    if (event.key === "Escape" && menu?.open) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });

  // Choosing rows: one, a range with Shift, the page, or all that match.
  for (const form of all("[data-bulk]")) {
    const boxes = all("input[name=id]", form);
    const page = form.querySelector("[data-check-all]");
    const whole = form.querySelector("[data-bulk-all]");
    const count = form.querySelector("[data-bulk-count]");
    const bar = form.querySelector(".sl-bar");
    let last = null;
    const show = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      page.checked = chosen === boxes.length;
      page.indeterminate = chosen > 0 && chosen < boxes.length;
      const text = chosen === 0 ? count.dataset.none : chosen === 1 ? count.dataset.one : count.dataset.many.replace("999", number.format(chosen));
      count.textContent = whole.checked ? "" : text;
      bar.classList.toggle("is-active", chosen > 0 || whole.checked);
      for (const button of all("button[name=do]", bar)) button.disabled = chosen === 0 && !whole.checked;
      for (const box of [...boxes, page]) box.disabled = whole.checked;
    };
    form.addEventListener("click", (event) => {
      const box = event.target;
      if (!boxes.includes(box)) return;
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
    });
    page.hidden = false;
    bar.dataset.ready = "";
    page.addEventListener("change", () => { for (const box of boxes) box.checked = page.checked; });
    form.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  }

  // A changed form says so, and asks before it is left.
  for (const form of all("form[data-guard]")) {
    const state = () => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();
    const before = state();
    let sent = false;
    const note = form.querySelector("[data-unsaved]");
    form.addEventListener("input", () => { if (note) note.hidden = state() === before; });
    form.addEventListener("submit", () => { sent = true; });
    window.addEventListener("beforeunload", (event) => {
      if (!sent && state() !== before) event.preventDefault();
    });
  }

  // One more row: a copy of the last one, emptied, its names counted up.
  for (const button of all("[data-add]")) {
    const rows = button.form?.querySelector(`[data-rows="${button.dataset.add}"]`);
    if (!rows) continue;
    button.type = "button";
    button.addEventListener("click", () => {
      const last = rows.querySelector("[data-row]:last-of-type");
      const at = rows.querySelectorAll("[data-row]").length;
      const row = last.cloneNode(true);
      const renumber = (text) => text.replace(/\.\d+\./, `.${at}.`);
      for (const label of all("label", row)) label.htmlFor = renumber(label.htmlFor);
      for (const input of all("input", row)) {
        input.id = renumber(input.id);
        input.name = renumber(input.name);
        input.value = input.defaultValue = "";
      }
      for (const error of all(".field-error", row)) error.remove();
      for (const field of all(".has-error", row)) field.classList.remove("has-error");
      const legend = row.querySelector("legend");
      if (legend) legend.textContent = legend.textContent.replace(/\d+$/, at + 1);
      rows.append(row);
      row.querySelector("input")?.focus();
    });
  }

  // Choosing a filter is enough; typed ones wait for Enter or the button.
  for (const select of all("form[data-filter] select")) select.addEventListener("change", () => select.form.requestSubmit());

  // The preview belongs to the mapping it was made with.
  for (const form of all("[data-mapping]")) {
    form.addEventListener("change", (event) => {
      const select = event.target;
      if (select.closest(".sl-rules-more, .radio-cards") && select.name !== "currency") return;
      select.closest("tr")?.classList.toggle("is-ignored", select.value === "");
      select.parentElement.querySelector(".sl-suggested")?.remove();
      const stale = form.querySelector("[data-stale]");
      if (stale) stale.hidden = false;
    });
  }
})();
