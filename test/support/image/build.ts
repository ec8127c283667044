/**
 * Builds an image without a container engine: each stage is a folder, each RUN a shell in it. Unknown instructions are
 * errors. A base image is an empty folder, and Node is the one that runs this test.
 */
import { spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, statSync } from "node:fs"
import { basename, delimiter, dirname, join, posix } from "node:path"
import { execForm, type Instruction, pairsOf, type Stage } from "./dockerfile.ts"

/** A built stage. */
export interface Image {
  /** The folder of its file system. */
  readonly root: string
  workdir: string
  user: string
  env: Readonly<Record<string, string>>
  labels: Readonly<Record<string, string>>
  ports: ReadonlyArray<string>
  entrypoint: ReadonlyArray<string>
  command: ReadonlyArray<string>
  healthcheck: ReadonlyArray<string>
}

/** Builds the stages one after the other, in folders below `folder`, and returns the last one. */
export const buildImage = (stages: ReadonlyArray<Stage>, context: string, folder: string): Image => {
  const built = new Map<string, Image>()
  for (const [index, { base, instructions, name }] of stages.entries()) {
    if (built.has(base)) throw new Error(`a stage on top of another, ${base}, is not supported`)
    const root = join(folder, name ?? String(index))
    mkdirSync(root, { recursive: true })
    const image: Image = {
      root,
      workdir: "/",
      user: "root",
      env: {},
      labels: {},
      ports: [],
      entrypoint: [],
      command: [],
      healthcheck: []
    }
    for (const instruction of instructions) apply(instruction, image, (from) => sourceOf(from, context, built))
    built.set(name ?? String(index), image)
    if (index === stages.length - 1) return image
  }
  throw new Error("a Dockerfile without a stage")
}

/** The path on this machine of a path in the image. */
export const within = ({ root, workdir }: Image, path: string): string => join(root, posix.resolve(workdir, path))

/** The environment of a process in the image, and the path to Node. */
export const environmentOf = ({ env }: Image): Readonly<Record<string, string | undefined>> => ({
  PATH: dirname(process.execPath) + delimiter + process.env["PATH"],
  ...env
})

const sourceOf = (from: string | undefined, context: string, built: ReadonlyMap<string, Image>): string => {
  if (from === undefined) return context
  const stage = built.get(from)
  if (stage === undefined) throw new Error(`COPY --from=${from} names no stage before it`)
  return stage.root
}

const apply = (instruction: Instruction, image: Image, source: (from: string | undefined) => string): void => {
  const { arguments: text, flags, name } = instruction
  switch (name) {
    case "WORKDIR":
      image.workdir = posix.resolve(image.workdir, text)
      return void mkdirSync(within(image, "."), { recursive: true })
    case "COPY":
      return copy(text, image, source(flags["from"]))
    case "RUN":
      return run(text, image)
    case "ENV":
      image.env = { ...image.env, ...pairsOf(text) }
      return
    case "LABEL":
      image.labels = { ...image.labels, ...pairsOf(text) }
      return
    case "EXPOSE":
      image.ports = [...image.ports, ...text.split(/\s+/)]
      return
    case "USER":
      image.user = text
      return
    case "ENTRYPOINT":
      image.entrypoint = wordsOf(name, text)
      return
    case "CMD":
      image.command = wordsOf(name, text)
      return
    case "HEALTHCHECK":
      image.healthcheck = wordsOf(name, text.replace(/^CMD\s+/, ""))
      return
    default:
      throw new Error(`${name} is not supported`)
  }
}

const wordsOf = (name: string, text: string): ReadonlyArray<string> => {
  const words = execForm(text)
  if (words === undefined) throw new Error(`${name} is in shell form, where signals end with the shell: ${text}`)
  return words
}

const copy = (text: string, image: Image, source: string): void => {
  const paths = text.split(/\s+/)
  const target = paths.pop() ?? ""
  if (paths.length > 1 && !target.endsWith("/")) {
    throw new Error(`COPY of several files to ${target}, which is no folder`)
  }
  for (const path of paths) {
    const from = join(source, path)
    if (!existsSync(from)) throw new Error(`COPY of ${path}, which is not there`)
    const isFile = statSync(from).isFile()
    // COPY of a folder copies its content to the target.
    const to = isFile && target.endsWith("/") ? join(within(image, target), basename(path)) : within(image, target)
    cpSync(from, to, { recursive: true })
  }
}

const run = (command: string, image: Image): void => {
  const { status, stderr, stdout } = spawnSync("sh", ["-c", command], {
    cwd: within(image, "."),
    // The RUN uses this machine's registry settings, certificates and cache.
    env: { ...process.env, ...environmentOf(image) },
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(`RUN ${command} ended with ${status}\n${stdout}${stderr}`)
}
