// The two programs that show our questionnaires to people elsewhere, each on a page of its own: LHC-Forms
// (National Library of Medicine) and Refero (Helsenorge). Both are served from node_modules; nothing is fetched.
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "../node_modules");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };

/** Serves both clients on a free port, until `stop`. */
export async function startClients() {
  const bundle = mkdtempSync(join(tmpdir(), "lytt-clients-"));
  await build({
    entryPoints: [join(here, "refero.mjs")], outfile: join(bundle, "refero.js"), bundle: true, format: "esm", logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".scss": "empty", ".woff": "empty", ".woff2": "empty", ".svg": "empty" },
  });
  const roots = [
    ["/lforms/", join(modules, "lforms/dist/lforms")],
    // Refero looks for its worker in a folder beside itself.
    ["/refero/assets/", join(modules, "@helsenorge/refero/assets")],
    ["/refero/", bundle],
    ["/", here],
  ];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const [prefix, root] = roots.find(([start]) => path.startsWith(start));
    const file = normalize(join(root, path.slice(prefix.length)));
    const type = TYPES[extname(file)];
    if (!file.startsWith(root + sep) || !type || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type });
    return createReadStream(file).pipe(response);
  });
  await new Promise((done, fail) => { server.once("error", fail); server.listen(0, "127.0.0.1", done); });
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(bundle, { recursive: true, force: true });
    },
  };
}
