/** What a command works with: its config, its catalog, its plugins, its hash pool, its reporter. Each made when first asked for. */
import {setTimeout} from 'node:timers/promises'
import type {Config as OclifConfig} from '@oclif/core'
import type {Catalog, CatalogMode} from './catalog/catalog.ts'
import {catalogFailure} from './catalog/failure.ts'
import {assertLocal} from './config/catalog-place.ts'
import type {LoadedConfig} from './config/load.ts'
import type {Settings} from './config/settings.ts'
import {MediaStructError} from './errors.ts'
import type {ChosenHash} from './hash/factory.ts'
import type {HashPool} from './hash/pool.ts'
import type {Workers} from './hash/workers.ts'
import type {RawPath} from './paths/bytes.ts'
import {toText} from './paths/bytes.ts'
import type {Log, Registry} from './plugin/registry.ts'
import type {HookTrace} from './plugin/trace.ts'
import type {Reporter} from './report/reporter.ts'
import {Trees} from './trees.ts'

/** Between two looks at whether another run still writes. */
const LOCKED_MS = 200

export interface HostOptions {
  oclif: OclifConfig
  loaded: LoadedConfig
  reporter: Reporter
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  signal: AbortSignal
  acceptedTrees: readonly RawPath[]
  /** Measures the hooks' taps. */
  trace?: HookTrace | undefined
}

export class Host {
  readonly loaded: LoadedConfig
  readonly reporter: Reporter
  readonly signal: AbortSignal
  readonly acceptedTrees: readonly RawPath[]
  readonly trees: Trees
  /** What plugins threw when nobody waited for it any more, and nobody told yet. */
  readonly strays: string[] = []
  readonly trace: HookTrace | undefined
  readonly #oclif: OclifConfig
  /** Remembers what a plugin threw too late; each sentence is told once. */
  readonly takeStray = (message: string): void => {
    if (!this.strays.includes(message)) this.strays.push(message)
  }
  #registry: Promise<Registry> | undefined
  #catalog: Catalog | undefined
  #workers: Promise<Workers> | undefined

  constructor({oclif, loaded, reporter, signal, acceptedTrees, trace}: HostOptions) {
    this.#oclif = oclif
    this.loaded = loaded
    this.reporter = reporter
    this.signal = signal
    this.acceptedTrees = acceptedTrees
    this.trace = trace
    this.trees = Trees.of(loaded.settings)
  }

  get settings(): Settings {
    return this.loaded.settings
  }

  /** The plugins, loaded and set up. @throws MediaStructError BAD_PLUGIN, PLUGIN_FAILED, NAME_TAKEN */
  plugins(): Promise<Registry> {
    this.#registry ??= import('./plugin/load.ts').then(({loadPlugins}) =>
      loadPlugins(this.#oclif, this.settings, {log: this.#pluginLog(), trace: this.trace}),
    )
    return this.#registry
  }

  #pluginLog(): Log {
    return {
      warn: (message) => this.reporter.warn(message),
      debug: (message) => {
        if (process.env.MEDIASTRUCT_DEBUG) this.reporter.note(message)
      },
    }
  }

  /** The catalog; a second call gives the same one, whatever its mode. @throws MediaStructError NO_CATALOG, CATALOG_… */
  async catalog(mode: CatalogMode): Promise<Catalog> {
    if (!this.#catalog) {
      const file = toText(this.settings.catalog)
      await assertLocal(file)
      const {Catalog} = await import('./catalog/catalog.ts')
      this.#catalog = Catalog.open(file, mode)
    }
    return this.#catalog
  }

  /**
   * The catalog for writing, in the place of the one that was read from until now: for work that reads for hours, and has one
   * thing to remember at its end. Another run that writes is waited for; what was read before may have changed meanwhile.
   * @returns undefined where it was interrupted while it waited
   * @throws MediaStructError CATALOG_…
   */
  async catalogWhenFree(): Promise<Catalog | undefined> {
    this.#catalog?.close()
    this.#catalog = undefined
    const isLocked = (error: unknown) => error instanceof MediaStructError && error.code === 'CATALOG_LOCKED'
    for (let hasWaited = false; !this.signal.aborted; hasWaited = true) {
      try {
        return await this.catalog('write')
      } catch (error) {
        if (!isLocked(error)) throw error
        if (!hasWaited && error instanceof Error)
          this.reporter.note(`${error.message} What was found is remembered as soon as that run has ended.`)
      }
      await setTimeout(LOCKED_MS)
    }
    return undefined
  }

  /** For commands that can't begin without a catalog: none is made only to be refused. @throws MediaStructError NO_CATALOG */
  async assertCatalog(): Promise<void> {
    const file = toText(this.settings.catalog)
    await assertLocal(file)
    const {assertCatalog} = await import('./catalog/open.ts')
    assertCatalog(file)
  }

  /** What an error of the catalog's database says of it; `undefined` for any other error. */
  catalogFailure(error: unknown): MediaStructError | undefined {
    return catalogFailure(toText(this.settings.catalog), error)
  }

  /** Hashes in the worker threads, with the built-in BLAKE3 unless told otherwise. */
  async hashPool(provider?: ChosenHash): Promise<HashPool> {
    const {HashPool} = await import('./hash/pool.ts')
    return new HashPool(await this.workers(), provider)
  }

  /** The threads that everything shares; none is started before it is asked for something. */
  workers(): Promise<Workers> {
    const {threads} = this.settings
    this.#workers ??= import('./hash/workers.ts').then(({Workers}) => new Workers(threads, this.takeStray))
    return this.#workers
  }

  async close(): Promise<void> {
    await (await this.#workers)?.close()
    this.#workers = undefined
    this.#catalog?.close()
    this.#catalog = undefined
  }
}
