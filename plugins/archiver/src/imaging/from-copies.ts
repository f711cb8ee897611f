/**
 * The files of a volume from copies of it: as they are, and where that does not give all of them, from copies of the
 * damaged images that their error correction repaired.
 */
import {
  errnoOf,
  fromText,
  MediaStructError,
  messageOf,
  type Progress,
  type RawPath,
  type ScratchDirectory,
} from 'mediastruct'
import {type RepairedImage, type RepairOptions, repairedCopy} from '../ecc/repair.ts'
import {assertNotInterrupted} from './run.ts'
import {type Salvage, salvage} from './salvage.ts'
import {openSource, type Source} from './sources.ts'

export interface FromCopiesOptions {
  readonly from: readonly RawPath[]
  /** SHA-256 of the manifests that we wrote for the volume. */
  readonly manifests: readonly string[]
  readonly scratch: ScratchDirectory
  /** Undefined: nothing can be repaired. */
  readonly repair: RepairOptions | undefined
  /** Is told of copies that nothing was taken from, because no file system can be read on them. */
  readonly passedOver: (path: RawPath, why: string) => void
  readonly progress: (label: string, totalBytes: number) => Progress
  readonly signal: AbortSignal
}

export interface FromCopies extends Salvage {
  readonly repaired: readonly RepairedImage[]
}

/** @throws MediaStructError NO_SOURCE, NOT_AN_IMAGE, NO_MANIFEST, INTERRUPTED, and of repairing; the system call's error */
export async function fromCopies(options: FromCopiesOptions): Promise<FromCopies> {
  const {from, repair} = options
  const sources = new Sources()
  try {
    const asTheyAre = await attempt(async () => {
      await sources.openAll(from)
      return await taken(options, sources)
    })
    const isWhole = !('error' in asTheyAre) && asTheyAre.missing.length === 0
    const repaired = isWhole || !repair ? [] : await repairAll(from, sources, repair)
    const found = repaired.length === 0 ? asTheyAre : await attempt(() => taken(options, sources))
    const result = resultOf(found, repaired)
    for (const {path, error} of sources.unreadable) {
      if (!repaired.some((image) => image.path === path)) options.passedOver(path, messageOf(error))
    }
    return result
  } finally {
    await sources.close()
  }
}

async function repairAll(
  from: readonly RawPath[],
  sources: Sources,
  repair: RepairOptions,
): Promise<RepairedImage[]> {
  const repaired: RepairedImage[] = []
  for (const [number, path] of from.entries()) {
    if (sources.isDirectory(path)) continue
    const image = await repairedCopy(path, number, repair).catch((error: unknown) => {
      if (!(error instanceof MediaStructError) || !FAILURE.has(error.code)) throw error
      repair.failed(error)
    })
    if (!image) continue
    repaired.push(image)
    await attempt(() => sources.openRepaired(image))
  }
  return repaired
}

interface Failed {
  readonly error: unknown
}

/** What was found wrong with the copies may be what is repaired; anything else ends it here. */
async function attempt<T extends Salvage | undefined>(work: () => Promise<T>): Promise<T | Failed> {
  try {
    return await work()
  } catch (error) {
    if (isDamage(error)) return {error}
    throw error
  }
}

/** Of what repairs, not of what is repaired. */
const FAILURE = new Set(['NO_ECC', 'ECC_FAILED', 'BAD_ANSWER'])
const DAMAGE = new Set(['NOT_AN_IMAGE', 'CUT_SHORT', 'NO_MANIFEST'])

function isDamage(error: unknown): boolean {
  return error instanceof MediaStructError ? DAMAGE.has(error.code) : errnoOf(error) === 'EIO'
}

function resultOf(found: Salvage | Failed, repaired: readonly RepairedImage[]): FromCopies {
  if ('error' in found) throw found.error
  return {...found, repaired}
}

async function taken(
  {manifests, scratch, progress, signal}: FromCopiesOptions,
  sources: Sources,
): Promise<Salvage> {
  const shown = progress('reading the copies', 0)
  const count = (bytes: number) => shown.add(1, bytes)
  try {
    const result = await salvage({sources: sources.all(), manifests, scratch, taken: count, signal})
    assertNotInterrupted(signal)
    return result
  } finally {
    shown.end()
  }
}

class Sources {
  readonly #asTheyAre: Source[] = []
  readonly #repaired: Source[] = []
  readonly unreadable: {readonly path: RawPath; readonly error: unknown}[] = []

  /** Those that were repaired come first: they have what the others lack. @throws where none can be read */
  all(): readonly Source[] {
    const all = [...this.#repaired, ...this.#asTheyAre]
    if (all.length === 0) throw this.unreadable[0]?.error
    return all
  }

  isDirectory(path: RawPath): boolean {
    return this.#asTheyAre.some((source) => source.path === path && source.isDirectory)
  }

  /** One whose file system can't be read is passed over. @throws as `openSource` */
  async openAll(paths: readonly RawPath[]): Promise<void> {
    for (const path of paths) {
      try {
        this.#asTheyAre.push(await openSource(path))
      } catch (error) {
        if (!isDamage(error)) throw error
        this.unreadable.push({path, error})
      }
    }
  }

  /** @throws as `openSource` */
  async openRepaired({path, repaired}: RepairedImage): Promise<undefined> {
    const source = await openSource(repaired)
    this.#repaired.push({...source, path: `${path}${fromText(', repaired')}` as RawPath})
  }

  async close(): Promise<void> {
    for (const source of [...this.#asTheyAre, ...this.#repaired]) await source.close()
  }
}
