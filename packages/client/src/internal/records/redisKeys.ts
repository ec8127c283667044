/**
 * The name of a key in Redis. Everything is in the hash slot of one tag, the
 * prefix's own if it has one, because scripts change several keys at once and a
 * cluster runs a script in one slot only.
 *
 * @internal
 */
export const redisKey = (prefix: string, name: string): string =>
  `${emptyTag.test(prefix) ? tag : ""}${prefix}${tag}${name.replace(/^effect-tiktok/, "")}`

const tag = "{effect-tiktok}"

// Where the first tag is empty, Redis looks for no other and goes by the whole key.
const emptyTag = /^[^{]*\{\}/
