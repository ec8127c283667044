/** Tells listeners that something has changed, once for everything that changes together. */
export interface Signal {
  readonly touch: () => void
  /** Gives what ends the listening. */
  readonly on: (listener: () => void) => () => void
}

/** Makes a signal; what a listener throws goes to `onDefect`. */
export const makeSignal = (onDefect: (error: unknown) => void): Signal => {
  const listeners = new Set<() => void>()
  let isDue = false
  const notify = () => {
    isDue = false
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        onDefect(error)
      }
    }
  }
  return {
    touch: () => {
      // Most mocks have no listener.
      if (isDue || listeners.size === 0) return
      isDue = true
      queueMicrotask(notify)
    },
    on: (listener) => {
      // The same function may listen twice.
      const own = () => listener()
      listeners.add(own)
      return () => void listeners.delete(own)
    }
  }
}
