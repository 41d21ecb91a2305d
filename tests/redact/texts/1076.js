// ccc-lookup.js 1.0.3
const cfg = {
  endpoint: "https://api.marketplace.copyright.com/v1",
  apiKey: "dFFk0lSUdetXbeRqOrjL3lfILPeKgHntbWALyI",
  auth: { username: 'kestrelview', password: `back${'`'}tick` },
  locationId: 90112,
};
const headers = { "x-access-token": "DIgwiZaetI3YNLiXQkDnUu9KoWFfLS4AV4KiBnphNsU5", Accept: "application/json" };
fetch(`${cfg.endpoint}/orders/${orderId}`, { headers });
String slackHook = "https://hooks.slack.example/services/T07Y4OFINZ/B07FLOKSL2/tafnuBv18WYGeEqElNcfrGAD";
