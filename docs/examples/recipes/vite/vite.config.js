import { defineConfig } from "vite"
import { backend } from "./backend.js"

export default defineConfig({
  plugins: [{ name: "backend", configureServer: ({ middlewares }) => void middlewares.use(backend) }]
})
