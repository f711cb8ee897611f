/**
 * Every error that a user can meet, with a stable code and the sentence that says what to do.
 *
 * A `MediaStructError` stops the command before anything is touched (exit 2) unless it says otherwise.
 * What goes wrong with one file is not an exception but an entry under `errors` (exit 1).
 */

/** Exit codes of the program: 0 done, 1 done with findings, 2 nothing touched. */
export const EXIT = {done: 0, findings: 1, refused: 2, interrupted: 130} as const

export class MediaStructError extends Error {
  override readonly name = 'MediaStructError'
  /** Stable, upper-case, for scripts: the `error.code` of the JSON error document. */
  readonly code: string
  /** What the user can do about it, as a sentence or a command. */
  readonly hint: string | undefined
  readonly exitCode: number

  constructor(
    code: string,
    message: string,
    options: {hint?: string; exitCode?: number; cause?: unknown} = {},
  ) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.code = code
    this.hint = options.hint
    this.exitCode = options.exitCode ?? EXIT.refused
  }
}

/**
 * The user ended it.
 * @param outcome what that leaves, as the end of a sentence: `nothing was recorded`
 */
export function interrupted(outcome: string, hint = 'The same command begins again.'): MediaStructError {
  return new MediaStructError('INTERRUPTED', `It was interrupted; ${outcome}.`, {
    hint,
    exitCode: EXIT.interrupted,
  })
}

/** The errno code of a system call's error (`ENOENT`, `EACCES`, …), or `undefined` for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The message of whatever was thrown: plugins may throw strings, and what has no words at all. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error)
  } catch {
    return 'it threw something that can not be put into words'
  }
}

/** One sentence for a failed system call, without Node's repetition of the call and the path. */
const ERRNO_SENTENCES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'it is no longer there',
  ENOTDIR: 'a part of its path is not a directory',
  EISDIR: 'it is a directory',
  ELOOP: 'it is a symbolic link, or its path goes through too many of them',
  EIO: 'the disk reported an input/output error',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'its path is longer than the system can take',
  EFBIG: 'it is larger than the file system allows',
}

export interface FileFailure {
  code: string
  message: string
}

/**
 * What to say where the system refused something that a whole run needs: a full disk is no bug of ours.
 * @param exitCode `refused` where nothing was touched yet
 */
export function systemFailure(
  error: unknown,
  exitCode: number = EXIT.findings,
): MediaStructError | undefined {
  const code = errnoOf(error) ?? ''
  const sentence = ERRNO_SENTENCES[code]
  if (sentence === undefined) return undefined
  const path = error instanceof Error && 'path' in error ? ` (${String(error.path)})` : ''
  const sofar = exitCode === EXIT.refused ? 'Nothing was touched.' : 'No file was lost.'
  return new MediaStructError(code, `The system refused it: ${sentence}${path}.`, {
    hint: `${sofar} Mend that, then type the command again.`,
    exitCode,
    cause: error,
  })
}

/** What to list under `errors` for a file on which a call failed. */
export function fileFailure(error: unknown): FileFailure {
  const code = error instanceof MediaStructError ? error.code : (errnoOf(error) ?? 'EUNKNOWN')
  return {code, message: ERRNO_SENTENCES[code] ?? messageOf(error)}
}

/** The word of `candidates` nearest to `word` (Damerau-free Levenshtein, at most a third of its length), for "did you mean". */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(2, Math.ceil(word.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({length: b.length + 1}, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

/** An unknown name of something chosen by name, with the known ones and the nearest offered. */
export function unknownName(what: string, name: string, known: readonly string[]): MediaStructError {
  const suggestion = nearest(name, known)
  const offer = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`
  return new MediaStructError('UNKNOWN_NAME', `There is no ${what} named "${name}".${offer}`, {
    hint:
      known.length > 0
        ? `Known: ${known.join(', ')}.`
        : `No plugin here offers one: "mediastruct plugins install" or "plugins link" brings one that does.`,
  })
}
