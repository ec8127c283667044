/**
 * The name of a key in Redis. One hash tag puts all keys in one slot: the tag of the
 * prefix, if it has one. Scripts change several keys, and a cluster runs a script in
 * one slot only.
 *
 * @internal
 */
export const redisKey = (prefix: string, name: string): string =>
  `${emptyTag.test(prefix) ? tag : ""}${prefix}${tag}${name.replace(/^effect-tiktok/, "")}`

const tag = "{effect-tiktok}"

// If the first tag is empty, Redis hashes the whole key.
const emptyTag = /^[^{]*\{\}/
