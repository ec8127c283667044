import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from "node:crypto"
import { isIPv4 } from "node:net"
import {
  bitString,
  der,
  integer,
  objectId,
  octetString,
  sequence,
  set,
  tagged,
  trueValue,
  utcTime,
  utf8
} from "./der.ts"

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAY_MILLIS = 24 * 60 * 60 * 1_000

// The longest lifetime that browsers accept.
const LIFE_MILLIS = 397 * DAY_MILLIS

/**
 * Makes a self-signed certificate for host names and IP addresses in URL format. It is valid for 397 days. The format is
 * from RFC 5280, which Node can read but not write.
 */
export const throwawayCertificate = (names: ReadonlyArray<string>, now = Date.now()): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const spki = publicKey.export({ type: "spki", format: "der" })
  const body = sequence(
    tagged(0, integer(2)),
    integer(1, ...randomBytes(15)),
    ecdsaWithSha256,
    self,
    // The clocks of a container and its host can differ.
    sequence(utcTime(now - DAY_MILLIS), utcTime(now + LIFE_MILLIS)),
    self,
    spki,
    tagged(3, sequence(...extensions(names, spki)))
  )
  const signature = sign("sha256", body, privateKey)
  const certificate = sequence(body, ecdsaWithSha256, bitString(signature))
  return {
    cert: pemOf(certificate),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString()
  }
}

/** SHA-256 of a certificate, as browsers and `openssl x509 -fingerprint` show it. */
export const fingerprintOf = (cert: string): string => new X509Certificate(cert).fingerprint256

/** A certificate in PEM. */
export const pemOf = (certificate: Uint8Array): string => {
  const lines = Buffer.from(certificate).toString("base64").match(/.{1,64}/g) ?? []
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n")
}

const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"))

const self = sequence(set(sequence(objectId("2.5.4.3"), utf8("tiktok-mock, throwaway"))))

const extensions = (names: ReadonlyArray<string>, spki: Uint8Array): ReadonlyArray<Uint8Array> => {
  // An uncompressed point of P-256 is the last 65 bytes.
  const keyId = createHash("sha1").update(spki.subarray(-65)).digest()
  return [
    // It cannot sign other certificates.
    extension("2.5.29.19", sequence(), trueValue),
    extension("2.5.29.15", bitString(Uint8Array.of(0x80), 7), trueValue),
    extension("2.5.29.37", sequence(objectId("1.3.6.1.5.5.7.3.1"))),
    extension("2.5.29.17", sequence(...names.map(generalName))),
    extension("2.5.29.14", octetString(keyId)),
    extension("2.5.29.35", sequence(der(0x80, keyId)))
  ]
}

const extension = (name: string, content: Uint8Array, ...critical: ReadonlyArray<Uint8Array>): Uint8Array =>
  sequence(objectId(name), ...critical, octetString(content))

const generalName = (name: string): Uint8Array => {
  if (isIPv4(name)) return der(0x87, Uint8Array.from(name.split("."), Number))
  return name.startsWith("[") ? der(0x87, ipv6Bytes(name.slice(1, -1))) : der(0x82, Buffer.from(name, "latin1"))
}

/** The bytes of an IPv6 address in URL format: hex groups, with at most one omitted run of zeros. */
const ipv6Bytes = (address: string): Uint8Array => {
  const [left = [], right = []] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""))
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right]
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
  )
}
