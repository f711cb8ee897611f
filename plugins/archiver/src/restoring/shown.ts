/** What was restored, and how to go on, for a person and for a program. */
import {
  type Copies,
  copyFields,
  count,
  formatBytes,
  pathFields,
  printable,
  type RawPath,
  type Reporter,
  relativeTo,
  toText,
} from 'mediastruct'
import {failureFields} from '../copies/failures.ts'
import {onVolume} from '../locating/asked.ts'
import {type Disc, discText} from './discs.ts'
import type {Outcome} from './ending.ts'
import type {Job, JobState} from './jobs.ts'

export async function tellOutcome(reporter: Reporter, copies: Copies, outcome: Outcome): Promise<void> {
  if (!reporter.json) return printOutcome(reporter, outcome)
  const {to, dryRun, jobs} = outcome
  await reporter.stream(
    {schema: 'mediastruct/volumes-restore@1', dryRun, ...pathFields('to', to)},
    {files: jobs.values().map((job) => jobFields(outcome, job))},
    () => outcomeFields(copies, outcome),
  )
}

interface Sum {
  files: number
  bytes: number
}

function sumOf(jobs: readonly Job[], state: JobState): Sum {
  const sum = {files: 0, bytes: 0}
  for (const job of jobs) {
    if (job.state !== state) continue
    sum.files++
    sum.bytes += job.wanted.size
  }
  return sum
}

function printOutcome(reporter: Reporter, outcome: Outcome): void {
  const {jobs, to, dryRun, discs, errors} = outcome
  if (reporter.verbose) for (const job of jobs) reporter.print(jobLine(job, to))
  for (const failure of errors) if (failure.code !== 'DISC_NEEDED') reporter.failure(failure)
  const renamed = jobs.filter((job) => isRenamed(job, to)).length
  if (reporter.verbose && jobs.length > 0) reporter.print()
  for (const line of sumLines(outcome)) reporter.print(line)
  if (renamed > 0)
    reporter.print(`${count(renamed, 'file')} got a number: another has the name (-v lists them)`)
  if (discs.length > 0) {
    reporter.print()
    reporter.print(`${dryRun ? 'Discs to fetch' : 'Discs still to fetch'}: ${discs.length}`)
    for (const disc of discs) reporter.print(`  ${discLine(disc)}`)
  }
  const lines = nextLines(outcome)
  if (lines.length > 0) reporter.print()
  for (const line of lines) reporter.print(printable(line))
}

function nextLines({repair, again, brokeOff, crawl, discs, dryRun}: Outcome): string[] {
  const onDiscs =
    discs.length === 0 || dryRun ? undefined : `Put ${discs.length === 1 ? 'it' : 'the first'} in, then`
  if (repair && again !== undefined) {
    const what = `What is damaged carries error correction by ${repair.ecc}, which may repair a copy of it.`
    const then =
      onDiscs === undefined
        ? 'Then, with the image that this makes'
        : 'Then, with the image that this makes, or else with a disc that is named above'
    return [what, `Next: ${repair.command}`, `${then}: ${again}`]
  }
  if (again !== undefined) {
    const going = brokeOff && onDiscs === undefined ? 'The same command goes on' : (onDiscs ?? 'Next')
    return [`${going}: ${again}`]
  }
  return crawl === undefined ? [] : [`Next: ${crawl}`]
}

function nextOf({repair, again, crawl}: Outcome): string | null {
  return repair?.command ?? again ?? crawl ?? null
}

function sumLines({jobs, to, dryRun}: Outcome): string[] {
  const where = printable(toText(to))
  const told: [JobState, string][] = [
    ['restored', `restored to ${where}`],
    ['present', `there already, with the same content`],
    ['waiting', dryRun ? `would be restored to ${where}` : 'still to be restored'],
    ['failed', 'could not be restored'],
  ]
  return told.flatMap(([state, what]) => {
    const {files, bytes} = sumOf(jobs, state)
    return files === 0 ? [] : [`${count(files, 'file')} (${formatBytes(bytes)}) ${what}`]
  })
}

function discLine(disc: Disc): string {
  const {files, bytes} = disc
  return `${printable(discText(disc))}: ${count(files, 'file')} (${formatBytes(bytes)})`
}

function jobLine(job: Job, to: RawPath): string {
  const {state, wanted} = job
  const name = printable(toText(relativeTo(to, job.to)))
  const belongs = wanted.belongsTo === undefined ? '' : `, belongs to ${printable(toText(wanted.belongsTo))}`
  const renamed = isRenamed(job, to) ? `, was ${printable(toText(wanted.below))}` : ''
  return `${state}  ${name}  (${wanted.volume.id}${belongs}${renamed})`
}

function isRenamed(job: Job, to: RawPath): boolean {
  return relativeTo(to, job.to) !== job.wanted.below
}

function outcomeFields(copies: Copies, outcome: Outcome): object {
  const {jobs, discs, errors} = outcome
  const [restored, present] = [sumOf(jobs, 'restored'), sumOf(jobs, 'present')]
  return {
    discs: discs.map((disc) => discFields(copies, disc)),
    errors: errors.map(failureFields),
    totals: {
      restored: restored.files,
      restoredBytes: restored.bytes,
      present: present.files,
      waiting: sumOf(jobs, 'waiting').files,
      failed: sumOf(jobs, 'failed').files,
    },
    next: nextOf(outcome),
  }
}

function discFields(copies: Copies, {volume, copies: wanted, files, bytes}: Disc): object {
  return {
    volume: volume.id,
    ...pathFields('archive', volume.archive),
    copies: wanted.map(({name}) => copyFields(copies, volume, name)),
    files,
    bytes,
  }
}

function jobFields({mayHave}: Outcome, job: Job): object {
  const {wanted, to, state, from} = job
  const {volume, below, size, original, belongsTo, content} = wanted
  return {
    volume: volume.id,
    ...pathFields('archive', volume.archive),
    ...pathFields('onVolume', onVolume(below)),
    ...pathFields('to', to),
    size,
    hash: content?.hash ?? null,
    state,
    ...(from !== undefined && pathFields('from', from)),
    ...(original !== undefined && pathFields('original', original)),
    ...(belongsTo !== undefined && pathFields('belongsTo', onVolume(belongsTo))),
    ...(state === 'failed' && {mayHave: mayHave(job)}),
  }
}
