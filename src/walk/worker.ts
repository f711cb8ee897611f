/** The worker thread's side of walking: a batch of directories in, what there is to say of each out. */
import {digesterOf} from '../hash/factory.ts'
import {type Heeded, heeding} from '../hash/heed.ts'
import type {RawPath} from '../paths/bytes.ts'
import {listDirectory} from './list.ts'
import {ReadingAllowance} from './small-files.ts'
import {type Survey, type SurveyTerms, surveyDirectory} from './survey.ts'

export interface WalkTask {
  directories: readonly RawPath[]
  /** To compare with the index and to read what is new; else the directories are only listed. */
  terms: SurveyTerms | undefined
}

/**
 * @returns a survey of each of the first directories, until as much was read as one message should bring
 * @throws MediaStructError where the catalog can't be read
 */
export default function surveyBatch({directories, terms}: WalkTask): Promise<Heeded<Survey[]>> {
  return heeding(terms?.provider, () => surveyed(directories, terms))
}

async function surveyed(directories: readonly RawPath[], terms: SurveyTerms | undefined): Promise<Survey[]> {
  if (!terms) return directories.map(listDirectory)
  // Where the hash can't be had, nothing is read here: the hash pool, whose work it is then, says what is wrong.
  const digester = await digesterOf(terms.provider).catch(() => undefined)
  const allowance = new ReadingAllowance()
  const surveys: Survey[] = []
  for (const path of directories) {
    if (allowance.isHalfSpent) break
    surveys.push(surveyDirectory(path, terms, digester, allowance))
  }
  return surveys
}
