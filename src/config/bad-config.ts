/** The one error of this room. */
import {MediaStructError} from '../errors.ts'

/** @param file the config file; none where flags alone made the settings */
export function badConfig(file: string | undefined, problem: string, hint?: string): MediaStructError {
  const message = file === undefined ? problem : `${file}: ${problem}`
  return new MediaStructError('BAD_CONFIG', message, hint === undefined ? {} : {hint})
}
