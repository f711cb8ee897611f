import {
  Args,
  assertCrawled,
  assertPresent,
  type Catalog,
  decider,
  Flags,
  isWithin,
  MediaStructError,
  MovingCommand,
  type PlanSink,
  pruneFlags,
  type RawPath,
  toText,
  typedPath,
} from 'mediastruct'
import {
  type Candidate,
  type CandidateOptions,
  indexCandidates,
  listCandidates,
  type Refused,
} from '../candidates.ts'
import {type DuplicateList, readList} from '../list.ts'
import {Places} from '../place.ts'
import {planSort} from '../plan.ts'

export default class Sort extends MovingCommand {
  static override aliases = ['dedupe']
  static override description =
    'Moves duplicates out of every tree that is not a master. Never deletes, never touches a master or a last copy.'
  static override examples = [
    '<%= config.bin %> sort --dry-run',
    '<%= config.bin %> sort /mnt/old-backup --master /Archive --master /data/photos --to /data/duplicates',
    '<%= config.bin %> sort --list dupes.csv',
  ]
  static override strict = false
  static override needsCatalog = true
  static override args = {
    roots: Args.string({
      description: 'trees to take from; default: the library and trees of the config',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...pruneFlags,
    master: Flags.string({
      description: 'a tree that must not change (repeatable, adds to the config)',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'DIR',
    }),
    to: Flags.string({
      description: 'where duplicates go; default: "duplicates" of the config',
      helpValue: 'DIR',
    }),
    list: Flags.string({
      description: 'a list that dupes wrote (json or csv), edited or not',
      helpValue: 'FILE',
    }),
    across: Flags.boolean({description: 'move only what another tree holds'}),
    types: Flags.string({description: 'which files', options: ['media', 'all'], default: 'all'}),
  }

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Sort)
    const {trees} = this.host
    for (const master of flags.master ?? []) trees.add(await typedPath(master), 'master')
    const roots = await this.#roots(argv as string[])
    for (const root of roots) if (!trees.of(root)) trees.add(root, 'tree')
    const target = await this.#target(flags.to, roots)
    const list = flags.list === undefined ? undefined : await readList(await typedPath(flags.list))
    const catalog = await this.openBooks(flags)
    for (const root of [...roots, ...this.masters()]) this.#assertUsable(catalog, root)
    const options: CandidateOptions = {
      catalog,
      trees,
      roots,
      outside: this.#outside(target),
      across: flags.across,
    }
    return await this.carryOut({
      command: 'sort',
      header: {command: 'sort', target, masters: this.masters(), algorithm: this.host.settings.hash},
      sources: roots,
      plan: (sink) => this.#plan(options, list, target, flags.types === 'media', sink),
      next: 'mediastruct status',
    })
  }

  async #roots(typed: readonly string[]): Promise<RawPath[]> {
    const {trees} = this.host
    const named = [...new Set(await Promise.all(typed.map(typedPath)))]
    const roots = (named.length > 0 ? named : trees.all().map(({path}) => path)).filter(
      (root) => !trees.isMaster(root),
    )
    if (roots.length > 0 || named.length > 0) return roots
    throw new MediaStructError('NO_ROOT', 'There is no tree to take duplicates from.', {
      hint: 'Name one: mediastruct sort /mnt/old-backup --master /Archive --to /data/duplicates; or write a config.',
    })
  }

  async #target(typed: string | undefined, roots: readonly RawPath[]): Promise<RawPath> {
    const {settings, trees} = this.host
    const target = typed === undefined ? settings.duplicates : await typedPath(typed)
    if (target === undefined) {
      throw new MediaStructError('NO_TARGET', 'It is not said where duplicates go.', {
        hint: 'Say --to DIR, or set "duplicates" in the config.',
      })
    }
    const around = [...roots, ...trees.masters()].find(
      (tree) => isWithin(target, tree) || isWithin(tree, target),
    )
    if (around === undefined) return target
    throw new MediaStructError(
      'BAD_TARGET',
      `The target ${toText(target)} and the tree ${toText(around)} overlap.`,
      {
        hint: 'Choose a target outside every tree that is sorted, and outside every master.',
      },
    )
  }

  #assertUsable(catalog: Catalog, root: RawPath): void {
    const master = this.host.trees.isMaster(root)
    // A master of the config that was never crawled holds nothing that is known; a named one is meant to count.
    if (master && !this.#wasNamed(root) && catalog.tree(root) === undefined) return
    assertCrawled(catalog, root)
    assertPresent(catalog, root, this.host.acceptedTrees)
  }

  #wasNamed(root: RawPath): boolean {
    const {archive, masters} = this.host.settings
    return root !== archive && !masters.includes(root)
  }

  async #plan(
    options: CandidateOptions,
    list: DuplicateList | undefined,
    target: RawPath,
    mediaOnly: boolean,
    sink: PlanSink,
  ): Promise<void> {
    const candidates = await this.#candidates(options, list)
    await planSort(candidates, {...options, places: new Places(target, this.host.trees), mediaOnly}, sink)
  }

  async #candidates(
    options: CandidateOptions,
    list: DuplicateList | undefined,
  ): Promise<AsyncIterable<Candidate> | Iterable<Candidate | Refused>> {
    if (list) return listCandidates(options, list)
    const registry = await this.host.plugins()
    return indexCandidates(options, decider(registry, this.host.settings, this.host.trees))
  }

  /** Drops and the duplicates' own place are never sources. */
  #outside(target: RawPath): RawPath[] {
    const {drop, duplicates} = this.host.settings
    return [...drop.map(({path}) => path), target, ...(duplicates ? [duplicates] : [])]
  }
}
