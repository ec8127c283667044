import { UnknownId } from "../engine/ControlError.ts"
import type { Mock, Tenants } from "../Mock.ts"

/** The tenants inside the server. */
export interface RunningTenants extends Tenants {
  /** The tenant with a name, made on first use. Throws a `RangeError` for an invalid name, and a `TooManyTenants`. */
  readonly get: (name: string) => Mock
  readonly has: (name: string) => boolean
  /** The mocks of all tenants. */
  readonly all: () => ReadonlyArray<Mock>
}

/** Thrown when the server has the maximum number of tenants. */
class TooManyTenants extends Error {
  override readonly name = "TooManyTenants"
}

/** The default maximum. */
const MAX_TENANTS = 1_000

// Longer than a pause in a test run.
const IDLE_MILLIS = 60 * 60 * 1_000

interface TenantEntry {
  readonly mock: Mock
  readonly end: () => Promise<void>
  readonly createdAt: number
  readonly usedAt: number
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * Makes the tenants of a server. At the maximum number, a new tenant replaces the least recently used one, if that was idle
 * for an hour.
 */
export const makeTenants = (
  make: (name: string) => Mock,
  max: number = MAX_TENANTS,
  now: () => number = Date.now
): RunningTenants => {
  // Sorted by last use.
  const tenants = new Map<string, TenantEntry>()

  const makeRoom = () => {
    if (tenants.size < max) return
    const [first] = tenants
    if (first === undefined || now() - first[1].usedAt < IDLE_MILLIS) {
      throw new TooManyTenants(
        `the server has ${tenants.size} tenants, which is the maximum; remove some with DELETE /_mock/tenants/{name}`
      )
    }
    tenants.delete(first[0])
    void first[1].end()
  }

  const remove = async (name: string) => {
    const tenant = tenants.get(name)
    if (tenant === undefined) throw new UnknownId(`the mock has no tenant ${name}`)
    tenants.delete(name)
    await tenant.end()
  }

  return {
    get: (name) => {
      let tenant = tenants.get(name)
      if (tenant === undefined) {
        if (!NAME.test(name)) {
          throw new RangeError(
            `tenant: must be 1 to 64 letters, digits, dots, dashes and underscores, and start with a letter or digit`
          )
        }
        makeRoom()
        const made = make(name)
        // The next use of the name makes a new tenant.
        const dispose = () => tenants.get(name)?.mock === mock ? remove(name) : made.dispose()
        const mock: Mock = { ...made, dispose }
        tenant = { mock, end: made.dispose, createdAt: now(), usedAt: now() }
      }
      tenants.delete(name)
      tenants.set(name, { ...tenant, usedAt: now() })
      return tenant.mock
    },
    has: (name) => tenants.has(name),
    all: () => [...tenants.values()].map(({ mock }) => mock),
    list: () =>
      [...tenants].map(([name, { createdAt, mock, usedAt }]) => ({
        name,
        createdAt,
        usedAt,
        scenario: mock.settings().scenario.name,
        posts: mock.control.posts().length
      })).toSorted((left, right) => left.createdAt - right.createdAt || left.name.localeCompare(right.name)),
    remove,
    clear: async () => {
      const names = [...tenants.keys()]
      await Promise.all(names.map(remove))
      return names.length
    }
  }
}
