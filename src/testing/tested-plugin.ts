/** A plugin set up alone, as the host would, and asked what the host would ask: by the host's own registry and checks. */
import {resolve} from 'node:path'
import {openDatable} from '../dates/datable.ts'
import {lazyReader} from '../dates/lazy-reader.ts'
import {MediaStructError, unknownName} from '../errors.ts'
import {HashPool} from '../hash/pool.ts'
import {Workers} from '../hash/workers.ts'
import type {CaptureDate, DedupeDecision, NamableFile, NameProposal, VolumeTarget} from '../hooks.ts'
import {fromText} from '../paths/bytes.ts'
import {askCaptureDate, askDedupePolicy, askDiscovered, askRenameStrategy} from '../plugin/ask.ts'
import {chooseHash, chooseMedium} from '../plugin/choose.ts'
import {chooseEcc, type Ecc} from '../plugin/ecc.ts'
import {setUp} from '../plugin/load.ts'
import {Registry, type TapRecord} from '../plugin/registry.ts'
import type {Plugin, PluginFactory} from '../plugin/types.ts'
import {instantiate} from '../plugin/validate.ts'
import {discovered, groupOf, namable, proposalFor, type SampleDuplicate, type SampleFile} from './samples.ts'
import {scratch} from './scratch.ts'

/** Where its options come from, for the sentence that refuses them. */
const ORIGIN = 'the test'

/**
 * @param options as a config would give them; checked by the plugin's schema
 * @throws MediaStructError BAD_PLUGIN, BAD_OPTIONS, PLUGIN_FAILED, NAME_TAKEN: what the host throws
 */
export async function testPlugin(
  plugin: Plugin | PluginFactory<never>,
  options?: unknown,
): Promise<TestedPlugin> {
  const registry = new Registry()
  const messages: string[] = []
  const log = {warn: (text: string) => messages.push(text), debug: (text: string) => messages.push(text)}
  const {needs} = await setUp(
    {
      plugin: await instantiate(plugin, options, ORIGIN),
      origin: 'config',
      options: options === undefined ? undefined : {value: options, file: ORIGIN},
    },
    registry,
    log,
  )
  if (needs !== undefined) messages.push(needs)
  return new TestedPlugin(registry, messages)
}

/** What a source is told beside the file. */
export interface AskedDate {
  /** IANA zone for times that the file stores as UTC; UTC where nothing is said. */
  readonly timezone?: string
  /** The drop; the file's own directory where nothing is said. */
  readonly tree?: string
  /** As the config's `localClocks`. */
  readonly localClocks?: readonly string[]
  /** Hears of the values that the source refuses. */
  readonly refuse?: (written: string, reason: string) => void
}

export type {TestedPlugin}

class TestedPlugin {
  readonly #registry: Registry
  /** What it said through `api.log`, and what the host had to say of it. */
  readonly messages: readonly string[]

  constructor(registry: Registry, messages: readonly string[]) {
    this.#registry = registry
    this.messages = messages
  }

  /** What it taps, in order. */
  get taps(): readonly TapRecord[] {
    return this.#registry.taps
  }

  /** Asks `onFileDiscovered`. @returns the reason for which the file is left out; undefined where it is kept */
  async discover(file: SampleFile): Promise<string | undefined> {
    return await askDiscovered(this.#registry.hooks.onFileDiscovered, discovered(file))
  }

  /** Asks the named source about a real file. */
  async captureDate(
    name: string,
    path: string,
    {timezone = 'UTC', tree, localClocks, refuse}: AskedDate = {},
  ): Promise<CaptureDate | undefined> {
    this.#assertOffered('captureDate', 'capture-date source', name)
    const {close, ...file} = await openDatable(fromText(resolve(path)), {
      timezone,
      tree: tree === undefined ? undefined : fromText(resolve(tree)),
      localClocks,
      refuse,
    })
    try {
      return await askCaptureDate(this.#registry, name, file)
    } finally {
      await close()
    }
  }

  /**
   * Asks the named strategy. What is not given of the file has a plausible value; what is read of it, is read at its `path`.
   * @param proposal the host's own, by its default templates, where nothing is given
   * @returns where the host would file it: the checked answer, or the proposal
   */
  async rename(
    name: string,
    file: Partial<NamableFile> = {},
    proposal?: NameProposal,
  ): Promise<NameProposal> {
    this.#assertOffered('renameStrategy', 'rename strategy', name)
    const opened = lazyReader(fromText(resolve(file.path ?? '')))
    const whole = namable(file, opened.read)
    try {
      return await askRenameStrategy(this.#registry, name, whole, proposal ?? proposalFor(whole))
    } finally {
      await opened.close()
    }
  }

  /**
   * Asks the named policy about files of equal content, in the order in which the host would prefer them.
   * @param files paths, or what matters of each; a file is in no master unless its `role` or `master` says so
   * @returns undefined where the default decides
   */
  async dedupe(name: string, files: readonly SampleDuplicate[]): Promise<DedupeDecision | undefined> {
    this.#assertOffered('dedupePolicy', 'dedupe policy', name)
    return await askDedupePolicy(this.#registry, name, groupOf(files))
  }

  /** The digest of a content in lower-case hex, made in a worker thread as in real runs. */
  async hash(name: string, content: string | Uint8Array): Promise<string> {
    const workers = new Workers(1)
    const pool = new HashPool(workers, chooseHash(this.#registry, name))
    try {
      const [result] = await pool.hashBatch([fromText(`${scratch({content})}/content`)])
      if (result?.ok) return result.hash
      throw new MediaStructError(result?.code ?? 'HASH_MODULE', result?.message ?? 'no digest came')
    } finally {
      await workers.close()
    }
  }

  /** The named medium, checked. */
  medium(name: string): VolumeTarget {
    return chooseMedium(this.#registry, name)
  }

  /** The named error correction, with every check that the host makes of its answers. */
  async ecc(name: string): Promise<Ecc> {
    const ecc = await chooseEcc(this.#registry, name)
    if (!ecc) throw unknownName('error correction', name, this.#registry.names('ecc'))
    return ecc
  }

  #assertOffered(hook: 'captureDate' | 'renameStrategy' | 'dedupePolicy', what: string, name: string): void {
    if (!this.#registry.has(hook, name)) throw unknownName(what, name, this.#registry.names(hook))
  }
}
