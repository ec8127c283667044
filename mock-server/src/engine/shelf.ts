/** Texts of an exchange, as far as they are kept. */
export interface Bodies {
  readonly request?: string | undefined
  readonly answer?: string | undefined
}

/** Where the texts of one exchange are. */
export interface Slot {
  page: Buffer
  start: number
  /** Bytes of the request, and of the answer behind it. */
  asked: number
  answered: number
}

/** Keeps texts outside of V8's heap, whose collections would copy each of them twice before they let it rest. */
export interface Shelf {
  /** Puts texts behind the latest ones. Texts must leave the shelf in the order in which they have come. */
  readonly put: (slot: Slot, bodies: Bodies) => void
  readonly read: (slot: Slot) => Bodies
  /** Takes texts away, of which those of the slot `next` are behind. */
  readonly drop: (slot: Slot, next: Slot | undefined) => void
}

/** A slot without texts. */
export const emptySlot = (): Slot => ({ page: NO_PAGE, start: 0, asked: 0, answered: 0 })

const NO_PAGE: Buffer = Buffer.alloc(0)

/** Bytes of a page; a longer text gets a page of its own. */
const PAGE = 64 * 1024

// UTF-8 takes three bytes for a UTF-16 unit at most.
const most = (text: string) => text.length * 3

/** Makes a shelf with nothing on it. */
export const makeShelf = (): Shelf => {
  let page: Buffer = NO_PAGE
  let used = 0
  let spare: Buffer | undefined

  const turnTo = (bytes: number) => {
    page = bytes <= PAGE && spare !== undefined ? spare : Buffer.allocUnsafeSlow(Math.max(PAGE, bytes))
    used = 0
    spare = undefined
  }

  return {
    put: (slot, { answer = "", request = "" }) => {
      const bytes = most(request) + most(answer)
      if (used + bytes > page.length) turnTo(bytes)
      slot.page = page
      slot.start = used
      slot.asked = page.write(request, used)
      slot.answered = page.write(answer, used + slot.asked)
      used += slot.asked + slot.answered
    },
    read: ({ answered, asked, page, start }) => {
      const middle = start + asked
      return {
        request: asked === 0 ? undefined : page.toString("utf8", start, middle),
        answer: answered === 0 ? undefined : page.toString("utf8", middle, middle + answered)
      }
    },
    drop: (slot, next) => {
      // The page is free when its last texts leave it.
      if (slot.page !== next?.page && slot.page !== page && slot.page.length === PAGE) spare = slot.page
      slot.page = NO_PAGE
      slot.asked = 0
      slot.answered = 0
    }
  }
}
