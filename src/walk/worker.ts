/** The worker thread's side of walking: a batch of directories in, their listings out. */
import type {RawPath} from '../paths/bytes.ts'
import {listDirectory} from './list.ts'
import {type Survey, type SurveyTerms, surveyDirectory} from './survey.ts'

export interface WalkTask {
  directories: readonly RawPath[]
  /** To compare with the index; else the directories are only listed. */
  terms: SurveyTerms | undefined
}

export default function surveyBatch({directories, terms}: WalkTask): Survey[] {
  return directories.map((path) => (terms ? surveyDirectory(path, terms) : listDirectory(path)))
}
