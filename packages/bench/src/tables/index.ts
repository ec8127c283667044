import type { Table } from "../harness/Table.ts"
import { bundleSize, importing } from "./bundling.ts"
import { call } from "./call.ts"
import { chunks } from "./chunks.ts"
import { journal, posts } from "./growth.ts"
import { inMemory } from "./inMemory.ts"
import { interruption } from "./interruption.ts"
import { fileSize, uploadsAtOnce } from "./memory.ts"
import { preflight } from "./preflight.ts"
import { requests } from "./requests.ts"
import { runtimes } from "./runtimes.ts"
import { scheduler } from "./scheduler.ts"
import { startUp } from "./startUp.ts"
import { upload, uploadTls } from "./upload.ts"
import { waiting } from "./waiting.ts"

/** Every table, in the order of measurement. */
export const tables: ReadonlyArray<Table> = [
  upload,
  uploadTls,
  fileSize,
  uploadsAtOnce,
  interruption,
  runtimes,
  call,
  waiting,
  scheduler,
  requests,
  journal,
  posts,
  chunks,
  startUp,
  inMemory,
  preflight,
  importing,
  bundleSize
]
