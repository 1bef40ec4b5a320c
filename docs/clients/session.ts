// A session with the API in TypeScript: join, find a title, rate it, get picks, vote, leave.
// `marquee.ts` is generated from the schema, so a call that the API does not know does not compile.
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./marquee.js";

const site = process.argv[2] ?? "http://127.0.0.1:8000";
let access = "";

const bearer: Middleware = {
  onRequest({ request }) {
    if (access) request.headers.set("Authorization", `Bearer ${access}`);
    return request;
  },
};
const api = createClient<paths>({ baseUrl: site });
api.use(bearer);

/** The answer, or the problem (RFC 9457) as an error. */
function told<Answer>(result: { data?: Answer; error?: unknown }): Answer {
  if (result.data === undefined) throw new Error(JSON.stringify(result.error));
  return result.data;
}

const name = `ts${Math.random().toString(36).slice(2, 10)}`;
const joined = told(
  await api.POST("/api/auth/register", {
    body: { username: name, email: `${name}@mail.example`, password: "seven brown lamps" },
  }),
);
access = joined.access;
console.log(`joined as ${name}`);

const found = told(await api.GET("/api/movies/search", { params: { query: { query: "eega" } } }));
const movie = found.results[0];
if (!movie) throw new Error("nothing found");
const rated = told(
  await api.POST("/api/movies/{title_id}/rating", {
    params: { path: { title_id: movie.id } },
    body: { rating: 4.5 },
  }),
);
console.log(`rated ${movie.title}: ${rated.rating}`);

const picks = told(await api.GET("/api/recommendations", { params: { query: { limit: 3 } } }));
for (const pick of picks.results) console.log(`pick: ${pick.movie.title}`);

const pair = told(await api.GET("/api/comparisons/next"));
const vote = told(await api.POST("/api/votes", { body: { comparison: pair.id, outcome: "a" } }));
console.log(`voted: ${vote.outcome}`);

const renewed = told(await api.POST("/api/auth/refresh", { body: { refresh: joined.refresh } }));
access = renewed.access;
await api.POST("/api/auth/disconnect");
console.log("left");
