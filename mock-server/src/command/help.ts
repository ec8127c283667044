import { webhookEventNames } from "../engine/records.ts"
import { scenarios } from "../scenarios/scenarios.ts"
import { type CommandName, DEFAULT_PUBLISH_ID } from "./commands.ts"
import { DEFAULT_PORT } from "./serveFlags.ts"
import { CONFIG_FILE, CONFIG_FILES } from "./writeSeed.ts"

const switches = `Usage: tiktok-mock switches [options]

Lists the switches and rules with their values, defaults and sources. It takes the options of tiktok-mock, such as:

  --strict           refuse what works here and may fail at TikTok
  --switch NAME=VALUE  set a switch or a rule, like pkce=required or limits.postsPerDay=3; repeatable
  --seed-file FILE   read the starting state from a YAML or JSON file
  --json             print one JSON object per line
`

const init = `Usage: tiktok-mock init [FILE]

Writes a seed file with comments (default ${CONFIG_FILE}), but not over an existing file. It has no options.
`

const url = `  --url URL          the mock, or a tenant of it (default http://127.0.0.1:${DEFAULT_PORT})`

const trigger = `Usage: tiktok-mock trigger [EVENT] [options]

Sends a webhook event of a running mock, as if it had happened. Lists the events without one.

  --creator NAME     the creator of the event: a username or open id
  --publish-id ID    the post of the event (default ${DEFAULT_PUBLISH_ID})
  --content JSON     the whole content of the event, instead of --publish-id
${url}

Events:

${webhookEventNames.map((name) => `  ${name}`).join("\n")}
`

const resend = `Usage: tiktok-mock resend [ID] [options]

Sends a webhook of a running mock again, in any state. Lists the webhooks with their ids without one.

${url}
`

const listen = `Usage: tiktok-mock listen --forward-to URL [options]

Sends the webhooks of a running mock to your app until Ctrl+C, and prints each. Prints the secret that signs them.

  --forward-to URL   the address of your app, on this machine
  --events A,B       send only these events
  --header NAME:VALUE  add a header to each webhook; repeatable
  --print-secret     print only the secret, and exit
${url}
`

const logs = `Usage: tiktok-mock logs [options]

Prints the requests to a running mock until Ctrl+C.

  --status STATUS    only this status, like 404, or this class, like 4xx
  --path TEXT        only paths with this text
  --json             print one JSON object per line
${url}
`

const serve = `tiktok-mock: a stateful TikTok Content Posting API on your own machine

Usage: tiktok-mock [options]
       tiktok-mock init [FILE]          write a seed file with comments (default ${CONFIG_FILE})
       tiktok-mock switches [options]   list the switches and rules with their values, defaults and sources
       tiktok-mock logs [options]       print the requests to a running mock
       tiktok-mock listen --forward-to URL [options]   send the webhooks of a running mock to your app, and print each
       tiktok-mock trigger EVENT [options]             send a webhook event of a running mock
       tiktok-mock resend ID [options]                 send a webhook of a running mock again
       tiktok-mock COMMAND --help       explain one of these commands

  --port N           port to listen on, 0 for any free port (default ${DEFAULT_PORT})
  --host HOST        host name or IP address to listen on (default 127.0.0.1)
  --scenario NAME    the starting scenario (default happy)
  --seed-file FILE   read the starting state from a YAML or JSON file (default: ${
  CONFIG_FILES.join(", ")
} in this folder)
  --no-config        do not look for a seed file in this folder
  --state FILE       store the state in this file, and continue with it at the next start
  --ephemeral        do not store the state (default)
  --seed TEXT        make ids and tokens reproducible (default: others at each start and reset)
  --lifecycle HOW    when a post completes after its media have arrived: immediate, manual, 3s, 2polls (default 3s)
  --limits WHICH     documented or off
  --strict           refuse what works here and may fail at TikTok
  --switch NAME=VALUE  set a switch or a rule, like pkce=required or limits.postsPerDay=3; repeatable
  --contract NAME    catalog or live: the contract for requests that do not identify one (default catalog)
  --bandwidth RATE   bytes per second of an upload, like 500KB or 10MB
  --webhook URL      URL for webhooks
  --auto-consent     skip the consent page
  --audited          the app is audited
  --unaudited        the app is not audited and can only post to private accounts
  --keep-media WHAT  none, head or all: the part of uploaded files to keep on disk, for the dashboard (default all)
  --media-dir DIR    folder for kept files, which stay at the end (default: a temporary folder, which is removed)
  --media-limit SIZE maximum size of kept files, like 500MB; the oldest file is deleted first (default 2GB)
  --no-media-checks  do not check codec, size, frame rate and duration of videos and photos
  --stop-with-parent end with the parent process, even if that is a shell
  --open             open the dashboard in the browser
  --quiet            print only the ready line, not the requests
  --json             print one JSON object per line: one when ready, then one per request
  --help             print this
  --version          print the version

Network:

  --public-url URL   base of the URLs that the mock issues (default: the host of the request)
  --trust-proxy      trust X-Forwarded-* and Forwarded headers; only behind a proxy that sets them
  --allow-host NAME  another host name of this server, whose pages may call it; .NAME includes subdomains; repeatable
  --cors MODE        browser-ok: pages of this machine can call the API; like-production: none can (default browser-ok)
  --https            use https with a throwaway certificate, available at /_mock/certificate
  --https-cert FILE  use https with this certificate, in PEM
  --https-key FILE   the key of the certificate

The control API is under http://HOST:PORT/_mock/. Each path /t/NAME/ is an isolated mock, a tenant.

Scenarios:

${Object.values(scenarios).map(({ description, name }) => `  ${name.padEnd(18)} ${description}`).join("\n")}
`

const texts: Readonly<Record<CommandName, string>> = { serve, switches, init, trigger, resend, listen, logs }

export const helpOf = (command: CommandName): string => texts[command]
