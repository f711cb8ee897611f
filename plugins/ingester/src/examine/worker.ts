/** The worker's side of an examination, in a process of its own: some paths in, what each file says of itself out. */
import {fileFailure, type RawPath} from 'mediastruct/basics'
import {withFile} from './bounded-file.ts'
import type {Examination} from './examination.ts'
import {inspect} from './inspect.ts'

export type Examined =
  | {readonly ok: true; readonly examination: Examination}
  | {readonly ok: false; readonly code: string; readonly message: string}

export default async function examineFiles(paths: readonly RawPath[]): Promise<Examined[]> {
  const examined: Examined[] = []
  for (const path of paths) examined.push(await examineFile(path))
  return examined
}

async function examineFile(path: RawPath): Promise<Examined> {
  try {
    return {ok: true, examination: await withFile(path, inspect)}
  } catch (error) {
    return {ok: false, ...fileFailure(error)}
  }
}
