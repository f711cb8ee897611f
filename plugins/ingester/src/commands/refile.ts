import {
  Args,
  assertCrawled,
  assertPresent,
  type Catalog,
  chooseHash,
  count,
  entryFinder,
  excluder,
  Flags,
  FOLDER_TOKENS,
  isWithin,
  MediaStructError,
  MovingCommand,
  NAME_TOKENS,
  pruneFlags,
  type RawPath,
  type Registry,
  type Settings,
  toText,
  typedPath,
} from 'mediastruct'
import {examine, examineBy, examiners} from '../examine/examine.ts'
import {Dates} from '../planner/dates.ts'
import {Namer} from '../planner/namer.ts'
import {Fates} from '../refile/fates.ts'
import {KnownDates, type KnownDatesOptions} from '../refile/known-dates.ts'
import {planRefile} from '../refile/plan.ts'
import {chooseWhat, type What} from '../refile/what.ts'
import {DEFAULT_DATES} from '../sources/names.ts'

/** @throws MediaStructError UNKNOWN_NAME */
function datesAsked(
  registry: Registry,
  {localClocks, dates: names = [...DEFAULT_DATES]}: Settings,
): Pick<KnownDatesOptions, 'dates' | 'byName' | 'weaker'> {
  const name = names.indexOf('filename')
  return {
    dates: new Dates({registry, names, localClocks}),
    byName: name < 0 ? undefined : new Dates({registry, names: ['filename']}),
    weaker: new Set(names.slice(name + 1)),
  }
}

function braced(tokens: readonly string[]): string {
  return tokens.map((token) => `{${token}}`).join(' ')
}

const NOT_FROM_NOW_ON =
  'What is ingested next is named as the config says: write the template there, too, to go on like this.'

export default class Refile extends MovingCommand {
  static override description =
    `Gives what is in the library the names and folders that the config says now. What has its place already stays.

Of a name: ${braced(NAME_TOKENS)}.
Of a folder: ${braced(FOLDER_TOKENS)}.
A token without a value takes the separator before it along; with a question mark, {SSS?}, it goes alone.`
  static override examples = [
    '<%= config.bin %> refile --dry-run',
    "<%= config.bin %> refile --rename '{yyyy}{MM}{dd}_{HH}{mm}{ss}{SSS?}_{name}' --dry-run",
    "<%= config.bin %> refile /data/photos/2019 --folder '{yyyy}/{camera}' --prune-empty",
    '<%= config.bin %> undo --last',
  ]
  static override strict = false
  static override needsCatalog = true
  static override args = {
    paths: Args.string({
      description: 'files and directories of the library; default: all of it',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...pruneFlags,
    to: Flags.string({description: 'the library; default: "library" of the config', helpValue: 'LIBRARY'}),
    rename: Flags.string({
      description: 'name by this template or strategy; default: "rename" of the config',
      helpValue: 'TEMPLATE',
    }),
    folder: Flags.string({
      description: 'put into folders by this template; default: "folder" of the config',
      helpValue: 'TEMPLATE',
    }),
    redate: Flags.boolean({
      description:
        'ask the date sources again, instead of taking the date that was recorded when a file was filed',
    }),
    'lowercase-ext': Flags.boolean({description: 'write extensions in lower case'}),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Refile)
    const {settings, trees, reporter} = this.host
    const {rename = settings.rename, folder = settings.folder} = flags
    const library = await this.#library(flags.to)
    trees.add(library, 'library')
    const typed = await Promise.all((argv as string[]).map(typedPath))

    examineBy(examiners(settings.threads))

    // A name that no plugin answers to, and a wrong template, are refused before anything is opened.
    const registry = await this.host.plugins()
    const asked = datesAsked(registry, settings)
    const algorithm = chooseHash(registry, settings.hash).name
    const named = {registry, settings: {...settings, rename, folder}, library, examine}
    const lowercase = flags['lowercase-ext']
    new Namer({...named, catalog: {get: () => undefined}, lowercase})
    const catalog = await this.openBooks(flags)
    assertCrawled(catalog, library)
    assertPresent(catalog, library, this.host.acceptedTrees)
    const what = chooseWhat(typed, {library, settings, masters: this.masters(), catalog})
    let inPlace = 0
    return await this.carryOut({
      command: 'refile',
      header: {command: 'refile', target: library, masters: this.masters(), algorithm},
      hasNotices: true,
      sources: [library],
      plan: async (sink) => {
        // Who makes room is known by those who name, and by their names.
        const makesRoom = async (path: RawPath): Promise<boolean> => await fates.makesRoom(path)
        const namer = new Namer({...named, catalog, lowercase, makesRoom})
        const recorded = {catalog, algorithm, library, timezone: settings.timezone, again: flags.redate}
        const dates = new KnownDates({...recorded, ...asked})
        const fates = await this.#fates({catalog, library, algorithm, namer, what, dates})
        inPlace = await this.#plan({what, fates, namer, algorithm, sink})
      },
      afterwards: async ({real}) => {
        if (inPlace > 0) reporter.print(`In their place already: ${count(inPlace, 'file')}`)
        if (real && (flags.rename ?? flags.folder) !== undefined) reporter.note(NOT_FROM_NOW_ON)
        return {inPlace}
      },
      next: 'mediastruct status',
    })
  }

  async #library(typed: string | undefined): Promise<RawPath> {
    const library = typed === undefined ? this.host.settings.library : await typedPath(typed)
    if (library === undefined) {
      throw new MediaStructError('NO_LIBRARY', 'It is not said where the library is.', {
        hint: 'Say --to DIR, or set "library" in the config.',
      })
    }
    const master = this.masters().find((path) => isWithin(library, path))
    if (master === undefined) return library
    throw new MediaStructError('IN_MASTER', `${toText(library)} lies in the master ${toText(master)}.`, {
      hint: 'Nothing in a master is ever renamed.',
    })
  }

  async #fates(parts: {
    catalog: Catalog
    library: RawPath
    algorithm: string
    namer: Namer
    what: What
    dates: KnownDates
  }): Promise<Fates> {
    const {catalog, library, algorithm, namer, what, dates} = parts
    const {settings} = this.host
    const registry = await this.host.plugins()
    return new Fates({
      shelf: {
        library,
        catalog,
        algorithm,
        excludes: excluder(settings.exclude),
        onFileDiscovered: registry.hooks.onFileDiscovered,
        holds: entryFinder(),
      },
      dates,
      namer,
      isAskedFor: what.isAskedFor,
    })
  }

  async #plan(
    parts: {what: What} & Pick<Parameters<typeof planRefile>[0], 'fates' | 'namer' | 'algorithm' | 'sink'>,
  ): Promise<number> {
    const {what, ...rest} = parts
    const {reporter, signal} = this.host
    for (const path of what.foreign) {
      rest.sink.left({path, code: 'excluded', reason: 'it is a tree of its own, and no part of the library'})
    }
    const progress = reporter.progress('refile')
    try {
      return await planRefile({...rest, directories: what.directories, progress, signal})
    } finally {
      progress.end()
    }
  }
}
