/** Which directories may lie within which: combinations in which a file would be taken twice, or taken out of a master. */
import {isWithin, type RawPath, toText} from '../paths/bytes.ts'
import {badConfig} from './bad-config.ts'
import type {Settings} from './settings.ts'

type Role = 'drop' | 'library' | 'archive' | 'masters' | 'trees' | 'duplicates'

interface Directory {
  readonly role: Role
  /** As the user finds it: `drop[1]`, `library`. */
  readonly key: string
  readonly path: RawPath
}

/** Inner role, the roles that it may not lie in, and why. */
const FORBIDDEN: readonly (readonly [Role, readonly Role[], string])[] = [
  [
    'drop',
    ['library', 'archive', 'masters'],
    'ingest takes files out of a drop, and what lies there is filed already',
  ],
  ['drop', ['duplicates'], 'duplicates are never a source of anything'],
  ['drop', ['drop'], 'ingest would meet its files twice'],
  ['library', ['drop'], 'ingest would take what it has just filed'],
  ['library', ['archive', 'masters'], 'ingest files into the library, and masters never change'],
  ['library', ['duplicates'], 'duplicates are never a source of anything'],
  ['archive', ['drop', 'duplicates'], 'the archive is a master, and nothing is ever taken out of it'],
  ['archive', ['library'], 'what was archived would still lie in the library'],
  ['archive', ['masters'], 'the archive grows, and masters never change'],
  ['masters', ['drop', 'duplicates'], 'nothing is ever taken out of a master'],
  ['duplicates', ['drop'], 'ingest would take them in again'],
  ['duplicates', ['archive', 'masters'], 'sort puts files there, and masters never change'],
]

/**
 * Refuses impossible combinations of directories; run it again once flags were applied.
 * @throws MediaStructError BAD_CONFIG
 */
export function checkRoles(settings: Settings): void {
  const directories = directoriesOf(settings)
  for (const [index, inner] of directories.entries()) {
    for (const outer of directories.slice(0, index)) refuseSame(inner, outer, settings.file)
  }
  for (const inner of directories) {
    for (const outer of directories) if (inner !== outer) refuseWithin(inner, outer, settings.file)
  }
}

function directoriesOf(settings: Settings): Directory[] {
  const one = (role: Role, path: RawPath | undefined): Directory[] =>
    path === undefined ? [] : [{role, key: role, path}]
  const many = (role: Role, paths: readonly RawPath[]): Directory[] =>
    paths.map((path, index) => ({role, key: `${role}[${index}]`, path}))
  return [
    ...many(
      'drop',
      settings.drop.map(({path}) => path),
    ),
    ...one('library', settings.library),
    ...one('archive', settings.archive),
    ...many('masters', settings.masters),
    ...many('trees', settings.trees),
    ...one('duplicates', settings.duplicates),
  ]
}

/** Naming a master or a tree twice in one list changes nothing; a drop may be named with different options. */
function refuseSame(a: Directory, b: Directory, file: string | undefined): void {
  if (a.path !== b.path || (a.role === b.role && a.role !== 'drop')) return
  const problem = `"${b.key}" and "${a.key}" are the same directory, ${toText(a.path)}; expected different ones.`
  throw badConfig(file, problem, 'A directory plays one part.')
}

function refuseWithin(inner: Directory, outer: Directory, file: string | undefined): void {
  if (!isWithin(inner.path, outer.path)) return
  const rule = FORBIDDEN.find(([role, outers]) => role === inner.role && outers.includes(outer.role))
  if (!rule) return
  const problem = `"${inner.key}" (${toText(inner.path)}) lies inside "${outer.key}" (${toText(outer.path)})`
  throw badConfig(file, `${problem}; expected it outside: ${rule[2]}.`)
}
