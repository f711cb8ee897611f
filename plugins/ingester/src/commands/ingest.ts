import {existsSync} from 'node:fs'
import {Args, chooseHash, excluder, Flags, MovingCommand, pruneFlags, refresh, toBytes} from 'mediastruct'
import {examine, examineBy, examiners, prepareToExamine} from '../examine/examine.ts'
import {roundOnceStill, watchRounds} from '../living/rounds.ts'
import {DEFAULT_SETTLE_MS, parseSettle} from '../living/settle.ts'
import {type Asked, askedDates, askedFor, type IngestFlags} from '../planner/asked.ts'
import {Holders} from '../planner/holders.ts'
import {type IngestOptions, planIngest} from '../planner/ingest.ts'
import {refreshKept} from '../planner/kept.ts'
import {Namer} from '../planner/namer.ts'
import {Proof} from '../planner/proof.ts'

export default class Ingest extends MovingCommand {
  static override description =
    'Files what is in the drop under its date and new name. What is held already, or has no date, is left and listed.'
  static override examples = [
    '<%= config.bin %> ingest /media/card --to /data/photos --dry-run',
    '<%= config.bin %> ingest /media/card --to /data/photos --copy',
    '<%= config.bin %> ingest --shift=-1h --undated /data/undated',
    '<%= config.bin %> ingest /data/incoming --to /data/photos --settle 10s',
    '<%= config.bin %> ingest --watch',
    '<%= config.bin %> ingest --explain /media/card/DCIM/100CANON/IMG_0042.JPG',
  ]
  static override strict = false
  static override args = {
    drops: Args.string({
      description: 'directories to take from; default: "drop" of the config',
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
      exclusive: ['watch'],
    }),
    'lowercase-ext': Flags.boolean({description: 'write extensions in lower case'}),
    settle: Flags.string({
      description: 'look twice, so long apart, and leave for the next run what is still being written',
      helpValue: 'TIME',
    }),
    watch: Flags.boolean({
      description: 'go on: file whatever comes, once it was still for a while (--settle, else 5s)',
      exclusive: ['dry-run', 'plan'],
    }),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Ingest)
    examineBy(examiners(this.host.settings.threads))
    if (flags.explain) return await this.#explain(argv as string[], flags)
    const settleMs = flags.settle === undefined ? undefined : parseSettle(flags.settle)
    const asked = await askedFor(this.host, argv as string[], flags)
    const round = (asked: Asked) => this.#round(asked)
    if (flags.watch) return await watchRounds(this.host, asked, settleMs ?? DEFAULT_SETTLE_MS, round)
    if (!settleMs) return await round(asked)
    const isDone = await roundOnceStill(this.host, asked, settleMs, round)
    return isDone ? undefined : nothingDone(flags['dry-run'] === true)
  }

  async #round(asked: Asked): Promise<void> {
    const {flags, registry, library, undated, drops} = asked
    const {settings} = this.host
    const algorithm = chooseHash(registry, settings.hash).name
    const catalog = await this.openBooks(flags)
    const lowercase = flags['lowercase-ext']
    const namer = new Namer({registry, settings, catalog, library, examine, lowercase})
    const isNew = !existsSync(toBytes(library))
    const findings = await refreshKept(this.host, catalog, library)
    const alsoInto = [settings.duplicates, undated].filter((path) => path !== undefined)
    await this.carryOut({
      command: 'ingest',
      header: {command: 'ingest', target: library, alsoInto, masters: this.masters(), algorithm},
      hasNotices: true,
      sources: drops.map(({path}) => path),
      plan: async (sink) => {
        this.noteRefresh(findings, sink)
        const trees = [...this.masters(), library]
        const asides = undated === undefined ? [] : [undated]
        const proof = new Proof(algorithm, await this.host.hashPool())
        const open = [library, ...asides]
        const holders = new Holders({catalog, algorithm, trees, open, asides, proof})
        await this.#plan(asked, {sink, namer, holders, proof})
      },
      // Nothing of it is read: a first crawl makes it a tree that the other commands know.
      afterwards: async ({real}) => {
        if (real && isNew) await refresh(this.host, [library])
        return undefined
      },
      ...(!flags.watch && {next: 'mediastruct dupes'}),
    })
  }

  async #explain(typed: readonly string[], flags: IngestFlags): Promise<unknown> {
    const {explainFiles} = await import('../planner/explain-files.ts')
    const {document, exitCode} = await explainFiles(typed, await askedDates(this.host, flags), this.host)
    this.setExitCode(exitCode)
    return document
  }

  async #plan(
    {registry, drops, dates, undated, stillness, overHashes}: Asked,
    parts: Pick<IngestOptions, 'sink' | 'namer' | 'holders' | 'proof'>,
  ): Promise<void> {
    const {settings, reporter, signal} = this.host
    const {onFileDiscovered} = registry.hooks
    const hashes = await this.host.hashPool(chooseHash(registry, settings.hash))
    const progress = reporter.progress('ingest')
    try {
      await planIngest({
        ...parts,
        examine,
        prepareToExamine,
        drops,
        dates,
        undated,
        stillness,
        finding: {excludes: excluder(settings.exclude), onFileDiscovered},
        hashes: overHashes?.(hashes) ?? hashes,
        duplicates: settings.duplicates,
        progress,
        signal,
      })
    } finally {
      progress.end()
    }
  }
}

/** What an interruption leaves before a run has begun. */
function nothingDone(dryRun: boolean) {
  const totals = {moved: 0, movedBytes: 0, left: 0, errors: 0}
  return {
    schema: 'mediastruct/ingest@1',
    run: null,
    dryRun,
    moves: [],
    left: [],
    errors: [],
    notices: [],
    totals,
  }
}
