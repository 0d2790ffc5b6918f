// Suggestions while one types (ARIA combobox), the gallery, menus and filters. All of it works without this file.
(() => {
  "use strict";
  const ICONS = { query: "search", product: "package", category: "tag", shop: "store" };
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  const icon = (name) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${sprite}#${name}`);
    svg.append(use);
    return svg;
  };

  // One request at a time, 120 ms after the last key; an older answer never replaces a newer one.
  const suggest = (box) => {
    const input = box.querySelector("input");
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = `${input.id}-suggestions`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.dataset.suggestLabel);
    list.hidden = true;
    box.append(list);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(key, value);

    let timer = 0, request = null, chosen = -1;
    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      chosen = index;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      if (index >= 0) input.setAttribute("aria-activedescendant", list.children[index].id);
      else input.removeAttribute("aria-activedescendant");
    };
    const show = (suggestions) => {
      list.replaceChildren(...suggestions.slice(0, 8).map((suggestion, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = suggestion.href;
        const text = document.createElement("span");
        text.className = "text";
        text.textContent = suggestion.text;
        option.append(icon(ICONS[suggestion.kind] ?? "search"), text);
        if (suggestion.detail) {
          const detail = document.createElement("span");
          detail.className = "detail num";
          detail.textContent = suggestion.detail;
          option.append(detail);
        }
        return option;
      }));
      if (list.children.length === 0) return close();
      list.hidden = false;
      chosen = -1;
      input.setAttribute("aria-expanded", "true");
    };
    // Only addresses of this site: the answer is data, not a script.
    const go = (href) => {
      const address = new URL(href, location.origin);
      if (address.origin === location.origin) location.assign(address);
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      request?.abort();
      const text = input.value.trim();
      if (text.length < 2) return close();
      timer = setTimeout(async () => {
        request = new AbortController();
        try {
          const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, {
            signal: request.signal, headers: { accept: "application/json" },
          });
          if (answer.ok) show((await answer.json()).suggestions ?? []);
        } catch {
          close();
        }
      }, 120);
    });
    input.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (!list.hidden && event.key === "ArrowDown") {
        event.preventDefault();
        mark(chosen >= last ? -1 : chosen + 1);
      } else if (!list.hidden && event.key === "ArrowUp") {
        event.preventDefault();
        mark(chosen < 0 ? last : chosen - 1);
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        go(list.children[chosen].dataset.href);
      }
    });
    input.addEventListener("blur", () => setTimeout(close, 100));
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) go(option.dataset.href);
    });
  };
  document.querySelectorAll("[data-suggest]").forEach(suggest);

  // The gallery: thumbnails scroll the stage without moving the page, and follow it.
  for (const gallery of document.querySelectorAll("[data-gallery]")) {
    const stage = gallery.querySelector(".gallery-stage");
    const thumbs = [...gallery.querySelectorAll(".gallery-thumbs a")];
    thumbs.forEach((thumb, at) => thumb.addEventListener("click", (event) => {
      event.preventDefault();
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      stage.scrollTo({ left: at * stage.clientWidth, behavior: calm ? "auto" : "smooth" });
    }));
    stage.addEventListener("scroll", () => {
      const at = Math.round(stage.scrollLeft / stage.clientWidth);
      thumbs.forEach((thumb, index) => {
        if (index === at) thumb.setAttribute("aria-current", "true");
        else thumb.removeAttribute("aria-current");
      });
    }, { passive: true });
  }

  // Menus close by Escape and by a click elsewhere.
  const menus = [...document.querySelectorAll("details.menu")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus.filter((menu) => menu.open)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // On a wide screen a ticked filter takes effect at once; in the drawer of a phone the button does it.
  for (const form of document.querySelectorAll("[data-filter]")) {
    const wide = matchMedia("(min-width: 60.01rem)");
    const button = form.querySelector(".facet-apply");
    const follow = () => { button.hidden = wide.matches; };
    follow();
    wide.addEventListener("change", follow);
    form.addEventListener("change", () => {
      if (wide.matches) form.requestSubmit();
    });
    // Empty prices stay out of the address.
    form.addEventListener("formdata", (event) => {
      for (const name of ["min", "max"]) if (event.formData.get(name) === "") event.formData.delete(name);
    });
  }

  // A changed quantity is sent at once; the button stays for those without JavaScript.
  for (const input of document.querySelectorAll("[data-quantity]")) {
    input.form.querySelector("[data-submit-button]").hidden = true;
    input.addEventListener("change", () => input.form.requestSubmit());
  }

  // The address of a new shop follows its name until it is typed by hand.
  for (const box of document.querySelectorAll("[data-slug-from]")) {
    const slug = box.querySelector("input");
    const name = document.getElementById(box.dataset.slugFrom);
    let own = slug.value !== "";
    slug.addEventListener("input", () => { own = slug.value !== ""; });
    name?.addEventListener("input", () => {
      if (own) return;
      slug.value = name.value.toLowerCase().replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue")
        .replaceAll("ß", "ss").normalize("NFD").replace(/[^a-z0-9]+/g, (run) => (/^\p{M}+$/u.test(run) ? "" : "-"))
        .replace(/^-+|-+$/g, "").slice(0, 63);
    });
  }
})();
