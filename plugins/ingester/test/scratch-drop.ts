/** A scratch drop and its plan: what is read of files and known of others is as a test wishes it. */
import {createHash} from 'node:crypto'
import {mkdirSync, readFileSync, statSync} from 'node:fs'
import {
  basename,
  type CatalogFile,
  type Plugin,
  type RawPath,
  relativeTo,
  type Settings,
  toBytes,
  toText,
} from 'mediastruct'
import type {Examination} from '../src/examine/examination.ts'
import {Dates} from '../src/planner/dates.ts'
import type {FoundDirectory} from '../src/planner/find.ts'
import {Holders} from '../src/planner/holders.ts'
import {type IngestOptions, planIngest} from '../src/planner/ingest.ts'
import {Namer} from '../src/planner/namer.ts'
import {Proof} from '../src/planner/proof.ts'
import {MemorySink, registryWith, Scratch} from './planning.ts'

export interface Wish {
  setup?: Plugin['setup']
  rename?: Settings['rename']
  folder?: Settings['folder']
  copy?: boolean
  /** Of the drop; UTC. */
  timezone?: string
  duplicates?: RawPath
  undated?: RawPath
  lowercase?: boolean
  /** Names of date sources. */
  dates?: string[]
  /** What the index knows. */
  known?: CatalogFile[]
  /** Besides the library, which is `library`. */
  masters?: RawPath[]
  excludes?: (root: RawPath, path: RawPath) => boolean
  /** Digest of a content; SHA-256 unless a test wants two alike. */
  digest?: (content: Buffer) => string
  /** What files say of themselves, by name. */
  examinations?: Readonly<Record<string, Examination>>
  /** Between the walk and the hashing. */
  meanwhile?: (paths: readonly RawPath[]) => void
  /** Names that somebody still writes. */
  moving?: readonly string[]
}

export const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex')

/** A scratch directory whose `drop` is planned into its `library`. */
export class ScratchDrop extends Scratch {
  constructor() {
    super()
    mkdirSync(toBytes(this.path('drop')))
  }

  async plan(wish: Wish = {}): Promise<MemorySink> {
    const {
      rename = 'datetime-hash',
      folder = '{yyyy}',
      known = [],
      masters = [],
      copy = false,
      timezone = 'UTC',
    } = wish
    const sink = new MemorySink()
    const registry = await registryWith(wish.setup)
    const library = this.path('library')
    const catalog = {
      holders: (hash: string, size: number) =>
        known.filter((file) => file.hash === hash && file.size === size),
      get: (path: RawPath) => known.find((file) => file.path === path),
    }
    const proof = new Proof('sha256', hashesBy({}))
    const examine = async (path: RawPath) => wish.examinations?.[toText(basename(path))] ?? {candidates: []}
    const trees = [...masters, library]
    const options: IngestOptions = {
      drops: [{path: this.path('drop'), copy, timezone}],
      sink,
      finding: {excludes: wish.excludes ?? (() => false), onFileDiscovered: registry.hooks.onFileDiscovered},
      hashes: hashesBy(wish),
      holders: new Holders({catalog, algorithm: 'sha256', trees, open: [library], proof}),
      proof,
      dates: new Dates({registry, names: wish.dates ?? ['filename']}),
      namer: new Namer({
        registry,
        settings: {rename, folder},
        catalog,
        library,
        examine,
        lowercase: wish.lowercase ?? false,
      }),
      examine,
      duplicates: wish.duplicates,
      undated: wish.undated,
      stillness: wish.moving && {marking: (directories) => markedAs(wish.moving ?? [], directories)},
      progress: {add: () => undefined},
      signal: new AbortController().signal,
    }
    await planIngest(options)
    return sink
  }

  /** Where each file goes, below the scratch directory. */
  wayOf({moves}: MemorySink): Record<string, string> {
    return Object.fromEntries(
      moves.map(({from, to}) => [toText(basename(from)), toText(relativeTo(this.path(''), to))]),
    )
  }

  /** Writes a file, and says what the index would know of it. */
  known(name: string, content: string, offline = false): CatalogFile {
    const path = this.write(name, content)
    const {mtimeNs, ctimeNs, ino} = statSync(toBytes(path), {bigint: true})
    const rest = {algorithm: 'sha256', original: undefined, offline}
    return {path, size: content.length, mtimeNs, ctimeNs, inode: ino, hash: sha256(content), ...rest}
  }
}

function hashesBy({digest = sha256, meanwhile}: Pick<Wish, 'digest' | 'meanwhile'>) {
  const hashFiles = async (paths: readonly RawPath[]) => {
    meanwhile?.(paths)
    return paths.map((path) => {
      const {size, mtimeNs, ctimeNs, ino, dev} = statSync(toBytes(path), {bigint: true})
      const hash = digest(readFileSync(toBytes(path)))
      return {ok: true, hash, size: Number(size), mtimeNs, ctimeNs, inode: ino, device: dev} as const
    })
  }
  return {hashFiles, provider: {name: 'sha256', module: '', export: '', digestBytes: 32}}
}

async function* markedAs(
  names: readonly string[],
  directories: AsyncIterable<FoundDirectory>,
): AsyncGenerator<FoundDirectory, void, void> {
  for await (const directory of directories) {
    const files = directory.files.map((file) =>
      names.includes(file.name) ? {...file, moving: 'somebody writes it'} : file,
    )
    yield {...directory, files}
  }
}
