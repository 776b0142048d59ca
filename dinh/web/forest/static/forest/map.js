/* The map: tiles that lie on disk, the commune's outline, plots, alerts, all from the house itself; nothing is asked of the internet. */
(() => {
  "use strict";
  const box = document.getElementById("ground");
  if (!box || !window.L) return;
  const said = box.dataset, english = said.lang === "en";
  box.textContent = "";
  const map = L.map(box, { zoomControl: false, attributionControl: false, keyboard: true, maxZoom: 19 });
  L.control.zoom({ zoomInTitle: said.in, zoomOutTitle: said.out }).addTo(map);
  map.setView([12.15, 107.6], 11);

  const shortDay = (day) => day.split("-").reverse().join("/");
  const popup = (one) => {
    const told = document.createElement("div"), link = document.createElement("a"), more = document.createElement("p");
    link.href = said.cases + encodeURIComponent(one.code) + "/";
    link.textContent = one.where;
    more.textContent = (english ? one.state_en : one.state) + ", " + (one.area / 10000).toLocaleString(english ? "en" : "vi", { maximumFractionDigits: 2 }) + " ha, " + shortDay(one.found);
    told.append(link, more);
    return told;
  };
  const of = (features, kind) => features.filter((one) => one.properties.is === kind);
  const layer = (features, name, more) => L.geoJSON(features, { style: (one) => ({ className: name + " " + (one.properties.tag || "") }), pointToLayer: (one, at) => L.circleMarker(at, { radius: 8, className: name + " " + one.properties.tag }), ...more });
  // A plot's name comes with the mouse. Bound before, each plot would be a stop for the keyboard; its names stand in the table.
  const named = (one, drawn) => drawn.once("mouseover", () => drawn.bindTooltip(one.properties.name, { sticky: true }).openTooltip());
  // Leaflet takes a tile's picture away by one of its own, which our pages may not load: the tile just goes.
  const Tiles = L.TileLayer.extend({ _removeTile(key) { L.GridLayer.prototype._removeTile.call(this, key); }, _abortLoading() {} });
  const tiles = (one, z) => new Tiles(said.tiles + encodeURIComponent(one.name) + "/{z}/{x}/{y}.png", { bounds: one.bounds, minNativeZoom: one.least, maxNativeZoom: one.most, maxZoom: 19, zIndex: z });

  fetch(said.from, { credentials: "same-origin" }).then((answer) => answer.ok ? answer.json() : Promise.reject(answer.status)).then((ground) => {
    const alerts = of(ground.features, "alert"), over = {}, none = L.layerGroup(), pictures = { [said.noPicture]: none };
    const bases = ground.layers.filter((one) => !one.on), scenes = ground.layers.filter((one) => one.on);
    bases.forEach((one, n) => { over[one.title] = tiles(one, 1 + n); over[one.title].addTo(map); });
    for (const one of scenes) one.drawn = tiles(one, 100);
    for (const one of [...scenes].reverse()) pictures[shortDay(one.on)] = one.drawn;
    let shownScene = none;
    const show = (one) => { if (one === shownScene) return; map.removeLayer(shownScene); shownScene = one; map.addLayer(one); };
    map.on("baselayerchange", (event) => { shownScene = event.layer; });
    // The last scene that was taken up to the end of a month: what one could have seen then.
    const sceneOf = (month) => { const past = scenes.filter((one) => !month || one.on.slice(0, 7) <= month); return past.length ? past[past.length - 1].drawn : none; };

    const commune = layer(of(ground.features, "commune"), "commune", { interactive: false }).addTo(map);
    if (said.commune) over[said.commune] = commune;
    const plots = over[said.plots] = layer(of(ground.features, "plot"), "plot", { onEachFeature: named }).addTo(map);
    const shown = over[said.alerts] = L.layerGroup().addTo(map);
    if (said.losses) {
      map.createPane("losses").style.cssText = "z-index: 450; pointer-events: none"; // over the alerts, which are drawn anew
      over[said.losses] = layer(of(ground.features, "loss"), "loss", { interactive: false, pane: "losses" }).addTo(map);
    }
    map.addLayer(none);
    const choice = L.control.layers(scenes.length ? pictures : null, over, { collapsed: true }).addTo(map).getContainer().querySelector("a");
    choice.title = said.layers;
    choice.setAttribute("aria-label", said.layers);
    const drawn = (wanted) => {
      shown.clearLayers();
      return layer(wanted, "alert", { onEachFeature: (one, made) => made.bindPopup(() => popup(one.properties)) }).addTo(shown);
    };
    const draw = (month) => {
      show(sceneOf(month));
      return drawn(alerts.filter((one) => month ? one.properties.found.startsWith(month) : one.properties.open)).getBounds();
    };
    const one = said.at && alerts.find((alert) => alert.properties.code === said.at);
    if (one) {
      const made = drawn([one]);
      show(sceneOf(""));
      map.fitBounds(made.getBounds().pad(0.6), { maxZoom: 17 });
      made.eachLayer((alert) => alert.openPopup());
    } else {
      const bounds = draw(said.month), whole = bounds.isValid() ? bounds : plots.getBounds().isValid() ? plots.getBounds() : commune.getBounds();
      if (said.way) map.fitBounds(L.polyline(JSON.parse(said.way), { className: "way" }).addTo(map).getBounds().pad(0.2));
      else if (whole.isValid()) map.fitBounds(whole.pad(0.2), { maxZoom: 16 });
    }
    slide(draw);
    box.dataset.drawn = alerts.length;
  }).catch(() => {
    const told = document.createElement("p");
    told.className = "mark late";
    told.setAttribute("role", "alert");
    told.textContent = said.failed;
    box.replaceWith(told);
  });

  // Sliding only spares the form: the same months, the same alerts, on the map at once and in the table when the hand rests.
  function slide(draw) {
    const range = document.getElementById("slide");
    if (!range) return;
    const months = said.months.split(","), told = range.parentElement.querySelector("output"), select = document.getElementById("m");
    range.parentElement.hidden = false;
    const month = () => range.value === "0" ? "" : months[months.length - range.value];
    const say = () => { told.textContent = month() ? month().split("-").reverse().join("/") : said.every; };
    let resting = 0;
    range.addEventListener("input", () => {
      say();
      draw(month());
      clearTimeout(resting);
      resting = setTimeout(() => table(month()), 400);
    });
    async function table(wanted) {
      select.value = wanted;
      const address = location.pathname + (wanted ? "?month=" + wanted : "");
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok || month() !== wanted) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of ["main h1", "#said"]) document.querySelector(part).replaceWith(page.querySelector(part));
      document.title = page.title;
      history.replaceState(null, "", address);
      box.dataset.told = wanted || "open";
    }
    say();
  }
})();
