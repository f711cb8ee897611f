/** What a plugin is asked about in a test that says only what matters to it: everything else has a plausible value. */
import {basename, dirname, extname} from 'node:path'
import {parseDate} from '../dates/local.ts'
import {
  compileFolder,
  compileName,
  DEFAULT_FOLDER_TEMPLATE,
  DEFAULT_NAME_TEMPLATE,
} from '../dates/template.ts'
import type {DiscoveredFile, DuplicateFile, DuplicateGroup, NamableFile, NameProposal} from '../hooks.ts'
import {fromText} from '../paths/bytes.ts'

const SIZE_BYTES = 3_000_000
/** 2019-05-04T10:30:00Z. */
const MTIME_NS = 1_556_965_800_000_000_000n
const HASH = '3fa8b1c2d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f'

export type SampleFile = Partial<Omit<DiscoveredFile, 'path' | 'raw' | 'skip'>> & {readonly path: string}
export type SampleDuplicate = string | (Partial<DuplicateFile> & {readonly path: string})

export function discovered({path, ...file}: SampleFile): Omit<DiscoveredFile, 'skip'> {
  return {path, raw: fromText(path), tree: dirname(path), size: SIZE_BYTES, mtimeNs: MTIME_NS, ...file}
}

/** Of a path, or of a name, the rest follows. */
export function namable(file: Partial<NamableFile>, read: NamableFile['read']): NamableFile {
  const path = file.path ?? `/drop/${file.name ?? 'IMG_0042.JPG'}`
  const name = file.name ?? basename(path)
  return {
    path,
    name,
    extension: extname(name),
    size: SIZE_BYTES,
    hash: HASH,
    date: {local: '2019-05-04T12:30:00', offset: '+02:00', confidence: 'high'},
    dateSource: 'exif',
    read,
    ...file,
  }
}

/** What the host proposes where the config says nothing else. */
export function proposalFor({name, extension, hash, date, camera}: NamableFile): NameProposal {
  const {local} = parseDate(date.local) ?? {}
  if (!local) throw new TypeError(`"${date.local}" is not a date`)
  const values = {date: local, hash, extension, camera, stem: name.slice(0, name.length - extension.length)}
  return {
    folder: compileFolder(DEFAULT_FOLDER_TEMPLATE).render(values),
    name: compileName(DEFAULT_NAME_TEMPLATE).render(values),
  }
}

/** A group of equal files, in the order in which they are given. */
export function groupOf(files: readonly SampleDuplicate[]): DuplicateGroup {
  return {hash: HASH, size: SIZE_BYTES, files: files.map(duplicate)}
}

function duplicate(given: SampleDuplicate): DuplicateFile {
  const file = typeof given === 'string' ? {path: given} : given
  const {role = 'tree'} = file
  const master = role === 'archive' || role === 'master'
  return {tree: dirname(file.path), role, master, mtimeNs: MTIME_NS, ...file}
}
