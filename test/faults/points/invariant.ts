/** What must hold of a world, whatever befell it: nothing is lost or torn, nothing is done in silence, no debris stays. */
import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {contents} from '../census.ts'
import type {Disturbed} from './strace.ts'
import type {FileSystem, UserFile, World} from './world.ts'

/** Every content is there as often as it was, whole; a copy may stand beside its original for a moment. */
export function brokenInvariant(
  before: readonly UserFile[],
  state: readonly UserFile[],
  fileSystem: FileSystem,
): string | undefined {
  const was = contents(before)
  const is = contents(state.filter(({path}) => !path.endsWith('.part')))
  for (const [content, count] of was) {
    const now = is.get(content) ?? 0
    if (now < count) return `LOST: ${content}, ${count} before, ${now} now`
    if (now > count && fileSystem !== 'across') return `too many: ${content}`
  }
  for (const {path, content, size} of state) {
    const isPlaceholder = fileSystem === 'no links' && size === 0
    if (!path.endsWith('.part') && !was.has(content) && !isPlaceholder) return `TORN: ${path} ${content}`
  }
  return undefined
}

/**
 * Whether the way it ended tells what happened: all done with 0, but for what seemed to change and is listed; everything
 * that could not be done listed with 1; or with 2 nothing touched.
 */
export function badEnd(
  {code, signal, stdout, log}: Disturbed,
  before: readonly UserFile[],
  state: readonly UserFile[],
  after: readonly UserFile[],
): string | undefined {
  if (signal === 'SIGKILL') return undefined
  if (code === 0) return seemedToChange(stdout) ? undefined : named('exit 0, but', difference(after, state))
  if (code === 2) return named('exit 2, but', difference(before, state))
  if (code === 1) return isListed(stdout) ? undefined : `exit 1, but nothing is listed: ${stdout}`
  // Node itself gives up where it can't wake its own threads.
  const isOurs = log.some((line) => line.includes('(INJECTED') && line.includes('mediastruct-fault-'))
  return isOurs ? `it ended with ${code ?? signal}` : undefined
}

function named(what: string, unlike: string | undefined): string | undefined {
  return unlike === undefined ? undefined : `${what} ${unlike}`
}

/** A file that is read otherwise than a moment ago is left: whether it or the disk changed can't be told. */
export function seemedToChange(stdout: string): boolean {
  const {left = []} = JSON.parse(stdout) as {left?: {code: string}[]}
  return left.some(({code}) => code === 'changed')
}

function isListed(stdout: string): boolean {
  const {errors, error} = JSON.parse(stdout) as {errors?: unknown[]; error?: unknown}
  return (errors ?? []).length > 0 || error !== undefined
}

/** Names, contents and times to the µs. */
export function difference(expected: readonly UserFile[], found: readonly UserFile[]): string | undefined {
  const line = ({path, content, mtimeUs}: UserFile) => `${path} ${content} ${mtimeUs}`
  const [wanted, present] = [expected.map(line), found.map(line)]
  const missing = wanted.filter((text) => !present.includes(text))
  const surplus = present.filter((text) => !wanted.includes(text))
  if (missing.length + surplus.length === 0) return undefined
  return [...missing.map((text) => `missing ${text}`), ...surplus.map((text) => `surplus ${text}`)].join('; ')
}

/** As `difference`, but where the same content is there more than once before the run, either may have stayed. */
export function differenceButForTwins(
  expected: readonly UserFile[],
  found: readonly UserFile[],
): string | undefined {
  const anonymous = (file: UserFile) =>
    file.path.startsWith('near/') ? {...file, path: `near: ${file.content}`} : file
  return difference(expected.map(anonymous), found.map(anonymous))
}

/** Copies in the making that nobody finishes any more. */
export function debris(world: World): string | undefined {
  const left = world.paths().filter((path) => path.endsWith('.part'))
  return left.length === 0 ? undefined : `debris: ${left.join(' ')}`
}

/** A volume is whole by its own manifests, which any tool reads. */
export function badBag(world: World): string | undefined {
  const archive = join(world.far, 'arch')
  const volumes = existsSync(archive) ? readdirSync(archive).filter((name) => name.startsWith('MS-')) : []
  for (const volume of volumes) {
    for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
      try {
        const cwd = join(archive, volume)
        execFileSync('sha256sum', ['--check', '--strict', '--quiet', manifest], {cwd, stdio: 'pipe'})
      } catch (error) {
        return `${volume}/${manifest}: ${String(error)}`
      }
    }
  }
  return undefined
}
