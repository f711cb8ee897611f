/** Where a run can be disturbed: every system call that touches our files, or the user's. */
import {type Call, callsOf, type Injection} from './strace.ts'
import type {World} from './world.ts'

/** Which calls are counted: those on files of the catalog, on user files and directories, or all of a name. */
export type Scope = 'catalog' | 'trees' | 'all'

export interface Point extends Injection {
  readonly scope: Scope
  readonly when: number
}

const NAMES = ['link', 'unlink', 'rename', 'mkdir', 'rmdir']
const SYSCALLS: Readonly<Record<Scope, readonly string[]>> = {
  catalog: ['openat', 'pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'unlink'],
  trees: [...NAMES, 'openat', 'read', 'fsync', 'getdents64'],
  // Journals and files being written have names that are not known beforehand.
  all: [...NAMES, 'write', 'fsync', 'fdatasync', 'fchown', 'fchmod', 'utimensat'],
}
export const TRACED: readonly string[] = [...new Set(Object.values(SYSCALLS).flat())]

const FULL = ['ENOSPC', 'EDQUOT']
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  link: ['EPERM', 'EIO', 'ENOSPC', 'EROFS'],
  unlink: ['EIO', 'EROFS', 'EPERM'],
  rename: ['EIO', 'ENOSPC', 'EPERM'],
  mkdir: ['EROFS', ...FULL],
  rmdir: ['EIO', 'EROFS'],
  openat: ['EMFILE', 'EIO', 'EROFS'],
  read: ['EIO'],
  getdents64: ['EIO'],
  write: ['EIO', ...FULL],
  pwrite64: ['EIO', ...FULL],
  fsync: ['EIO', 'ENOSPC'],
  fdatasync: ['EIO', 'EDQUOT'],
  ftruncate: ['EIO'],
  fchown: ['EPERM'],
  fchmod: ['EPERM'],
  utimensat: ['EPERM'],
}

export const KILL: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  TRACED.map((syscall) => [syscall, ['SIGKILL']]),
)
export const FAIL = ERRORS

/** The files that strace is told to look at. @param trees paths below the world, relative to it */
export function pathsOf(scope: Scope, world: World, trees: readonly string[]): string[] {
  const {catalog, near, far} = world
  if (scope === 'all') return []
  if (scope === 'trees') return trees.map((path) => path.replace(/^near/, near).replace(/^far/, far))
  return ['', '-journal', '-wal', '-shm', '.lock', '.lock-journal'].map((ending) => `${catalog}${ending}`)
}

/** All points of a run, by what an undisturbed one did. */
export function pointsOf(
  log: readonly string[],
  world: World,
  trees: readonly string[],
  faults: Readonly<Record<string, readonly string[]>>,
): Point[] {
  const calls = callsOf(log)
  const [catalog, known] = [pathsOf('catalog', world, []), pathsOf('trees', world, trees)]
  const touches = (paths: readonly string[]) => (call: Call) =>
    call.paths.some((path) => paths.includes(path))
  const ours = (call: Call) =>
    call.paths.some((path) => path.startsWith(world.near) || path.startsWith(world.far))
  const others = calls.filter((call) => ours(call) && !touches(known)(call))
  return [
    ...counted('catalog', calls.filter(touches(catalog))),
    ...counted('trees', calls.filter(touches(known))),
    ...SYSCALLS.all.flatMap((syscall) => {
      const ordinals = others.filter((call) => call.syscall === syscall).map(({ordinal}) => ordinal)
      return [...new Set(ordinals)].map((when) => ({scope: 'all', syscall, when}) as const)
    }),
  ].flatMap(({scope, syscall, when}) =>
    (faults[syscall] ?? []).map((name) => ({
      scope,
      syscall,
      when,
      fault: name.startsWith('SIG') ? `signal=${name}` : `error=${name}`,
    })),
  )
}

/** From the first to the last call that a thread makes within a scope. */
function counted(scope: Scope, calls: readonly Call[]): {scope: Scope; syscall: string; when: number}[] {
  return SYSCALLS[scope].flatMap((syscall) => {
    const threads = Map.groupBy(
      calls.filter((call) => call.syscall === syscall),
      ({thread}) => thread,
    )
    const most = Math.max(0, ...[...threads.values()].map(({length}) => length))
    return Array.from({length: most}, (_, index) => ({scope, syscall, when: index + 1}))
  })
}

export function describePoint({scope, syscall, when, fault}: Point): string {
  return `${fault} at ${syscall} #${when} (${scope})`
}
