import { scenarios } from "../scenarios/scenarios.ts"
import { DEFAULT_PORT } from "./arguments.ts"

/** What `--help` prints. */
export const help = `tiktok-mock: a stateful TikTok Content Posting API on your own machine

Usage: tiktok-mock [options]

  --port N           port to listen on, 0 for any free one (default ${DEFAULT_PORT})
  --host HOST        address to listen on (default 127.0.0.1)
  --scenario NAME    the starting scenario (default happy)
  --seed-file FILE   a starting state in YAML or JSON
  --state FILE       keep everything in this file, and go on from there next time
  --ephemeral        forget everything at the end, which is the default
  --seed TEXT        ids and tokens follow from it
  --lifecycle HOW    when a post settles after its media have arrived: immediate, manual, 3s, 2polls (default 3s)
  --limits WHICH     documented or off
  --contract NAME    catalog or live: who answers a request that does not tell (default catalog)
  --bandwidth RATE   bytes an upload may bring in a second, like 500KB or 10MB
  --webhook URL      where webhooks go
  --auto-consent     log creators in without asking
  --audited          the app is audited
  --unaudited        the app is not audited: it can only post to private accounts
  --keep-media WHAT  none, head or all: what is kept on disk of uploaded files, to be played in the dashboard (default all)
  --media-dir DIR    keep them here, also at the end (default: in a temporary folder, which is removed then)
  --media-limit SIZE bytes to keep at most, like 500MB; the oldest file goes first (default 2GB)
  --json             print one JSON object per line
  --help             print this
  --version          print the version

Reaching it:

  --public-url URL   what upload addresses begin with (default: the host that a request came to)
  --trust-proxy      believe X-Forwarded-* and Forwarded headers, of a proxy that sets them
  --allow-host NAME  a host name under which /_mock/ may be called, besides this machine's; .NAME for it and all below; repeatable
  --cors MODE        browser-ok: pages of any origin may call the API; like-production: none may (default browser-ok)
  --https            speak https with a throwaway certificate, which is at /_mock/certificate
  --https-cert FILE  speak https with this certificate, in PEM
  --https-key FILE   its key

Everything under http://HOST:PORT/_mock/ controls the mock, /t/NAME/ is a mock of its own.

Scenarios:

${Object.values(scenarios).map(({ description, name }) => `  ${name.padEnd(18)} ${description}`).join("\n")}
`
