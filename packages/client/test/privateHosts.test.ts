import { assert, describe, it } from "@effect/vitest"
import { isPrivateHost } from "../src/internal/upload/privateHosts.ts"

const isPrivate = (authority: string): boolean => isPrivateHost(new URL(`http://${authority}/`).hostname)

describe("a host", () => {
  it.each([
    "localhost",
    "LOCALHOST.",
    "api.localhost",
    "nas.local",
    "metadata.google.internal",
    "router",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[ff02::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a00:1]",
    "[::10.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:7f00:1::]",
    "[2001:db8::1]"
  ])("%s is of this machine or network", (host) => assert.isTrue(isPrivate(host)))

  it.each([
    "media.example",
    "localhost.example",
    "local.example.com",
    "internal.example.com",
    "93.184.216.34",
    "172.32.0.1",
    "172.15.0.1",
    "192.167.1.1",
    "100.63.0.1",
    "100.128.0.1",
    "11.0.0.1",
    "223.255.255.1",
    "[2606:4700::1111]",
    "[::ffff:8.8.8.8]",
    "[64:ff9b::8.8.8.8]",
    "[2002:808:808::]"
  ])("%s is public", (host) => assert.isFalse(isPrivate(host)))
})
