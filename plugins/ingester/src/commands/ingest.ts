import {existsSync} from 'node:fs'
import {
  Args,
  assertPresent,
  type Catalog,
  type CrawlReport,
  chooseHash,
  excluder,
  type Failure,
  Flags,
  MediaStructError,
  MovingCommand,
  messageOf,
  pruneFlags,
  type RawPath,
  type Registry,
  refresh,
  toBytes,
  typedPath,
} from 'mediastruct'
import {examine, examineBy, examiners} from '../examine/examine.ts'
import {Dates, type DatesOptions, parseForcedDate, parseShift} from '../planner/dates.ts'
import {Holders} from '../planner/holders.ts'
import {type IngestOptions, planIngest} from '../planner/ingest.ts'
import {Namer} from '../planner/namer.ts'
import {assertPlaces, chooseDrops} from '../planner/places.ts'
import {Proof} from '../planner/proof.ts'
import {DEFAULT_DATES} from '../sources/names.ts'

export default class Ingest extends MovingCommand {
  static override description =
    'Files what is in the drop under its date and new name. What is held already, or has no date, is left and listed.'
  static override examples = [
    '<%= config.bin %> ingest /media/card --to /data/photos --dry-run',
    '<%= config.bin %> ingest /media/card --to /data/photos --copy',
    '<%= config.bin %> ingest --shift=-1h --undated /data/undated',
    '<%= config.bin %> ingest --explain /media/card/DCIM/100CANON/IMG_0042.JPG',
  ]
  static override strict = false
  static override args = {
    drops: Args.string({
      description: 'directories to take from; default: "drop" of the config (with --explain: files)',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...pruneFlags,
    to: Flags.string({description: 'the library; default: "library" of the config', helpValue: 'LIBRARY'}),
    copy: Flags.boolean({description: 'leave the originals alone'}),
    undated: Flags.string({description: 'put files without a date here', helpValue: 'DIR'}),
    date: Flags.string({
      description: 'the date of every file of this run',
      helpValue: 'DATE',
      exclusive: ['shift', 'date-from'],
    }),
    'date-from': Flags.string({description: 'ask the file system’s time last, too', options: ['mtime']}),
    shift: Flags.string({description: 'mend a wrong clock: +1h, -1h30m, +2d', helpValue: 'TIME'}),
    explain: Flags.boolean({
      description: 'show for each file which dates it holds, and which one it gets; touches nothing',
    }),
    'lowercase-ext': Flags.boolean({description: 'write extensions in lower case'}),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Ingest)
    const {settings, trees} = this.host
    const said = whatIsSaid(flags)
    examineBy(examiners(settings.threads))
    if (flags.explain) {
      return await this.#explain(argv as string[], await this.#dates(flags['date-from'], said))
    }
    const library = await this.#library(flags.to)
    const undated = flags.undated === undefined ? undefined : await typedPath(flags.undated)
    const drops = await chooseDrops(argv as string[], settings, flags.copy)
    assertPlaces({drops, library, undated, settings, masters: this.masters()})
    trees.add(library, 'library')

    // A name that no plugin answers to is refused before anything is opened.
    const registry = await this.host.plugins()
    const dates = new Dates(await this.#dates(flags['date-from'], said))
    const algorithm = chooseHash(registry, settings.hash).name
    const catalog = await this.openBooks(flags)
    const namer = new Namer({
      registry,
      settings,
      catalog,
      library,
      examine,
      lowercase: flags['lowercase-ext'],
    })
    const isNew = !exists(library)
    const refreshed = await this.#refresh(catalog, library)
    return await this.carryOut({
      command: 'ingest',
      header: {command: 'ingest', target: library, masters: this.masters(), algorithm},
      hasNotices: true,
      alsoInto: [settings.duplicates, undated].filter((path) => path !== undefined),
      sources: drops.map(({path}) => path),
      plan: async (sink) => {
        this.noteRefresh(findingsOf(refreshed), sink)
        const trees = [...this.masters(), library]
        const asides = undated === undefined ? [] : [undated]
        const proof = new Proof(algorithm, await this.host.hashPool())
        const holders = new Holders({catalog, algorithm, trees, asides, proof})
        await this.#plan(registry, {drops, sink, dates, namer, holders, proof, undated, examine})
      },
      // Nothing of it is read: a first crawl makes it a tree that the other commands know.
      afterwards: async ({real}) => {
        if (real && isNew) await refresh(this.host, [library])
        return undefined
      },
      next: 'mediastruct dupes',
    })
  }

  async #dates(last: string | undefined, said: ReturnType<typeof whatIsSaid>): Promise<DatesOptions> {
    const {dates, localClocks} = this.host.settings
    return {registry: await this.host.plugins(), names: sourceNames(dates, last), localClocks, ...said}
  }

  async #explain(typed: readonly string[], options: DatesOptions): Promise<unknown> {
    // A name that no plugin answers to is refused here as well.
    new Dates(options)
    const {explainFiles} = await import('../planner/explain-files.ts')
    const {document, exitCode} = await explainFiles(typed, options, this.host)
    this.setExitCode(exitCode)
    return document
  }

