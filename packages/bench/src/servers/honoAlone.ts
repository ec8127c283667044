/** A server that does nothing, on Hono. */
import { getRequestListener } from "@hono/node-server"
import { Hono } from "hono"
import { createServer } from "node:http"
import { listen } from "./listen.ts"

listen(createServer(getRequestListener(new Hono().all("*", (c) => c.json({})).fetch)))
