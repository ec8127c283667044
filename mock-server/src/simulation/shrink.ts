/**
 * The fewest items, in their order, with which a test still fails (delta debugging, Zeller and Hildebrandt 2002). Takes away
 * halves, then smaller parts, until no single item can go.
 */
export const shrink = async <A>(
  items: ReadonlyArray<A>,
  fails: (items: ReadonlyArray<A>) => Promise<boolean>
): Promise<ReadonlyArray<A>> => {
  let left = items
  let size = Math.ceil(left.length / 2)
  while (size >= 1) {
    let isSmaller = false
    for (let start = 0; start < left.length;) {
      const without = [...left.slice(0, start), ...left.slice(start + size)]
      if (await fails(without)) {
        left = without
        isSmaller = true
      } else start += size
    }
    if (size === 1 && !isSmaller) break
    size = size === 1 ? 1 : Math.ceil(size / 2)
  }
  return left
}
