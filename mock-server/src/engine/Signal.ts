/** Notifies listeners of changes. Changes in the same microtask cause one call. */
export interface Signal {
  readonly notify: () => void
  /** Adds a listener. Returns a function that removes it. */
  readonly on: (listener: () => void) => () => void
}

/** Makes a signal. An error that a listener throws goes to `onDefect`. */
export const makeSignal = (onDefect: (error: unknown) => void): Signal => {
  const listeners = new Set<() => void>()
  let isScheduled = false
  const callListeners = () => {
    isScheduled = false
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        onDefect(error)
      }
    }
  }
  return {
    notify: () => {
      // Most mocks have no listener.
      if (isScheduled || listeners.size === 0) return
      isScheduled = true
      queueMicrotask(callListeners)
    },
    on: (listener) => {
      // The same function may listen twice.
      const own = () => listener()
      listeners.add(own)
      return () => void listeners.delete(own)
    }
  }
}
