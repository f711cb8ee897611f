/** What is in a set of trees, so that before and after can be compared: nothing lost, nothing torn, a master untouched. */
import {createHash} from 'node:crypto'
import {closeSync, constants, lstatSync, openSync, readdirSync, readFileSync} from 'node:fs'

export interface Counted {
  /** Path below its root, byte for byte, as latin1. */
  readonly path: string
  /** SHA-256 and size in bytes. */
  readonly content: string
  /** Device and inode: two names of one file share it. */
  readonly identity: string
  readonly size: number
  readonly mtimeNs: bigint
  /** Permission bits. */
  readonly mode: bigint
}

/** Every regular file below the roots but for those under `.mediastruct`. Reads every byte. */
export function census(...roots: readonly string[]): Counted[] {
  return roots.flatMap((root) => [...walk(Buffer.from(root), '')])
}

/** How often each content is there, two names of one file counted once. */
export function contents(files: readonly Pick<Counted, 'identity' | 'content'>[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const content of new Map(files.map((file) => [file.identity, file.content])).values()) {
    counts.set(content, (counts.get(content) ?? 0) + 1)
  }
  return counts
}

/** What of `before` is there less often now, under any final name: must be empty, whatever happened. */
export function lost(before: readonly Counted[], after: readonly Counted[]): string[] {
  const now = contents(after.filter(({path}) => !path.endsWith('.part')))
  return [...contents(before)].flatMap(([content, count]) =>
    (now.get(content) ?? 0) < count ? [`${content}: ${count} before, ${now.get(content) ?? 0} now`] : [],
  )
}

/** What was never there before, under any name but a `.part`: torn or foreign bytes under a final name. */
export function torn(before: readonly Counted[], after: readonly Counted[]): string[] {
  const known = contents(before)
  return after.flatMap(({path, content}) =>
    known.has(content) || path.endsWith('.part') ? [] : [`${path}: ${content}`],
  )
}

/** Everything that tells whether anybody touched anything: a master's line must be the same ever after. */
export function fingerprint(root: string): string[] {
  const lines = (path: Buffer): string[] => {
    const stats = lstatSync(path, {bigint: true})
    const {ino, size, mtimeNs, ctimeNs, nlink, mode, uid, gid} = stats
    const line = [path.toString('latin1'), ino, size, mtimeNs, ctimeNs, nlink, mode, uid, gid].join(' ')
    if (!stats.isDirectory()) return [stats.isFile() ? `${line} ${sha256(path)}` : line]
    const names = readdirSync(path, {encoding: 'buffer'})
    return [line, ...names.flatMap((name) => lines(Buffer.concat([path, Buffer.from('/'), name])))]
  }
  return lines(Buffer.from(root)).sort()
}

function* walk(directory: Buffer, below: string): Generator<Counted> {
  for (const entry of readdirSync(directory, {encoding: 'buffer', withFileTypes: true})) {
    const name = entry.name.toString('latin1')
    const file = Buffer.concat([directory, Buffer.from('/'), entry.name])
    const path = below === '' ? name : `${below}/${name}`
    if (entry.isDirectory() && name !== '.mediastruct') yield* walk(file, path)
    else if (entry.isFile()) yield counted(path, file)
  }
}

function counted(path: string, file: Buffer): Counted {
  const {dev, ino, size, mtimeNs, mode} = lstatSync(file, {bigint: true})
  return {
    path,
    content: `${sha256(file)} ${size}`,
    identity: `${dev} ${ino}`,
    size: Number(size),
    mtimeNs,
    mode: mode & 0o7777n,
  }
}

function sha256(file: Buffer): string {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    return createHash('sha256').update(readFileSync(handle)).digest('hex')
  } finally {
    closeSync(handle)
  }
}
