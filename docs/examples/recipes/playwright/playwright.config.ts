import { defineConfig } from "@playwright/test"

const mock = new URL(process.env["TIKTOK"] ?? "http://127.0.0.1:8787")
const app = new URL(process.env["APP"] ?? "http://localhost:5173")

export default defineConfig({
  testDir: "e2e",
  use: { baseURL: app.origin },
  webServer: [
    { command: `npx tiktok-mock --port ${mock.port} --lifecycle 1s`, url: `${mock.origin}/_mock/info` },
    {
      command: `npx vite --port ${app.port} --strictPort`,
      url: app.origin,
      cwd: "../vite",
      env: { TIKTOK: mock.href.replace(/\/$/, "") }
    }
  ]
})
