// Loads the page anew when the preview has something else to show. Asks only while somebody sees the page.
(() => {
  const { state } = document.currentScript.dataset;
  let asking = null;

  async function ask() {
    if (asking || document.visibilityState !== "visible") return;
    const mine = (asking = new AbortController());
    try {
      for (;;) {
        const answer = await fetch(`/_preview/state?seen=${state}`, { signal: mine.signal, cache: "no-store" });
        if ((await answer.text()) !== state) {
          location.reload();
          return;
        }
      }
    } catch {
      if (asking === mine) asking = null;
      if (!mine.signal.aborted) setTimeout(ask, 1000);  // The preview has ended; it may come back.
    }
  }

  function stop() {
    asking?.abort();
    asking = null;
  }

  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? ask() : stop()));
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", ask);
})();
