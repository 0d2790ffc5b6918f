// Draws the sales of a month with uPlot in place of the plain bars; colours come from the style sheet, so a change of
// theme draws anew.
(() => {
  "use strict";
  const language = document.documentElement.lang;

  const draw = (place) => {
    const data = JSON.parse(place.dataset.chart);
    const unit = 10 ** data.exponent;
    const money = new Intl.NumberFormat(language, { style: "currency", currency: data.currency });
    const short = new Intl.NumberFormat(language, { style: "currency", currency: data.currency, notation: "compact", maximumFractionDigits: 1 });
    const day = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
    const tick = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
    const times = data.days.map((text) => Date.parse(`${text}T00:00:00Z`) / 1000);
    const revenue = data.revenue.map((minor) => minor / unit);
    const most = Math.max(...data.orders, 1);

    const tip = document.createElement("div");
    tip.className = "sl-tip";
    tip.hidden = true;
    let chart = null;

    const colour = (name) => {
      const probe = document.createElement("span");
      probe.style.color = `var(${name})`;
      place.append(probe);
      const value = getComputedStyle(probe).color;
      probe.remove();
      return value;
    };
    const build = () => {
      chart?.destroy();
      place.textContent = "";
      const ink = colour("--ink-3");
      const line = colour("--line");
      const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "11px Figtree, sans-serif" };
      const options = {
        width: place.clientWidth,
        height: place.clientHeight,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: {
          x: { time: false, range: (_, low, high) => [low - 43200, high + 43200] },
          y: { range: (_, __, high) => [0, Math.max(high * 1.08, 1)] },
          orders: { range: [0, Math.max(most * 2.2, 4)] },
        },
        axes: [
          { ...axis, grid: { show: false }, size: 26, splits: () => times.filter((_, at) => (times.length - 1 - at) % (place.clientWidth < 480 ? 10 : 5) === 0), values: (_, at) => at.map((time) => tick.format(time * 1000)) },
          { ...axis, size: 58, values: (_, at) => at.map((value) => short.format(value)) },
        ],
        series: [
          {},
          { fill: colour("--chart-bar"), paths: uPlot.paths.bars({ size: [0.62, 26], radius: 0.2 }), points: { show: false } },
          { scale: "orders", stroke: colour("--chart-line"), width: 2, points: { show: true, size: 5 } },
        ],
        hooks: {
          setCursor: [(u) => {
            const at = u.cursor.idx;
            tip.hidden = at === null || at === undefined || u.cursor.left < 0;
            if (tip.hidden) return;
            const title = document.createElement("strong");
            title.textContent = day.format(times[at] * 1000);
            const sold = document.createElement("span");
            sold.textContent = `${money.format(revenue[at])} · ${data.names.orders}: ${data.orders[at]}`;
            tip.replaceChildren(title, sold);
            const left = u.valToPos(times[at], "x") + u.bbox.left / devicePixelRatio;
            tip.style.left = `${Math.min(Math.max(left - tip.offsetWidth / 2, 0), place.clientWidth - tip.offsetWidth)}px`;
            tip.style.top = "0px";
          }],
        },
      };
      chart = new uPlot(options, [times, revenue, data.orders], place);
      place.append(tip);
    };
    build();
    new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: place.clientHeight })).observe(place);
    new MutationObserver(build).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", build);
  };

  if (typeof uPlot === "function") for (const place of document.querySelectorAll("[data-chart]")) draw(place);
})();
