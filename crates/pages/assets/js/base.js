// Better with JavaScript, complete without: pictures that fail, the theme at once, focus on errors.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";

  const shape = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // The same drawing as components/picture.html.
  const placeholder = (img) => {
    const svg = shape("svg", {
      class: `picture placeholder tint-${img.dataset.tint}`, viewBox: "0 0 120 120", preserveAspectRatio: "xMidYMid slice",
    });
    if (img.alt) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", img.alt);
    } else {
      svg.setAttribute("aria-hidden", "true");
    }
    const glyph = shape("svg", { class: "ph-glyph", x: 44, y: 50, width: 32, height: 32 });
    glyph.append(shape("use", { href: `${sprite}#${img.dataset.glyph}` }));
    svg.append(
      shape("rect", { class: "ph-ground", width: 120, height: 120 }),
      shape("path", { class: "ph-brick", d: "M0 30h120M0 60h120M0 90h120M24 0v30M72 0v30M0 30v30M48 30v30M96 30v30M24 60v30M72 60v30M48 90v30M96 90v30" }),
      shape("path", { class: "ph-arch", d: "M28 108V60a32 32 0 0 1 64 0v48z" }),
      glyph,
    );
    if (img.dataset.label) {
      const long = img.dataset.label.length > 11 ? " ph-label-long" : "";
      const label = shape("text", { class: `ph-label${long}`, x: 60, y: 98, "aria-hidden": "true" });
      label.textContent = img.dataset.label;
      svg.append(label);
    }
    return svg;
  };
  const mend = (img) => {
    if (img instanceof HTMLImageElement && img.dataset.glyph) img.replaceWith(placeholder(img));
  };
  document.addEventListener("error", (event) => mend(event.target), true);
  for (const img of document.querySelectorAll("img[data-glyph]")) {
    if (img.complete && img.naturalWidth === 0 && img.currentSrc) mend(img);
  }

  // The theme changes without a reload; the form still tells the server, which keeps it in a cookie.
  for (const form of document.querySelectorAll("[data-theme-form]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button) return;
      event.preventDefault();
      document.documentElement.dataset.theme = button.value;
      for (const other of document.querySelectorAll("[data-theme-form] button")) {
        if (other.value === button.value) other.setAttribute("aria-current", "true");
        else other.removeAttribute("aria-current");
      }
      const body = new URLSearchParams(new FormData(form));
      body.set("theme", button.value);
      fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => form.submit());
    });
  }

  // A refused form starts at its list of errors.
  document.getElementById("errors")?.focus();

  // Where a list is chosen from, choosing is enough; the button stays for those without JavaScript.
  for (const select of document.querySelectorAll("select[data-submit]")) {
    select.form?.querySelector("[data-submit-button]")?.setAttribute("hidden", "");
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  // Dialogs: a button names one; without JavaScript it is a link or a form of its own.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    const closer = event.target.closest("[data-close]");
    closer?.closest("dialog")?.close();
  });
})();
