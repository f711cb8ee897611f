/** Where a run can be disturbed: every system call that touches our files, or the user's, and what can befall it. */
import {type Call, callsOf, type Injection} from './strace.ts'
import type {World} from './world.ts'

/** Whose files the counted calls are on: those of the catalog, or everything in the trees, journals included. */
export type Scope = 'catalog' | 'trees'

/** What befalls which calls; its points are the first of them, the second … */
export interface Kind {
  readonly scope: Scope
  readonly syscall: string
  /** `signal=SIGKILL`, `error=EIO` and the like. */
  readonly fault: string
}

export interface Point extends Kind, Injection {}

/** Faults by system call, as names of signals and errors. */
export type Faults = Readonly<Record<string, readonly string[]>>

/** Calls that change what is on the disk: between two of them, one moment is as good for a kill as any other. */
const CHANGES = ['link', 'unlink', 'rename', 'mkdir', 'rmdir', 'write', 'pwrite64', 'ftruncate', 'openat']
const LASTING = ['fsync', 'fdatasync', 'fchown', 'fchmod', 'utimensat']

export const KILL: Faults = Object.fromEntries(
  [...CHANGES, ...LASTING].map((syscall) => [syscall, ['SIGKILL']]),
)

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG']
export const FAIL: Faults = {
  link: ['EPERM', 'EIO', 'ENOSPC', 'EROFS'],
  unlink: ['EIO', 'EROFS', 'EPERM'],
  rename: ['EIO', 'ENOSPC', 'EPERM'],
  mkdir: ['EROFS', 'ENOSPC', 'EDQUOT'],
  rmdir: ['EIO', 'EROFS'],
  openat: ['EMFILE', 'EIO', 'EROFS'],
  read: ['EIO'],
  pread64: ['EIO'],
  getdents64: ['EIO'],
  write: ['EIO', ...FULL],
  pwrite64: ['EIO', ...FULL],
  fsync: ['EIO', 'ENOSPC'],
  fdatasync: ['EIO', 'EDQUOT'],
  ftruncate: ['EIO'],
  fchown: ['EPERM', 'EIO'],
  fchmod: ['EPERM', 'EIO'],
  utimensat: ['EPERM', 'EIO'],
}

export const TRACED: readonly string[] = [...new Set([...Object.keys(KILL), ...Object.keys(FAIL)])]

/** The files that strace is told to look at. @param trees paths below the world, relative to it */
export function pathsOf(scope: Scope, world: World, trees: readonly string[]): string[] {
  if (scope === 'trees') return trees.map((path) => world.absolute(path))
  return ['', '-journal', '-wal', '-shm', '.lock', '.lock-journal'].map(
    (ending) => `${world.catalog}${ending}`,
  )
}

/** Everything in the trees that calls were made on, below the world. */
export function treesOf(log: readonly string[], world: World): string[] {
  const named = callsOf(log).flatMap(({paths}) => paths)
  const ours = named.filter((path) => world.contains(path))
  return [...new Set(ours)].map((path) => world.relative(path))
}

/** Every point, by what an undisturbed run did. A call that several errors can befall gets them in turn. */
export function pointsOf(
  log: readonly string[],
  world: World,
  trees: readonly string[],
  faults: Faults,
): Point[] {
  const calls = callsOf(log)
  return (['catalog', 'trees'] as const).flatMap((scope) => {
    const paths = new Set(pathsOf(scope, world, trees))
    const counted = calls.filter((call) => call.paths.some((path) => paths.has(path)))
    return Object.entries(faults).flatMap(([syscall, names]) =>
      Array.from({length: mostInOneThread(counted, syscall)}, (_, index) => ({
        scope,
        syscall,
        when: index + 1,
        fault: faultOf(names[index % names.length] ?? ''),
      })),
    )
  })
}

/** strace counts the calls of each thread by itself. */
function mostInOneThread(calls: readonly Call[], syscall: string): number {
  const threads = Map.groupBy(
    calls.filter((call) => call.syscall === syscall),
    ({thread}) => thread,
  )
  return Math.max(0, ...[...threads.values()].map(({length}) => length))
}

function faultOf(name: string): string {
  return name.startsWith('SIG') ? `signal=${name}` : `error=${name}`
}

export function describePoint({scope, syscall, when, fault}: Point): string {
  return `${fault} at ${syscall} #${when} (${scope})`
}
