// Opens pages in Firefox, and prints as JSON what scripts say in them; Firefox and the pages are named on standard input.
// A script may name places, of which there are then pictures, four pixels to one.

import { json } from "node:stream/consumers";
import { launch } from "puppeteer-core";

const PATIENCE = 600_000; // milliseconds: ends only what hangs
const { executablePath, pages } = await json(process.stdin);
const browser = await launch({
  browser: "firefox",
  executablePath,
  headless: true,
  timeout: PATIENCE,
  protocolTimeout: PATIENCE,
  extraPrefsFirefox: { "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false },
});
const seen = [];
try {
  for (const { url, steps } of pages) {
    const tab = await browser.newPage();
    const complaints = [];
    tab.on("console", (message) => complaints.push(`console: ${message.text()}`));
    tab.on("pageerror", (error) => complaints.push(`error: ${error}`));
    tab.on("request", (request) => request.url() === url || request.url().startsWith("data:")
      || complaints.push(`request: ${request.url()}`));
    // Firefox tells nobody else what the page's policy refuses.
    await tab.evaluateOnNewDocument(() =>
      addEventListener("securitypolicyviolation", (event) => console.error("refused", event.blockedURI)));
    await tab.goto(url, { timeout: PATIENCE });
    await tab.evaluate(() => document.fonts.ready.then(() => 0));
    const results = [];
    for (const { width, script } of steps) {
      await tab.setViewport({ width, height: 900, deviceScaleFactor: 4 });
      const { places = [], ...values } = await tab.evaluate(`(${script})()`);
      const pictures = [];
      for (const clip of places) pictures.push(await tab.screenshot({ clip, encoding: "base64" }));
      results.push({ ...values, pictures });
    }
    seen.push({ complaints, results });
    await tab.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