  async #library(typed: string | undefined): Promise<RawPath> {
    const library = typed === undefined ? this.host.settings.library : await typedPath(typed)
    if (library !== undefined) return library
    throw new MediaStructError('NO_LIBRARY', 'It is not said where files are filed.', {
      hint: 'Say --to DIR, or set "library" in the config.',
    })
  }

  async #plan(
    registry: Registry,
    parts: Omit<IngestOptions, 'finding' | 'hashes' | 'duplicates' | 'progress' | 'signal'>,
  ): Promise<void> {
    const {settings, reporter, signal} = this.host
    const {onFileDiscovered} = registry.hooks
    const progress = reporter.progress('ingest')
    try {
      await planIngest({
        ...parts,
        finding: {excludes: excluder(settings.exclude), onFileDiscovered},
        hashes: await this.host.hashPool(chooseHash(registry, settings.hash)),
        duplicates: settings.duplicates,
        progress,
        signal,
      })
    } finally {
      progress.end()
    }
  }

  /** What is there already is recognised. @throws MediaStructError TREE_VANISHED for the library */
  async #refresh(catalog: Catalog, library: RawPath): Promise<CrawlReport> {
    const {acceptedTrees} = this.host
    const isThere = exists(library)
    if (isThere || catalog.countUnder(library).files > 0) assertPresent(catalog, library, acceptedTrees)
    const masters = this.masters().filter((master) => this.#isAtHand(catalog, master))
    return await refresh(this.host, isThere ? [...masters, library] : masters)
  }

  /** A master whose disk is not here is not written to: what the index knows of it counts, and justifies no move. */
  #isAtHand(catalog: Catalog, master: RawPath): boolean {
    try {
      assertPresent(catalog, master, this.host.acceptedTrees)
      return true
    } catch (error) {
      if (catalog.countUnder(master).files > 0) {
        this.host.reporter.warn(`${messageOf(error)} What the index knows of it counts as held.`)
      }
      return false
    }
  }
}

/** What the user says of the dates. @throws MediaStructError BAD_FLAG */
function whatIsSaid({date, shift}: {date: string | undefined; shift: string | undefined}) {
  return {
    forced: date === undefined ? undefined : parseForcedDate(date),
    shiftSeconds: shift === undefined ? 0 : parseShift(shift),
  }
}

function sourceNames(configured: readonly string[] = DEFAULT_DATES, last: string | undefined): string[] {
  return [...new Set([...configured, ...(last === undefined ? [] : [last])])]
}

function exists(path: RawPath): boolean {
  return existsSync(toBytes(path))
}

/** Everything that a refresh found wrong is a finding of this run. */
function findingsOf({errors, damaged, changed}: CrawlReport): Failure[] {
  return [
    ...errors,
    ...damaged.map(({path}) => ({path, code: 'DAMAGED', message: 'same size and time, other content'})),
    ...changed.map(({path, change}) => ({path, code: 'CHANGED', message: `${change}, in a master`})),
  ]
}
