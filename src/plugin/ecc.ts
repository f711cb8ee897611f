/**
 * Error correction by whichever plugin offers it. Its answers are checked, and whatever it throws is told under its name;
 * what it did to an image is proved elsewhere, by reading the image.
 */
import {inspect} from 'node:util'
import {EXIT, interrupted, MediaStructError, messageOf} from '../errors.ts'
import {inTime, runForeign, timeLimitMs} from '../foreign-code.ts'
import type {EccJob, EccProtectJob, EccProvider, EccRoom, EccState} from '../hooks.ts'
import {ownerOf, type Registry} from './registry.ts'
import {unknownProvider} from './unknown-name.ts'

/** By this name, images get none. */
export const NO_ECC = 'none'

const SECTOR_BYTES = 2048
/** ms for what takes no work; the work itself may take hours, and ends when it is interrupted. */
const ANSWER_TIMEOUT_MS = 60_000
/** ms that a provider has for ending what it started. */
const ENDING_MS = 10_000
const MOST_VITAL = 4
const STATES: readonly unknown[] = ['none', 'intact', 'damaged']

/** @returns undefined for `none`. @throws MediaStructError UNKNOWN_NAME, BAD_ANSWER */
export async function chooseEcc(
  registry: Pick<Registry, 'has' | 'hooks' | 'names' | 'taps' | 'turnedOff'>,
  name: string,
): Promise<Ecc | undefined> {
  if (name === NO_ECC) return undefined
  const provider = registry.has('ecc', name) ? await registry.hooks.ecc.for(name).promise() : undefined
  if (!provider) throw unknownProvider(registry, 'ecc', name)
  return new Ecc(provider, ownerOf(registry.taps, 'ecc', name) ?? '')
}

const METHODS = ['room', 'version', 'protect', 'check', 'repair'] as const

export class Ecc {
  readonly name: string
  readonly #provider: EccProvider
  readonly #plugin: string

  /** @throws MediaStructError BAD_ANSWER where the provider lacks what it must have */
  constructor(provider: EccProvider, plugin: string) {
    this.#provider = provider
    this.#plugin = plugin
    this.name = provider.name
    for (const method of METHODS) {
      if (typeof provider[method] !== 'function')
        throw this.#wrong(`"${method}" to be a function`, provider[method])
    }
  }

  /** @throws MediaStructError BAD_ANSWER, ECC_FAILED */
  room(imageSectors: number, capacitySectors: number): EccRoom {
    const room = this.#run('reckoning', () => this.#provider.room(imageSectors, capacitySectors))
    const {sectors, redundancyPercent, leastPercent} = room ?? {}
    const isNumber = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0
    if (!isNumber(redundancyPercent) || !isNumber(leastPercent) || !Number.isSafeInteger(sectors))
      throw this.#wrong('"sectors", "redundancyPercent" and "leastPercent", none of them negative', room)
    const isWithin = sectors > imageSectors && sectors <= capacitySectors
    if (redundancyPercent > 0 && !isWithin)
      throw this.#wrong(`from ${imageSectors + 1} to ${capacitySectors} sectors`, sectors)
    return {sectors, redundancyPercent, leastPercent}
  }

  /** @throws MediaStructError NO_ECC where something is missing that it needs */
  async version(): Promise<string> {
    try {
      const asked = runForeign(this.#who('version'), async () => await this.#provider.version())
      return String(await inTime(asked, timeLimitMs(ANSWER_TIMEOUT_MS)))
    } catch (error) {
      throw new MediaStructError(
        'NO_ECC',
        `The error correction "${this.name}" can't work: ${messageOf(error)}`,
        {
          hint: 'Or do without: --ecc none.',
          cause: error,
        },
      )
    }
  }

  /** @throws MediaStructError ECC_FAILED, INTERRUPTED */
  async protect(job: EccProtectJob): Promise<void> {
    await this.#work('protecting', job, () => this.#provider.protect(job))
  }

  /** @throws MediaStructError ECC_FAILED, BAD_ANSWER, INTERRUPTED */
  async check(job: EccJob): Promise<EccState> {
    return this.#state(await this.#work('checking', job, () => this.#provider.check(job)))
  }

  /** @throws MediaStructError ECC_FAILED, BAD_ANSWER, INTERRUPTED */
  async repair(job: EccJob): Promise<EccState> {
    return this.#state(await this.#work('repairing', job, () => this.#provider.repair(job)))
  }

  /** Sectors that it does not recognize an image without. @throws MediaStructError BAD_ANSWER */
  get vitalSectors(): readonly number[] {
    const {vitalSectors: sectors = []} = this.#provider
    const isList = Array.isArray(sectors) && sectors.length <= MOST_VITAL
    if (isList && sectors.every((sector) => Number.isSafeInteger(sector) && sector >= 0)) return sectors
    throw this.#wrong(`"vitalSectors" to be ${MOST_VITAL} sectors at most`, sectors)
  }

  /** What stands for a sector that could not be read. @throws MediaStructError BAD_ANSWER, ECC_FAILED */
  standIn(sector: number): Uint8Array {
    const bytes =
      this.#run('repairing', () => this.#provider.standIn?.(sector)) ?? new Uint8Array(SECTOR_BYTES)
    if (bytes instanceof Uint8Array && bytes.length === SECTOR_BYTES) return bytes
    throw this.#wrong(`${SECTOR_BYTES} bytes for a missing sector`, bytes)
  }

  #state(answer: EccState): EccState {
    const {state, detail} = answer ?? {}
    if (STATES.includes(state) && typeof detail === 'string') return {state, detail}
    throw this.#wrong(`"state" to be one of ${STATES.join(', ')}, and "detail" to be a text`, answer)
  }

  #run<T>(what: string, work: () => T): T {
    try {
      return runForeign(this.#who(what), work)
    } catch (error) {
      throw new MediaStructError('ECC_FAILED', `${this.#who(what)}: ${messageOf(error)}`, {
        hint: 'Choose another by name, do without (--ecc none), or mend the plugin.',
        cause: error,
      })
    }
  }

  async #work<T>(what: string, {signal}: EccJob, work: () => Promise<T>): Promise<T> {
    assertGoesOn(signal)
    try {
      const done = runForeign(this.#who(what), async () => await work())
      return await endedWith(done, signal)
    } catch (error) {
      assertGoesOn(signal)
      throw this.#failed(what, error)
    }
  }

  #who(what: string): string {
    return `The plugin ${this.#plugin} failed in ecc "${this.name}" (${what})`
  }

  #failed(what: string, error: unknown): MediaStructError {
    return new MediaStructError('ECC_FAILED', `${this.#who(what)}: ${messageOf(error)}`, {
      hint: 'Nothing was left under the name of the image, and the volume is as it was.',
      exitCode: EXIT.findings,
      cause: error,
    })
  }

  #wrong(expected: string, came: unknown): MediaStructError {
    return new MediaStructError(
      'BAD_ANSWER',
      `The plugin ${this.#plugin} answered ecc "${this.name}" wrongly: expected ${expected}, got ${inspect(came)}.`,
      {hint: 'Choose another by name, do without (--ecc none), or mend the plugin.'},
    )
  }
}

/** Once it is interrupted, it has some seconds; what does not end by then is waited for no longer. */
async function endedWith<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {}
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    stop = () => {
      timer = setTimeout(() => reject(new Error('it did not end when it was interrupted')), ENDING_MS)
    }
    signal.addEventListener('abort', stop, {once: true})
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** @throws MediaStructError INTERRUPTED */
function assertGoesOn(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted('there is no image')
}
