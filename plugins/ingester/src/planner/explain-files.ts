/** What `ingest --explain` does: needs no library and no catalog, and touches nothing. */
import {
  dirname,
  EXIT,
  type Failure,
  fileFailure,
  type Host,
  isWithin,
  MediaStructError,
  pathFields,
  type RawPath,
  type Settings,
  typedPath,
} from 'mediastruct'
import type {DatesOptions, DropClock} from './dates.ts'
import {Explainer, type Explanation} from './explain.ts'
import {explanationFields, explanationLines} from './explanation.ts'

/** @returns the document, and the exit code. @throws MediaStructError NO_FILE, UNKNOWN_NAME */
export async function explainFiles(
  typed: readonly string[],
  options: DatesOptions,
  {reporter, settings, signal}: Pick<Host, 'reporter' | 'settings' | 'signal'>,
): Promise<{document: unknown; exitCode: number}> {
  if (typed.length === 0) {
    throw new MediaStructError('NO_FILE', 'No file is named whose date is to be explained.', {
      hint: 'Name one: mediastruct ingest --explain /media/card/DCIM/IMG_0042.JPG',
    })
  }
  const explainer = new Explainer(options, (path) => dropOf(path, settings))
  const files: Explanation[] = []
  const errors: Failure[] = []
  for (const path of await Promise.all(typed.map(typedPath))) {
    if (signal.aborted) break
    const outcome = await attempt(explainer, path)
    if ('code' in outcome) {
      errors.push(outcome)
      reporter.failure({path, message: outcome.message})
      continue
    }
    if (files.length > 0) reporter.print()
    for (const line of explanationLines(outcome, options.shiftSeconds)) reporter.print(line)
    files.push(outcome)
  }
  return {
    document: {
      schema: 'mediastruct/ingest-explain@1',
      files: files.map(explanationFields),
      errors: errors.map(({path, code, message}) => ({...pathFields('path', path), code, message})),
    },
    exitCode: errors.length > 0 ? EXIT.findings : EXIT.done,
  }
}

async function attempt(explainer: Explainer, path: RawPath): Promise<Explanation | Failure> {
  try {
    return await explainer.explain(path)
  } catch (error) {
    return {path, ...fileFailure(error)}
  }
}

/** The innermost drop of the config that it lies in; else its own directory stands for one. */
function dropOf(path: RawPath, {drop, timezone}: Pick<Settings, 'drop' | 'timezone'>): DropClock {
  const [found] = drop
    .filter((entry) => isWithin(path, entry.path))
    .sort((a, b) => b.path.length - a.path.length)
  return {path: found?.path ?? dirname(path), timezone: found?.timezone ?? timezone}
}
