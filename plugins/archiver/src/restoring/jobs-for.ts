/** What is to be done for each file that is wanted. */
import {join, type RawPath} from 'mediastruct'
import {isBelow} from '../bag/index-fields.ts'
import type {Job} from './jobs.ts'
import {type Compare, placed} from './places.ts'
import type {Wanted} from './wanted.ts'

export async function jobsFor(wanted: readonly Wanted[], to: RawPath, isIt: Compare): Promise<Job[]> {
  const known = wanted.flatMap((file) => {
    const {content} = file
    return content === undefined || !isPlain(file.below) ? [] : [{...file, content}]
  })
  const jobs = (await placed(to, known, isIt)).map((file): Job => {
    const {wanted: its, content, to: path, isThere} = file
    return {wanted: its, content, to: path, state: isThere ? 'present' : 'waiting', ...nothingYet()}
  })
  return [...jobs, ...wanted.flatMap((file) => hopeless(file, to))]
}

function hopeless(wanted: Wanted, to: RawPath): Job[] {
  const isOdd = !isPlain(wanted.below)
  if (wanted.content !== undefined && !isOdd) return []
  const failure = isOdd
    ? {code: 'BAD_PATH', message: 'its path in the index leads out of its volume'}
    : {code: 'NO_HASH', message: 'the index has no hash of it: nothing tells whether it is whole'}
  const path = isOdd ? wanted.volume.path : join(to, wanted.below)
  return [{wanted, content: undefined, to: path, ...nothingYet(), state: 'failed', failure}]
}

function nothingYet(): Pick<Job, 'from' | 'problems' | 'failure'> {
  return {from: undefined, problems: [], failure: undefined}
}

/** An index that somebody else wrote may hold anything. */
function isPlain(below: RawPath): boolean {
  return !below.includes('\0') && isBelow(below)
}
