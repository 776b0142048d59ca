/* The map: outline, plots, alerts and a scene's picture, all from the house itself; nothing is asked of the internet. */
(() => {
  "use strict";
  const box = document.getElementById("ground");
  if (!box || !window.L) return;
  const said = box.dataset, english = said.lang === "en";
  box.textContent = "";
  const map = L.map(box, { zoomControl: false, attributionControl: false, keyboard: true });
  L.control.zoom({ zoomInTitle: said.in, zoomOutTitle: said.out }).addTo(map);
  map.setView([12.15, 107.6], 11);

  const popup = (one) => {
    const told = document.createElement("div"), link = document.createElement("a"), more = document.createElement("p");
    link.href = said.cases + encodeURIComponent(one.code) + "/";
    link.textContent = one.where;
    more.textContent = (english ? one.state_en : one.state) + ", " + (one.area / 10000).toLocaleString(english ? "en" : "vi", { maximumFractionDigits: 2 }) + " ha, " + one.found.split("-").reverse().join("/");
    told.append(link, more);
    return told;
  };
  const of = (features, kind) => features.filter((one) => one.properties.is === kind);
  const layer = (features, name, more) => L.geoJSON(features, { style: (one) => ({ className: name + " " + (one.properties.tag || "") }), pointToLayer: (one, at) => L.circleMarker(at, { radius: 8, className: name + " " + one.properties.tag }), ...more });

  fetch(said.from, { credentials: "same-origin" }).then((answer) => answer.ok ? answer.json() : Promise.reject(answer.status)).then((ground) => {
    const layers = {}, alerts = of(ground.features, "alert");
    for (const one of ground.pictures) layers[said.picture + " " + one.on.split("-").reverse().join("/")] = L.imageOverlay(said.pictures + encodeURIComponent(one.name), one.bounds);
    const pictures = Object.values(layers);
    if (pictures.length) pictures[pictures.length - 1].addTo(map);
    const commune = layers[said.commune] = layer(of(ground.features, "commune"), "commune", { interactive: false }).addTo(map);
    layers[said.plots] = layer(of(ground.features, "plot"), "plot", { onEachFeature: (one, drawn) => drawn.bindTooltip(one.properties.name) }).addTo(map);
    const shown = L.layerGroup().addTo(map);
    layers[said.alerts] = shown;
    L.control.layers(null, layers, { collapsed: true }).addTo(map);
    const draw = (month) => {
      shown.clearLayers();
      const wanted = alerts.filter((one) => month ? one.properties.found.startsWith(month) : one.properties.open);
      return layer(wanted, "alert", { onEachFeature: (one, drawn) => drawn.bindPopup(() => popup(one.properties)) }).addTo(shown).getBounds();
    };
    const bounds = draw(said.month), whole = bounds.isValid() ? bounds : commune.getBounds();
    if (said.way) {
      const way = L.polyline(JSON.parse(said.way), { className: "way" }).addTo(map);
      map.fitBounds(way.getBounds().pad(0.2));
    } else if (whole.isValid()) map.fitBounds(whole.pad(0.2), { maxZoom: 15 });
    slide(draw);
    box.dataset.drawn = alerts.length;
  }).catch(() => {
    const told = document.createElement("p");
    told.className = "mark late";
    told.setAttribute("role", "alert");
    told.textContent = said.failed;
    box.replaceWith(told);
  });

  // Sliding only spares the form: the same months, the same alerts.
  function slide(draw) {
    const range = document.getElementById("slide");
    if (!range) return;
    const months = said.months.split(","), told = range.parentElement.querySelector("output");
    range.parentElement.hidden = false;
    const say = () => {
      const month = range.value === "0" ? "" : months[months.length - range.value];
      told.textContent = month ? month.split("-").reverse().join("/") : said.every;
      return month;
    };
    range.addEventListener("input", () => draw(say()));
    range.addEventListener("change", () => { document.getElementById("m").value = say(); });
    say();
  }
})();
