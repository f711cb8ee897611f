/** Chooses the names that files take: free ones, and for files that belong together such as belong together, too. */
import {groupAssets} from '../assets/group.ts'
import {MediaStructError} from '../errors.ts'
import {basename, dirname, type RawPath, toText} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import {type Books, type Job, TARGET_TAKEN} from './job.ts'
import {numberedPaths} from './names.ts'

/** A file that failed on its way, and how. */
export interface Failing {
  readonly job: Job
  readonly error: unknown
}

/**
 * Chooses names that are free on disk and not in `reserved`. Of an asset's files, those that belong together by their
 * names get the same number, and belong together still.
 */
export async function chooseNames(
  books: Pick<Books, 'isExact'>,
  jobs: readonly Job[],
  reserved: Set<RawPath>,
): Promise<Failing | undefined> {
  for (const group of namedTogether(jobs)) {
    const failing = await firstFailing(group.slice(0, 1), () => chooseTogether(books, group, reserved))
    if (failing) return failing
  }
  return undefined
}

/** Within each directory; the primary first. */
function namedTogether(jobs: readonly Job[]): Job[][] {
  const [only] = jobs
  if (only && jobs.length === 1) return [[only]]
  return [...Map.groupBy(jobs, ({move}) => dirname(move.to)).values()].flatMap((inside) => {
    const byName = new Map(inside.map((job) => [basename(job.move.to), job]))
    // Two that wish for one name don't belong together, whatever they say.
    if (byName.size < inside.length) return inside.map((job) => [job])
    return groupAssets([...byName.keys()]).map(({primary, companions}) =>
      [primary, ...companions].flatMap(({name}) => byName.get(name) ?? []),
    )
  })
}

/** @throws MediaStructError TARGET_TAKEN where only the wished names will do */
async function chooseTogether(
  {isExact}: Pick<Books, 'isExact'>,
  jobs: readonly Job[],
  reserved: Set<RawPath>,
): Promise<void> {
  const wished = jobs.map(({move}) => move.to)
  for (let number = 1; ; number++) {
    const paths = numberedPaths(wished, number)
    const taken = await firstTaken(paths, reserved)
    if (taken !== undefined && isExact) {
      throw new MediaStructError(TARGET_TAKEN, `another file has its new name, ${toText(taken)}`)
    }
    if (taken !== undefined) continue
    for (const [index, job] of jobs.entries()) job.to = paths[index] ?? job.to
    for (const path of paths) reserved.add(path)
    return
  }
}

async function firstTaken(
  paths: readonly RawPath[],
  reserved: ReadonlySet<RawPath>,
): Promise<RawPath | undefined> {
  for (const path of paths) if (reserved.has(path) || (await lstatOf(path))) return path
  return undefined
}

/** Does a step for one after the other, until one fails. */
export async function firstFailing(
  jobs: readonly Job[],
  step: (job: Job) => Promise<void>,
): Promise<Failing | undefined> {
  for (const job of jobs) {
    try {
      await step(job)
    } catch (error) {
      return {job, error}
    }
  }
  return undefined
}
