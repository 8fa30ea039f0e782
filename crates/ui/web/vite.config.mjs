// `npm run dev` serves the page with a node at MINOOTS_ENDPOINT behind it; `npm run build` writes `dist`.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const target = process.env.MINOOTS_ENDPOINT ?? "http://127.0.0.1:7411";
const proxied = {
  target,
  changeOrigin: true,
  // The node refuses pages of other origins, which the development server is.
  configure: (proxy) => proxy.on("proxyReq", (request) => request.removeHeader("origin")),
};

export default defineConfig({
  base: "/ui/",
  plugins: [svelte({ compilerOptions: { runes: true } })],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy: { "/v1": proxied, "/.well-known": proxied, "/readyz": proxied } },
});
